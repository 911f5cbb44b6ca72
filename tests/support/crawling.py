"""Crawls in the test's own process: one event loop in a thread, any number of nights."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from typing import Any

from crawler.crawl_run import CrawlOptions
from crawler.finish import Summary
from crawler.runner import crawl

SOURCES = ("berita", "show_post")
PROGRAM = str(Path(sys.executable).with_name("bogor-news"))


@cache
def _loop() -> asyncio.AbstractEventLoop:
    from scrapy.utils.reactor import install_reactor

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor

    running = threading.Event()
    reactor.callWhenRunning(running.set)
    threading.Thread(
        target=reactor.run, kwargs={"installSignalHandlers": False}, daemon=True, name="reactor"
    ).start()
    assert running.wait(30)
    return reactor._asyncioEventloop


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: str = "2026-03-01T01:00:00+07:00") -> None:
        self.now = dt.datetime.fromisoformat(now).astimezone(dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def move(self, **delta: float) -> None:
        self.now += dt.timedelta(**delta)


def night(
    data: Path,
    base_url: str,
    clock: Clock | None = None,
    *,
    sources: tuple[str, ...] = SOURCES,
    overrides: dict[str, Any] | None = None,
    **options: Any,
) -> Summary:
    """Returns how one crawl of a served site ended."""
    crawl_options = CrawlOptions(data=data, base_url=base_url, **options)
    running = crawl(
        crawl_options,
        sources,
        delay=0.0,
        clock=clock or Clock(),
        overrides={"LOG_LEVEL": "ERROR", **(overrides or {})},
    )
    return asyncio.run_coroutine_threadsafe(running, _loop()).result(240)


def command(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Returns what ``bogor-news`` with these arguments printed, and its exit code."""
    return subprocess.run(
        [PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        env={**os.environ, **environment},
    )
