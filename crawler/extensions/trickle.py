"""Gives up answers that come too slowly: each would hold the only connection until its timeout."""

from __future__ import annotations

from time import monotonic

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload


class TrickleError(StopDownload):
    """Raised for an answer that comes slower than ``TRICKLE_BYTES_PER_SECOND``; it is asked for again."""

    def __init__(self, rate: float) -> None:
        super().__init__(fail=True)
        self._rate = rate

    def __str__(self) -> str:
        return f"the answer came at {self._rate:.0f} bytes a second"


class TrickleExtension:
    """Watches how fast bodies come in. The download timeout ends those that stop altogether."""

    def __init__(self, crawler: Crawler) -> None:
        self._least = crawler.settings.getfloat("TRICKLE_BYTES_PER_SECOND")
        self._patience = crawler.settings.getfloat("TRICKLE_PATIENCE")
        crawler.signals.connect(self._begin, signals.headers_received)
        crawler.signals.connect(self._receive, signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> TrickleExtension:
        """Returns the extension of one spider."""
        return cls(crawler)

    def _begin(self, request: Request) -> None:
        request.meta["body_began"], request.meta["body_bytes"] = monotonic(), 0

    def _receive(self, data: bytes, request: Request) -> None:
        request.meta["body_bytes"] += len(data)
        seconds = monotonic() - request.meta["body_began"]
        if seconds > self._patience and request.meta["body_bytes"] < self._least * seconds:
            raise TrickleError(request.meta["body_bytes"] / seconds)
