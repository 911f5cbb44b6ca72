"""robots.txt by RFC 9309: asked once a run, 4xx allows everything, 5xx and silence keep us away."""

from __future__ import annotations

import asyncio
import logging
from typing import Final
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http.request import NO_CALLBACK

from crawler.extension import run_of
from crawler.mirror import Mirror

logger = logging.getLogger(__name__)

_MAX_BYTES: Final = 512 * 1024  # what RFC 9309 asks a crawler to read at least
_LONGEST_DELAY: Final = 60.0


class RobotsForbiddenError(IgnoreRequest):
    """Raised for a request that robots.txt forbids."""


class RobotsUnreachableError(IgnoreRequest):
    """Raised for every request to a site whose robots.txt can't be had: a server error, or no answer."""


class Verdict:
    """What one site's robots.txt allows."""

    def __init__(self, rules: Protego | None, unreachable: str | None = None) -> None:
        self._rules = rules
        self._unreachable = unreachable

    def check(self, url: str, agent: str) -> None:
        """Raises RobotsForbiddenError or RobotsUnreachableError where the address must not be fetched."""
        if self._unreachable:
            raise RobotsUnreachableError(self._unreachable)
        if self._rules is not None and not self._rules.can_fetch(url, agent):
            raise RobotsForbiddenError("robots.txt disallows it")

    def delay(self, agent: str) -> float:
        """Returns the seconds between requests that the site asks for, 0 where it asks for none."""
        asked = self._rules.crawl_delay(agent) if self._rules else None
        return min(float(asked or 0), _LONGEST_DELAY)


def read_robots(status: int, body: bytes, content_type: str) -> Verdict:
    """Returns the verdict of an answer to ``/robots.txt``; a web page in its place is no rules at all."""
    if status >= 500 or status == 429:
        return Verdict(None, f"robots.txt answers {status}: the site is left alone")
    if status >= 300 or "html" in content_type.lower() or body.lstrip()[:1] == b"<":
        return Verdict(None)
    return Verdict(Protego.parse(body[:_MAX_BYTES].decode("utf-8", "replace")))


class RobotsMiddleware:
    """Keeps robots.txt; verdicts are shared by the spiders of a run, which ask a site once."""

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
        except Exception as error:  # noqa: BLE001 - whatever failed, RFC 9309 says: unreachable means stay away
            logger.warning("%s cannot be read: %r", request.url, error)
            return Verdict(None, f"robots.txt cannot be read ({error}): the site is left alone")
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        return read_robots(response.status, response.body, content_type)

    def _keep_delay(self, host: str, verdict: Verdict) -> None:
        asked = verdict.delay(self._agent)
        engine = self._crawler.engine
        if not asked or engine is None:
            return
        # For the slot of now, and for one made anew after a minute's silence.
        engine.downloader.per_slot_settings[host] = {"delay": asked}
        slot = engine.downloader.slots.get(host)
        if slot is not None:
            slot.delay = max(slot.delay, asked)
        throttle = self._crawler.get_extension(AutoThrottle)
        if throttle is not None:
            throttle.mindelay = max(throttle.mindelay, asked)
            throttle.maxdelay = max(throttle.maxdelay, asked)
