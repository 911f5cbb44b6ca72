"""Sends requests: the one place before the network. Each waits here until the time that ``pacing.py`` gives it."""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import logging
import re
from asyncio import sleep
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, IgnoreRequest
from scrapy.http import Response
from service_identity import VerificationError

from crawler.crawl_run import run_of

logger = logging.getLogger(__name__)

LATER: Final = (429, 503)
_LEAST_PAUSE: Final = 0.25
# A long pause looks this often whether the run is to end.
_LOOK_SECONDS: Final = 0.5


class CertificateError(IgnoreRequest):
    """Raised where a site's certificate is not valid; it is not asked again in this run."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"the certificate of {urlsplit(url).netloc} is expired, self-signed or of another name;"
            " if you trust the site, add --insecure"
        )


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


def words_of(error: BaseException) -> str:
    """Returns an error in words: for a failed download, what ended the connection."""
    reasons = getattr(error.__cause__, "reasons", None)
    words = reasons[0].getErrorMessage() if reasons else str(error)
    return words.rstrip(".") or type(error).__name__


class PoliteDownloadHandler(HTTP11DownloadHandler):
    """Sends a request when its site may be asked, and leaves a site alone that answers 429 or 503.

    A middleware would be too early: what waits in the downloader behind it would be sent during a pause.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._run = run_of(crawler)
        self._delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._longest = crawler.settings.getfloat("RETRY_AFTER_MAX")

    async def download_request(self, request: Request) -> Response:
        """Returns the answer. Raises CertificateError, or IgnoreRequest where the run ends before it is there."""
        pacing = self._run.pacing
        while (left := pacing.seconds_left(request.url)) > 0:
            if self._run.is_ending or not self._crawler.crawling:
                raise IgnoreRequest("the run ended while the site was left alone")
            await sleep(min(left, _LOOK_SECONDS))
        pacing.note_sent(request.url, self._delay)
        sent_at = monotonic()
        response = await self._answer(request)
        if self._delay:
            pacing.note_answered(request.url, monotonic() - sent_at)
        if response.status in LATER:
            self._pause(request, response)
        return response

    async def _answer(self, request: Request) -> Response:
        task = asyncio.current_task()
        assert task is not None
        self._run.downloads.add(task)
        try:
            return await super().download_request(request)
        except asyncio.CancelledError:
            raise IgnoreRequest("the run ended before the answer came") from None
        except DownloadFailedError as error:
            if _is_certificate_error(error):
                raise CertificateError(request.url) from error
            raise
        finally:
            self._run.downloads.discard(task)

    def _pause(self, request: Request, response: Response) -> None:
        header = response.headers.get("Retry-After")
        asked = retry_after(header.decode("latin-1") if header else None, dt.datetime.now(dt.UTC))
        own = max(self._delay, _LEAST_PAUSE) * float(2 ** request.meta.get("retry_times", 0))
        seconds = min(max(asked or 0.0, own), self._longest)
        self._run.pacing.leave_alone(request.url, seconds)
        request.meta["paused"] = request.meta.get("paused", 0.0) + seconds
        logger.warning("%s answers %d: left alone for %g s", request.url, response.status, seconds)


def _is_certificate_error(error: DownloadFailedError) -> bool:
    reasons = [failure.value for failure in getattr(error.__cause__, "reasons", ())]
    return any(
        isinstance(reason, VerificationError)
        or (isinstance(reason, SSL.Error) and "certificate verify failed" in str(reason))
        for reason in reasons
    )
