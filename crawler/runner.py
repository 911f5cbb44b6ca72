"""Runs the spiders of one crawl. Those of one host run one after the other; the run is ended whatever happens."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections import defaultdict
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor

from crawler import settings as project_settings
from crawler.crawl_run import CrawlOptions, CrawlRun
from crawler.extensions.logs import log_to_file
from crawler.extensions.progress import Progress
from crawler.finish import Summary, finish
from crawler.mirror import Mirror, is_loopback
from crawler.spiders.archive_protocols import ARCHIVES
from crawler.spiders.archives import ArchiveSpider
from pipelines.ingest import Clock, open_ingest, system_clock

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

# Loopback needs no pauses; several connections keep client and server busy.
_LOOPBACK_CONNECTIONS: Final = 8
# More hosts at a time would exceed the time and memory of one process.
_HOSTS_AT_ONCE: Final = 8
# After a signal, answers under way have this many seconds to arrive.
_PATIENCE: Final = 3.0
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_crawl(options: CrawlOptions, sources: tuple[str, ...], *, delay: float) -> Summary:
    """Returns how a crawl ended that runs in this process. Raises what ``crawl`` raises.

    SIGINT, SIGTERM and SIGHUP end the run in order: what was found is stored and published.
    """
    return run_in_event_loop(crawl(options, sources, delay=delay))


def run_in_event_loop(work: Coroutine[Any, Any, Result]) -> Result:
    """Returns what a coroutine returns that runs in Scrapy's event loop, which starts only once in a process."""
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor as installed

    reactor: Any = installed

    outcome: list[Result | BaseException] = []

    async def main() -> None:
        try:
            outcome.append(await work)
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
    """Returns how a crawl ended that runs inside a running event loop.

    Raises what ``open_ingest`` raises, and OSError or sqlite3.Error where the end of the run cannot be stored.
    """
    command = "crawl" if options.origin == "live" else f"crawl --from {options.origin}"
    with open_ingest(options.data, command, clock) as ingest:
        handler = log_to_file(options.data)
        run = CrawlRun(options, ingest)
        try:
            runner = AsyncCrawlerRunner(_settings(options, delay, overrides))
            async with Progress(run):
                with _signals(run, runner):
                    await _crawl_hosts(run, runner, _due_sources(run, sources))
            return finish(run)
        finally:
            logging.getLogger().removeHandler(handler)
            handler.close()


def _due_sources(run: CrawlRun, sources: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the sources without those that are dead and were asked this week, where all are to be crawled."""
    if not run.options.all_sources:
        return sources
    known, now = run.ingest.sources, run.ingest.clock()
    alive = tuple(name for name in sources if not known.is_dead(name, now))
    if not alive:  # the network may be down
        return sources
    return tuple(name for name in sources if name in alive or known.is_due(name, now))


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
    for outcome in outcomes:  # raised only now, since no other spider may write into a run that has ended
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


@contextmanager
def _signals(run: CrawlRun, runner: AsyncCrawlerRunner) -> Iterator[None]:
    """Ends the run in order at a signal of ``_SIGNALS`` while the ``with`` block runs; other threads get no signals."""
    loop = asyncio.get_running_loop()

    async def stop_spiders() -> None:
        await runner.stop()

    def stop(number: int) -> None:
        if run.cut_short is None:
            run.cut_short = f"{signal.Signals(number).name} received"
            logger.info("%s: ending in order", run.cut_short)
            run.ending = asyncio.ensure_future(stop_spiders())
            loop.call_later(_PATIENCE, run.cancel_downloads)

    handled = _SIGNALS if threading.current_thread() is threading.main_thread() else ()
    for number in handled:
        loop.add_signal_handler(number, stop, number)
    try:
        yield
    finally:
        for number in handled:
            loop.remove_signal_handler(number)


def _settings(options: CrawlOptions, delay: float, overrides: dict[str, Any] | None) -> Settings:
    settings = Settings()
    settings.setmodule(project_settings, priority="project")
    quick = delay == 0 and options.base_url is not None and is_loopback(options.base_url)
    settings.setdict(
        {
            "DOWNLOAD_DELAY": delay,
            "DOWNLOAD_VERIFY_CERTIFICATES": not options.insecure,
            "CONCURRENT_REQUESTS": _LOOPBACK_CONNECTIONS if quick else 1,
            "CONCURRENT_REQUESTS_PER_DOMAIN": _LOOPBACK_CONNECTIONS if quick else 1,
            **(overrides or {}),
        },
        priority="cmdline",
    )
    return settings
