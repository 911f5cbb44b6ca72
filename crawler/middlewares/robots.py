"""Obeys robots.txt, which a run asks for once."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http.request import NO_CALLBACK

from crawler.middlewares.robots_rules import Verdict, read_robots
from crawler.mirror import Mirror
from crawler.run import run_of

logger = logging.getLogger(__name__)


class RobotsMiddleware:
    """Obeys robots.txt. The spiders of a run share the verdicts, so that a site is asked once."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = str(crawler.settings["USER_AGENT"])
        self._verdicts: dict[str, asyncio.Future[Verdict]] = run_of(crawler).robots

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Returns the middleware of one spider."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises as ``Verdict.check`` does."""
        if request.meta.get("is_robots"):
            return
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._verdicts:
            self._verdicts[site] = asyncio.get_running_loop().create_future()
            self._verdicts[site].set_result(await self._ask(site, request.meta.get("mirror")))
        verdict = await self._verdicts[site]
        verdict.check(request.url, self._agent)
        self._keep_delay(parts.hostname or "", verdict)

    async def _ask(self, site: str, mirror: Mirror | None) -> Verdict:
        engine = self._crawler.engine
        assert engine is not None
        meta = {"is_robots": True, "mirror": mirror}
        request = Request(site + "/robots.txt", meta=meta, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - RFC 9309: a robots.txt that cannot be reached means stay away
            logger.warning("%s cannot be read: %r", request.url, error)
            return Verdict(None, f"robots.txt cannot be read ({error}): the site is left alone")
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        return read_robots(response.status, response.body, content_type)

    def _keep_delay(self, host: str, verdict: Verdict) -> None:
        asked = verdict.delay(self._agent)
        engine = self._crawler.engine
        if not asked or engine is None:
            return
        # For the slot of now, and for the one that Scrapy makes after a minute without requests.
        engine.downloader.per_slot_settings[host] = {"delay": asked}
        slot = engine.downloader.slots.get(host)
        if slot is not None:
            slot.delay = max(slot.delay, asked)
        throttle = self._crawler.get_extension(AutoThrottle)
        if throttle is not None:
            throttle.mindelay = max(throttle.mindelay, asked)
            throttle.maxdelay = max(throttle.maxdelay, asked)
