"""The progress of long work of a known size: a bar on a terminal, a line every half minute elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

LINE_SECONDS: Final = 30.0


def new_bar() -> Bar:
    """Returns a bar on stderr with counts, the time passed and the time left, which vanishes at its end."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


class Steps:
    """Shows how much of the work is done while the ``with`` block runs; ``unit`` names what is counted."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._began = time.monotonic()
        self._line_at = self._began + LINE_SECONDS
        self._bar = new_bar() if sys.stderr.isatty() else None

    def __enter__(self) -> Self:
        """Starts the display."""
        if self._bar is not None:
            self._bar.add_task(self._unit, total=None)
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Removes the bar."""
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int, total: int) -> None:
        """Shows that ``done`` of ``total`` units are done."""
        now = time.monotonic()
        if self._bar is not None:
            rate = done / max(now - self._began, 1e-9)
            task = self._bar.task_ids[0]
            self._bar.update(task, completed=done, total=total, description=f"{self._unit}, {rate:.0f}/s")
        elif now >= self._line_at:
            self._line_at = now + LINE_SECONDS
            rate = done / (now - self._began)
            left = (total - done) / rate if rate else 0.0
            line = f"{done} of {total} {self._unit}, {rate:.0f}/s, {left:.0f} s left"
            print(line, file=sys.stderr, flush=True)  # noqa: T201 - progress is what cron mails
