"""The progress of a crawl, shown while it runs."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final, Self

from crawler.extensions.steps import Steps
from crawler.run import CrawlRun

_REFRESH_SECONDS: Final = 0.5


class Progress:
    """Shows a run's counts, rate and time left on stderr while the ``async with`` block runs."""

    def __init__(self, run: CrawlRun) -> None:
        self._run = run
        self._steps = Steps("articles")

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
            counts = self._run.ingest.counts.values()
            done = sum(sum(found.values()) for found in counts)
            failed = sum(found["failed"] for found in counts)
            source = next(reversed(self._run.reports), "")
            self._steps(
                done, done + self._left(), f"{source}, {failed} failed: " if failed else f"{source}: "
            )

    def _left(self) -> int:
        ingest = self._run.ingest
        now = ingest.clock()
        return sum(
            ingest.queue.count_left(report.source, now) if report.left is None else report.left
            for report in self._run.reports.values()
        )
