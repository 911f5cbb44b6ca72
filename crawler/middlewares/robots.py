"""Obeys robots.txt, which a run asks for once."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from crawler.crawl_run import run_of
from crawler.download_handler import words_of
from crawler.middlewares.robots_rules import Verdict, read_robots
from crawler.mirror import Mirror

logger = logging.getLogger(__name__)


def is_forbidden(crawler: Crawler, url: str) -> bool:
    """Returns whether a robots.txt that the run has read forbids an address; False where it has not read it yet."""
    verdict = run_of(crawler).robots.get(_site_of(url))
    return verdict is not None and verdict.done() and not verdict.result().allows(url, _agent_of(crawler))


class RobotsMiddleware:
    """Obeys robots.txt. The spiders of a run share the verdicts, so that a site is asked once."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._run = run_of(crawler)
        self._agent = _agent_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Returns the middleware of one spider."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises as ``Verdict.check`` does."""
        if request.meta.get("is_robots"):
            return
        site, verdicts = _site_of(request.url), self._run.robots
        if site not in verdicts:
            verdicts[site] = asyncio.get_running_loop().create_future()
            verdicts[site].set_result(await self._ask(site, request.meta.get("mirror")))
        verdict = await verdicts[site]
        self._run.pacing.keep_delay(request.url, verdict.delay(self._agent))
        verdict.check(request.url, self._agent)

    async def _ask(self, site: str, mirror: Mirror | None) -> Verdict:
        engine = self._crawler.engine
        assert engine is not None
        meta = {"is_robots": True, "mirror": mirror}
        request = Request(site + "/robots.txt", meta=meta, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - RFC 9309: a robots.txt that cannot be reached means stay away
            logger.warning("%s cannot be read: %r", request.url, error)
            return Verdict(None, f"robots.txt cannot be read: {words_of(error)}")
        return read_robots(response.status, response.body)


def _site_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _agent_of(crawler: Crawler) -> str:
    return str(crawler.settings["USER_AGENT"])
