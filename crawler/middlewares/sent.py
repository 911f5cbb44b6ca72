"""Keeps an answer's bytes and headers as they were sent, for the raw archive, and counts what is exchanged."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.run import CrawlRun, run_of


class SentBytesMiddleware:
    """Puts the answer as sent, before decoding, into ``request.meta["sent"]``."""

    def __init__(self, run: CrawlRun) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SentBytesMiddleware:
        """Returns the middleware of one spider."""
        return cls(run_of(crawler))

    def process_request(self, request: Request) -> None:
        """Counts a request that is really sent: retries, redirects and robots.txt too."""
        self._run.requests += 1

    def process_response(self, request: Request, response: Response) -> Response:
        """Returns the answer unchanged."""
        self._run.bytes_received += len(response.body)
        request.meta["sent"] = response
        return response
