"""Opening a data directory for one run, with enough space and the clock that the run goes by."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pipelines.corpus.database import check_not_lost, open_writer
from pipelines.disk import DiskFullError, exclusive
from pipelines.ingest.ingest import Clock, Ingest
from pipelines.snapshot import free_bytes

# Space for the log, the captures of a night, and the largest partitions written once more.
LEAST_FREE_BYTES: Final = 64 * 1024 * 1024


def system_clock() -> dt.datetime:
    """Returns the present moment in UTC, or the one that ``BOGOR_NEWS_NOW`` fixes (for tests and replays)."""
    fixed = os.environ.get("BOGOR_NEWS_NOW")
    return dt.datetime.fromisoformat(fixed).astimezone(dt.UTC) if fixed else dt.datetime.now(dt.UTC)


@contextmanager
def open_ingest(data: Path, command: str, clock: Clock = system_clock) -> Iterator[Ingest]:
    """Opens a data directory for one run, made where it is not there.

    Raises BusyError where another run has it, DiskFullError, CorpusError (damaged, or lost although there is a
    published dataset), or OSError where it can't be written.
    """
    data.mkdir(parents=True, exist_ok=True)
    with exclusive(data):
        _check_room(data)
        check_not_lost(data)
        ingest = Ingest(data, open_writer(data), command, clock)
        try:
            yield ingest
        finally:
            ingest.close()


def _check_room(data: Path) -> None:
    free = free_bytes(data)
    published = sum(p.stat().st_size for p in data.glob("articles/*/*.parquet"))
    needed = LEAST_FREE_BYTES + 2 * published
    if free < needed:
        raise DiskFullError(
            f"only {free / 1e6:.0f} MB are free below {data}, a run needs {needed / 1e6:.0f} MB:"
            " make room or give another --data"
        )
