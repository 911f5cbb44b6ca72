"""Keeps the bytes and headers of each answer as they were sent, for the raw archive, and counts the traffic."""

from __future__ import annotations

from typing import Final

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.crawl_run import CrawlRun, run_of
from pipelines.archive.records import MAX_HEAD

# The rest is for the status line.
_MOST_HEADER_BYTES: Final = MAX_HEAD - 1024


class RawResponseMiddleware:
    """Puts each answer as sent, before decoding, into ``request.meta["raw_response"]``."""

    def __init__(self, run: CrawlRun) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RawResponseMiddleware:
        """Returns the middleware of one spider."""
        return cls(run_of(crawler))

    def process_request(self, request: Request) -> None:
        """Counts a request that goes to the network; retries, redirects and robots.txt count too."""
        self._run.requests += 1

    def process_response(self, request: Request, response: Response) -> Response:
        """Returns the answer unchanged. Raises IgnoreRequest where its headers are larger than the archive can read."""
        if len(response.headers.to_string()) > _MOST_HEADER_BYTES:
            raise IgnoreRequest(f"its headers are larger than {_MOST_HEADER_BYTES // 1024} kB")
        self._run.bytes_received += len(response.body)
        request.meta["raw_response"] = response
        return response
