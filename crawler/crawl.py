"""Runs the spiders of one crawl, those of one host one after the other, and ends the run whatever happens."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections import defaultdict
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor

from crawler import settings as project_settings
from crawler.extensions.logs import log_to_file
from crawler.extensions.progress import Progress
from crawler.finish import Summary, finish
from crawler.mirror import Mirror, is_loopback
from crawler.run import CrawlOptions, CrawlRun
from crawler.spiders.archive_protocols import ARCHIVES
from crawler.spiders.archives import ArchiveSpider
from pipelines.ingest import Clock, open_ingest, system_clock

logger = logging.getLogger(__name__)

# On loopback nobody needs sparing; several connections keep both ends busy.
_LOOPBACK_CONNECTIONS: Final = 8
# What one process can keep up with, and what its memory holds.
_HOSTS_AT_ONCE: Final = 8


def run_crawl(options: CrawlOptions, sources: tuple[str, ...], *, delay: float) -> Summary:
    """Runs a crawl in this process, which must not run another: its event loop cannot be started twice.

    Raises what ``open_ingest`` raises, and OSError or sqlite3.Error where the end of the run can't be stored.
    SIGINT and SIGTERM end the run in order: what was found is stored and published.
    """
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor as installed

    reactor: Any = installed

    outcome: list[Summary | BaseException] = []

    async def main() -> None:
        try:
            outcome.append(await crawl(options, sources, delay=delay))
        except BaseException as error:  # noqa: BLE001 - raised again below, outside the event loop
            outcome.append(error)
        finally:
            reactor.stop()

    tasks: list[asyncio.Task[None]] = []
    reactor.callWhenRunning(lambda: tasks.append(asyncio.ensure_future(main())))
    reactor.run(installSignalHandlers=False)
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


async def crawl(
    options: CrawlOptions,
    sources: tuple[str, ...],
    *,
    delay: float,
    clock: Clock = system_clock,
    overrides: dict[str, Any] | None = None,
) -> Summary:
    """Runs a crawl inside a running event loop and returns how it ended. Raises as ``run_crawl`` does."""
    command = "crawl" if options.origin == "live" else f"crawl --from {options.origin}"
    with open_ingest(options.data, command, clock) as ingest:
        handler = log_to_file(options.data)
        run = CrawlRun(options, ingest)
        try:
            runner = AsyncCrawlerRunner(_settings(options, delay, overrides))
            async with Progress(run):
                with _signals(run, runner):
                    await _crawl_hosts(run, runner, sources)
            return finish(run)
        finally:
            logging.getLogger().removeHandler(handler)
            handler.close()


async def _crawl_hosts(run: CrawlRun, runner: AsyncCrawlerRunner, sources: tuple[str, ...]) -> None:
    """Crawls the sources of each host one after the other, several hosts at the same time."""
    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for source in sources:
        by_host[_host(run, runner, source)].append(source)
    turns = asyncio.Semaphore(_HOSTS_AT_ONCE)

    async def crawl_host(own: list[str]) -> None:
        async with turns:
            for source in own:
                await _crawl_source(run, runner, source)

    outcomes = await asyncio.gather(*map(crawl_host, by_host.values()), return_exceptions=True)
    for outcome in outcomes:  # raised only now: nothing may go on writing into a run that has ended
        if outcome is not None:
            raise outcome


def _host(run: CrawlRun, runner: AsyncCrawlerRunner, source: str) -> str:
    """Returns the host that is asked for a source's pages."""
    if run.options.origin != "live":
        return run.options.origin
    home: str = runner.spider_loader.load(source).home  # type: ignore[attr-defined]
    return urlsplit(Mirror(run.options.base_url, home).to_fetch(home)).netloc


async def _crawl_source(run: CrawlRun, runner: AsyncCrawlerRunner, source: str) -> None:
    if run.cut_short or run.error:
        return
    origin = run.options.origin
    crawler = runner.create_crawler(source if origin == "live" else ArchiveSpider)
    crawler.corpus_run = run  # type: ignore[attr-defined]
    run.report(source)
    if origin == "live":
        await runner.crawl(crawler)
    else:
        await runner.crawl(crawler, source=source, archive=ARCHIVES[origin](run.options.base_url))


async def _stop(runner: AsyncCrawlerRunner) -> None:
    await runner.stop()


class _signals:
    """Ends a run in order at SIGINT or SIGTERM; where handlers can't be set (another thread), does nothing."""

    def __init__(self, run: CrawlRun, runner: AsyncCrawlerRunner) -> None:
        self._run, self._runner = run, runner

    def __enter__(self) -> None:
        with suppress(ValueError, RuntimeError, NotImplementedError):
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, self._stop, number)

    def __exit__(self, *_: object) -> None:
        with suppress(ValueError, RuntimeError, NotImplementedError):
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().remove_signal_handler(number)

    def _stop(self, number: int) -> None:
        if self._run.cut_short is None:
            self._run.cut_short = f"{signal.Signals(number).name} received"
            logger.info("%s: ending in order", self._run.cut_short)
            self._run.ending = asyncio.ensure_future(_stop(self._runner))


def _settings(options: CrawlOptions, delay: float, overrides: dict[str, Any] | None) -> Settings:
    settings = Settings()
    settings.setmodule(project_settings, priority="project")
    quick = delay == 0 and options.base_url is not None and is_loopback(options.base_url)
    settings.setdict(
        {
            "DOWNLOAD_DELAY": delay,
            "AUTOTHROTTLE_ENABLED": not quick,
            "AUTOTHROTTLE_START_DELAY": delay,
            "CONCURRENT_REQUESTS": _LOOPBACK_CONNECTIONS if quick else 1,
            "CONCURRENT_REQUESTS_PER_DOMAIN": _LOOPBACK_CONNECTIONS if quick else 1,
            **(overrides or {}),
        },
        priority="cmdline",
    )
    return settings
