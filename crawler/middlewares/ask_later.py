"""Asks again after 429 or 503, when the pause that the download handler keeps is over."""

from __future__ import annotations

from typing import Final

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response

from crawler.download_handler import LATER

_TRIES: Final = 5


class AskLaterMiddleware:
    """Asks again for a page whose site said "later"."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._longest = crawler.settings.getfloat("RETRY_AFTER_MAX")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AskLaterMiddleware:
        """Returns the middleware of one spider."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Returns the request again after 429 or 503: five times, or until ten minutes of pauses have passed."""
        # The pauses before this answer are over; the last one is still to come.
        if response.status not in LATER or request.meta.get("waited", 0.0) >= self._longest:
            return response
        request.meta["waited"] = request.meta["paused"]
        assert self._crawler.spider is not None
        again = get_retry_request(
            request, spider=self._crawler.spider, reason=f"{response.status}", max_retry_times=_TRIES
        )
        return again or response
