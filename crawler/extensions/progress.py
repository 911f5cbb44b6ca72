"""The progress of a crawl: a bar on a terminal, a line every half minute elsewhere."""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import suppress
from typing import Final, Self

from rich.progress import Progress as Bar
from rich.progress import TaskID

from crawler.extensions.steps import LINE_SECONDS, new_bar
from crawler.run import CrawlRun
from pipelines.corpus import queue

_REFRESH_SECONDS: Final = 0.5


class Progress:
    """Shows a run's counts, rate and time left on stderr while the ``async with`` lasts."""

    def __init__(self, run: CrawlRun) -> None:
        self._run = run
        self._began = time.monotonic()
        self._line_at = self._began + LINE_SECONDS
        self._bar: Bar | None = None
        self._task_id = TaskID(0)
        self._updating: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Starts the display."""
        if sys.stderr.isatty():
            self._bar = new_bar()
            self._task_id = self._bar.add_task("looking for articles", total=None)
            self._bar.start()
        self._updating = asyncio.ensure_future(self._update())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Removes the bar."""
        if self._updating is not None:
            self._updating.cancel()
            with suppress(asyncio.CancelledError):
                await self._updating
        if self._bar is not None:
            self._bar.stop()

    async def _update(self) -> None:
        while True:
            await asyncio.sleep(_REFRESH_SECONDS)
            done = sum(sum(counts.values()) for counts in self._run.ingest.counts.values())
            if self._bar is not None:
                total = done + self._left()
                self._bar.update(self._task_id, description=self._description(), completed=done, total=total)
            elif time.monotonic() >= self._line_at:
                self._line_at += LINE_SECONDS
                rate = done / max(time.monotonic() - self._began, 1e-9)
                line = f"{self._description()}: {done} articles, {rate:.1f}/s, {self._left()} left"
                print(line, file=sys.stderr, flush=True)  # noqa: T201 - progress is what cron mails

    def _left(self) -> int:
        connection, now = self._run.ingest.connection, self._run.ingest.clock()
        return sum(
            queue.count_left(connection, report.source, now) if report.left is None else report.left
            for report in self._run.reports.values()
        )

    def _description(self) -> str:
        source = next(reversed(self._run.reports), "")
        failed = sum(counts["failed"] for counts in self._run.ingest.counts.values())
        return f"{source}, {failed} failed" if failed else source
