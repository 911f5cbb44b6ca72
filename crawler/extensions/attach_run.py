"""Connects a crawler with its run, for the command line and for ``scrapy crawl NAME``."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings
from scrapy.utils.asyncio import create_looping_call
from twisted.python.failure import Failure

from crawler.crawl_run import CrawlOptions, CrawlRun, run_of
from crawler.finish import finish
from pipelines.disk import DiskFullError, is_disk_full
from pipelines.ingest import open_ingest

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.core.engine import ExecutionEngine

_TICK_SECONDS = 0.5


def options_from(settings: BaseSettings) -> CrawlOptions:
    """Returns the crawl's options as Scrapy's settings give them."""

    def number(name: str) -> int | None:
        return None if settings.get(name) is None else settings.getint(name)

    return CrawlOptions(
        data=Path(settings["BOGOR_DATA"]),
        base_url=settings.get("BOGOR_BASE_URL"),
        full=settings.getbool("BOGOR_FULL"),
        limit=number("BOGOR_LIMIT"),
        start_id=number("BOGOR_START_ID"),
        end_id=number("BOGOR_END_ID"),
        accept=settings.getbool("BOGOR_ACCEPT"),
        confirm_gone_now=settings.getbool("BOGOR_CONFIRM_GONE_NOW"),
    )


class RunExtension:
    """Commits findings twice a second and ends the run where storing fails. ``scrapy crawl`` gets its run here."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._own = ExitStack()
        if getattr(crawler, "corpus_run", None) is None:
            crawler.corpus_run = self._open(options_from(crawler.settings))  # type: ignore[attr-defined]
        if not run_of(crawler).stores:
            return
        self._ticking = create_looping_call(self._tick)
        crawler.signals.connect(self._start, signals.spider_opened)
        crawler.signals.connect(self._stop, signals.spider_closed)
        crawler.signals.connect(self._note_failure, signals.item_error)
        crawler.signals.connect(self._note_failure, signals.spider_error)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunExtension:
        """Returns the extension of one spider."""
        return cls(crawler)

    def _open(self, options: CrawlOptions) -> CrawlRun:
        """Returns a run of this crawler's own, which ends with its spider."""
        if not self._crawler.settings.getbool("BOGOR_STORE", True):
            return CrawlRun(options, None)
        self._crawler.signals.connect(self._finish, signals.spider_closed)
        return CrawlRun(options, self._own.enter_context(open_ingest(options.data, "crawl")))

    def _start(self) -> None:
        self._ticking.start(_TICK_SECONDS, now=False)

    def _stop(self) -> None:
        if self._ticking.running:
            self._ticking.stop()

    def _tick(self) -> None:
        run = run_of(self._crawler)
        try:
            run.ingest.tick()
            run.publish_batch_if_due()
        except (OSError, sqlite3.Error) as error:
            self._note_error(error)
        if run.is_ending:  # another spider of the run may have ended it
            self._close()

    def _note_failure(self, failure: Failure) -> None:
        self._note_error(failure.value or Exception(failure.type))

    def _note_error(self, error: BaseException) -> None:
        """Ends the run where storing fails, since what it fetches next could not be kept."""
        run = run_of(self._crawler)
        if is_disk_full(error):
            words = str(error) if isinstance(error, DiskFullError) else f"the disk is full ({error})"
            run.cut_short = run.cut_short or words
        else:
            run.error = run.error or f"an error of ours: {type(error).__name__}: {error}"
        self._close()

    def _close(self) -> None:
        if self._crawler.engine is not None and self._crawler.spider is not None:
            run_of(self._crawler).ending = asyncio.ensure_future(_close(self._crawler.engine))

    def _finish(self, spider: Spider, reason: str) -> None:
        self._stop()
        run = run_of(self._crawler)
        if reason not in ("finished", "refused", "silent"):
            run.cut_short = reason
        summary = finish(run)
        self._crawler.exit_code = summary.code  # type: ignore[attr-defined]  # `scrapy crawl` ends with it
        for problem in summary.problems:
            spider.logger.warning("%s", problem)
        spider.logger.info("%s", summary.line)
        self._own.close()


async def _close(engine: ExecutionEngine) -> None:
    with suppress(RuntimeError):  # closing already
        await engine.close_spider_async(reason="failed")
