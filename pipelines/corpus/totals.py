"""Counts of what the corpus holds."""

from __future__ import annotations

import sqlite3
from typing import Final, NamedTuple

_THIRTY_DAYS: Final = 30 * 24 * 60 * 60 * 1_000_000  # in microseconds


class SourceTotals(NamedTuple):
    """Articles by status, revisions, and the first and last day of publication (ISO) of one source."""

    live: int
    unlisted: int
    gone: int
    revisions: int
    first_published: str | None
    last_published: str | None


def of_source(connection: sqlite3.Connection, source: str) -> SourceTotals:
    """Returns the counts of one source."""
    live, unlisted, gone, first, last = connection.execute(
        "SELECT sum(status = 'live'), sum(status = 'unlisted'), sum(status = 'gone'),"
        " min(published_date), max(published_date) FROM revisions WHERE is_current AND source = ?",
        (source,),
    ).fetchone()
    (revisions,) = connection.execute("SELECT count(*) FROM revisions WHERE source = ?", (source,)).fetchone()
    return SourceTotals(live or 0, unlisted or 0, gone or 0, revisions, first, last)


def growth(connection: sqlite3.Connection) -> tuple[int, int]:
    """Returns the number of revisions, and of those captured in the 30 days before the newest capture."""
    (total,) = connection.execute("SELECT count(*) FROM revisions").fetchone()
    (recent,) = connection.execute(
        "SELECT count(*) FROM revisions WHERE fetched_at > (SELECT max(fetched_at) FROM revisions) - ?",
        (_THIRTY_DAYS,),
    ).fetchone()
    return total, recent


def unpublished_partitions(connection: sqlite3.Connection) -> int:
    """Returns how many partitions wait to be published."""
    return int(connection.execute("SELECT count(*) FROM dirty").fetchone()[0])
