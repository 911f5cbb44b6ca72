"""Pauses: a site that answers 429 or 503 gets no request for as long as it asks, ten minutes at most."""

from __future__ import annotations

import datetime as dt
import email.utils
import logging
import re
from asyncio import sleep
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.run import run_of

logger = logging.getLogger(__name__)

_LATER: Final = (429, 503)
_TRIES: Final = 5
_LEAST_PAUSE: Final = 0.25
# A long pause looks this often whether the run is to end.
_LOOK_SECONDS: Final = 0.5


def retry_after(value: str | None, now: dt.datetime) -> float | None:
    """Returns the seconds that a ``Retry-After`` header asks for, or None where it is absent or cannot be read.

    Both forms are read: seconds, and an HTTP date relative to ``now`` (aware). Never negative.
    """
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]+", text):
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())


class PausesMiddleware:
    """Holds back every request to a site while its pause lasts, and asks again afterwards.

    The spiders of a run share the pauses, since several of them ask the same site.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._run = run_of(crawler)
        self._longest = crawler.settings.getfloat("RETRY_AFTER_MAX")
        self._least = max(crawler.settings.getfloat("DOWNLOAD_DELAY"), _LEAST_PAUSE)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PausesMiddleware:
        """Returns the middleware of one spider."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Waits until the site's pause is over. Raises IgnoreRequest where the run ends meanwhile."""
        site = urlsplit(request.url).netloc
        while (left := self._run.paused_until.get(site, 0.0) - monotonic()) > 0:
            if self._run.is_ending or not self._crawler.crawling:
                raise IgnoreRequest("the run ended while the site was left alone")
            await sleep(min(left, _LOOK_SECONDS))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Returns the request again after 429 or 503: five times, or until ten minutes of pauses have passed."""
        if response.status not in _LATER:
            return response
        seconds = self._seconds(request, response)
        site = urlsplit(request.url).netloc
        until = self._run.paused_until.get(site, 0.0)
        self._run.paused_until[site] = max(until, monotonic() + seconds)
        logger.warning("%s answers %d: left alone for %g s", request.url, response.status, seconds)
        paused = request.meta.get("paused", 0.0)
        if paused >= self._longest:
            return response
        request.meta["paused"] = paused + seconds
        assert self._crawler.spider is not None
        again = get_retry_request(
            request, spider=self._crawler.spider, reason=f"{response.status}", max_retry_times=_TRIES
        )
        return again or response

    def _seconds(self, request: Request, response: Response) -> float:
        header = response.headers.get("Retry-After")
        asked = retry_after(header.decode("latin-1") if header else None, dt.datetime.now(dt.UTC))
        own = self._least * float(2 ** request.meta.get("retry_times", 0))
        return min(max(asked or 0.0, own), self._longest)
