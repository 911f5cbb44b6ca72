"""Fetches the site's own addresses below ``--base-url``, also where no spider of ours made the request."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.mirror import Mirror
from pipelines.addresses import HOME


class MirrorMiddleware:
    """Maps the address of a request that ``scrapy shell``, ``parse`` or ``fetch`` makes."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> MirrorMiddleware:
        """Returns the middleware of one spider. Raises NotConfigured without a base address."""
        base = crawler.settings.get("BOGOR_BASE_URL")
        if not base:
            raise NotConfigured
        return cls(Mirror(base, getattr(crawler.spidercls, "home", HOME)))

    def process_request(self, request: Request) -> Request | None:
        """Returns the request for the address below the base, None where it is asked for already."""
        if "mirror" in request.meta or request.meta.get("is_robots"):
            return None
        meta = {**request.meta, "mirror": self._mirror}
        return request.replace(url=self._mirror.to_fetch(request.url), meta=meta, dont_filter=True)
