"""Fetches one page as a crawl does, with its robots.txt, pauses, redirects and limits, and stores nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawler import settings as project_settings
from crawler.crawl_run import CrawlOptions, CrawlRun
from crawler.mirror import Mirror


class NoPageError(Exception):
    """Raised where an address gives no page; the message is one phrase."""


def fetch_page(url: str) -> Response:
    """Returns the answer of an address, decoded. Raises NoPageError for any but 200.

    It runs an event loop of its own, which a process can do once.
    """
    settings = Settings()
    settings.setmodule(project_settings, priority="project")
    settings.set("LOG_LEVEL", "CRITICAL", priority="cmdline")
    answers: list[Response | Failure] = []
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(_OnePage)
    crawler.corpus_run = CrawlRun(CrawlOptions(), None)  # type: ignore[attr-defined]
    process.crawl(crawler, url=url, answers=answers)
    process.start()
    if not answers:
        raise NoPageError("the fetch was interrupted")
    answer = answers[0]
    if isinstance(answer, Failure):
        raise NoPageError(str(answer.value))
    if answer.status != 200:
        raise NoPageError(f"it answers {answer.status}")
    return answer


class _OnePage(scrapy.Spider):
    """Asks for one address and keeps the answer."""

    def __init__(self, url: str, answers: list[Response | Failure], **kwargs: Any) -> None:
        super().__init__(name="one page", **kwargs)
        self._url, self._answers = url, answers

    async def start(self) -> AsyncIterator[Any]:
        """Yields the only request. Redirects are followed on its own host."""
        yield scrapy.Request(
            self._url,
            callback=self._answers.append,
            errback=self._answers.append,
            meta={"mirror": Mirror(home=self._url)},
        )
