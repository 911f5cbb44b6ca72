"""The progress of a crawl, shown while it runs."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from typing import Final, NamedTuple, Self

from crawler.crawl_run import CrawlRun
from crawler.extensions.steps import Steps

_REFRESH_SECONDS: Final = 0.5
_NOT_STORED: Final = ("failed", "damaged", "quarantined")


class Position(NamedTuple):
    """Where a crawl is: ``note`` names source, phase, listing page and failures; ``total`` may not be known."""

    note: str
    stored: int
    total: int | None


class Progress:
    """Shows a run's position, rate, time elapsed and time left on stderr while the ``async with`` block runs."""

    def __init__(self, run: CrawlRun) -> None:
        self._run = run
        self._steps = Steps("articles stored")

    async def __aenter__(self) -> Self:
        """Starts the display."""
        self._steps.__enter__()
        self._updating = asyncio.ensure_future(self._update())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Ends the display."""
        self._updating.cancel()
        with suppress(asyncio.CancelledError):
            await self._updating
        self._steps.__exit__()

    async def _update(self) -> None:
        while True:
            await asyncio.sleep(_REFRESH_SECONDS)
            position = position_of(self._run)
            self._steps(position.stored, position.total, position.note)


def position_of(run: CrawlRun) -> Position:
    """Returns where a crawl is; of several sources, the one that began last."""
    found: Counter[str] = sum(run.ingest.counts.values(), Counter())
    failed = sum(found[outcome] for outcome in _NOT_STORED)
    stored = found.total() - failed
    left = _left(run, found.total())
    words = [report.position for report in list(run.reports.values())[-1:]]
    if failed:
        words.append(f"{failed} failed")
    return Position(", ".join(words) + ": ", stored, stored + left if left is not None else None)


def _left(run: CrawlRun, done: int) -> int | None:
    """Returns how many articles are still to be fetched after ``done`` ones, None where it is not known yet."""
    now, left = run.ingest.clock(), 0
    for report in run.reports.values():
        if report.left is not None:
            left += report.left
        elif report.not_queued is None:
            return None
        else:
            left += run.ingest.queue.count_left(report.source, now) + report.not_queued
    if run.options.limit is not None:
        return min(left, max(run.options.limit - done, 0))
    return left
