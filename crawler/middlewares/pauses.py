"""A site that says "later" (429, 503) is left alone as a whole, as long as it asks, ten minutes at most."""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import logging
import re
import time
from typing import Final

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response

logger = logging.getLogger(__name__)

_LATER: Final = (429, 503)
_TRIES: Final = 5


def retry_after(value: str | None, now: dt.datetime) -> float | None:
    """Returns the seconds that a ``Retry-After`` header asks for, or None where it is absent or makes no sense.

    Both forms are read: seconds, and an HTTP date relative to ``now`` (aware). Never negative.
    """
    text = (value or "").strip()
    if re.fullmatch(r"\d{1,12}", text):
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())


class PausesMiddleware:
    """Holds every request back while a site's pause lasts, and asks again afterwards."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._longest = crawler.settings.getfloat("RETRY_AFTER_MAX")
        self._until = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PausesMiddleware:
        """Returns the middleware of one spider, that is of one site."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Waits until the site may be asked."""
        while (left := self._until - time.monotonic()) > 0:
            await asyncio.sleep(left)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Returns the request again for an answer that says "later", at most five times."""
        if response.status not in _LATER:
            return response
        tries = request.meta.get("retry_times", 0)
        header = response.headers.get("Retry-After")
        asked = retry_after(header.decode("latin-1") if header else None, dt.datetime.now(dt.UTC))
        seconds = min(asked if asked is not None else 2.0**tries, self._longest)
        self._until = max(self._until, time.monotonic() + seconds)
        logger.warning("%s answers %d: left alone for %.0f s", request.url, response.status, seconds)
        if self._crawler.stats:
            self._crawler.stats.inc_value("bogor/pauses")
        assert self._crawler.spider is not None
        again = get_retry_request(
            request, spider=self._crawler.spider, reason=f"{response.status}", max_retry_times=_TRIES
        )
        return again or response
