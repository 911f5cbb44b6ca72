"""The progress of long work: a bar on a terminal, a line every half minute elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

LINE_SECONDS: Final = 30.0


class Steps:
    """Shows how much of the work is done while the ``with`` block runs; ``unit`` names what is counted."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._began = time.monotonic()
        self._line_at = self._began + LINE_SECONDS
        self._bar = _new_bar() if sys.stderr.isatty() else None

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

    def __call__(self, done: int, total: int, note: str = "") -> None:
        """Shows that ``done`` of ``total`` units are done; ``note`` stands before them."""
        now = time.monotonic()
        if self._bar is None and now < self._line_at:
            return
        rate = done / max(now - self._began, 1e-9)
        if self._bar is not None:
            words = f"{note}{self._unit}, {rate:.1f}/s"
            self._bar.update(self._bar.task_ids[0], completed=done, total=total, description=words)
        else:
            self._line_at = now + LINE_SECONDS
            left = (total - done) / rate if rate else 0.0
            line = f"{note}{done} of {total} {self._unit}, {rate:.1f}/s, {left:.0f} s left"
            print(line, file=sys.stderr, flush=True)  # noqa: T201 - progress is what cron mails


def _new_bar() -> Bar:
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
