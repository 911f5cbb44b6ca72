"""The progress of long work: a bar on a terminal, a line every half minute elsewhere."""

from __future__ import annotations

import datetime as dt
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

    def __call__(self, done: int, total: int | None, note: str = "") -> None:
        """Shows that ``done`` of ``total`` units are done (None: nobody knows); ``note`` stands before them."""
        now = time.monotonic()
        if self._bar is not None:
            rate = _rate(done, now - self._began)
            task = self._bar.task_ids[0]
            self._bar.update(task, completed=done, total=total, description=f"{note}{self._unit}, {rate}")
        elif now >= self._line_at:
            self._line_at = now + LINE_SECONDS
            line = note + progress_words(done, total, self._unit, now - self._began)
            print(line, file=sys.stderr, flush=True)  # noqa: T201 - progress is what cron mails


def progress_words(done: int, total: int | None, unit: str, seconds: float) -> str:
    """Returns counts, rate and time elapsed in words; the time left too, where the total is known."""
    count = f"{done} {unit}" if total is None else f"{done} of {total} {unit}"
    words = f"{count}, {_rate(done, seconds)}, {_duration(seconds)} elapsed"
    if total is None or not done:
        return words
    return f"{words}, {_duration((total - done) * seconds / done)} left"


def _rate(done: int, seconds: float) -> str:
    return f"{done / max(seconds, 1e-9):.1f}/s"


def _duration(seconds: float) -> str:
    return str(dt.timedelta(seconds=round(seconds)))


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
