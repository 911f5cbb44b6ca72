"""What is kept of each source between runs: how far its walks came, and how it was last found."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import Final, NamedTuple

from pipelines.corpus.codec import from_micros, to_micros

_FIELDS: Final = "newest_page, backfill_page, backfill_done, sweep_page, range_start, range_next"


class Progress(NamedTuple):
    """How far a source's walks came; see the comments of the table ``sources``."""

    newest_page: int
    backfill_page: int
    backfill_done: bool
    sweep_page: int
    range_start: int | None
    range_next: int | None


class SourceState(NamedTuple):
    """How a source was last found: ``ok``, ``empty``, ``unreachable``, ``refused`` or ``held``."""

    source: str
    state: str | None
    detail: str | None
    last_ok_at: dt.datetime | None
    held_reason: str | None


def progress(connection: sqlite3.Connection, source: str) -> Progress:
    """Returns how far a source's walks came; a source never visited is at their start."""
    row = connection.execute(f"SELECT {_FIELDS} FROM sources WHERE source = ?", (source,)).fetchone()
    if row is None:
        return Progress(0, 1, False, 3, None, None)
    newest, backfill, done, sweep, first, following = row
    return Progress(newest, backfill, bool(done), sweep, first, following)


def advance(connection: sqlite3.Connection, source: str, **fields: int | None) -> None:
    """Stores how far a walk came; ``fields`` are those of ``Progress``."""
    unknown = set(fields) - set(Progress._fields)
    if unknown:
        raise ValueError(f"not fields of Progress: {sorted(unknown)}")
    connection.execute("INSERT OR IGNORE INTO sources (source) VALUES (?)", (source,))
    assignments = ", ".join(f"{name} = ?" for name in fields)
    connection.execute(f"UPDATE sources SET {assignments} WHERE source = ?", (*fields.values(), source))


def note_state(
    connection: sqlite3.Connection, source: str, state: str, detail: str | None, now: dt.datetime
) -> None:
    """Stores how a source was found in this run."""
    connection.execute("INSERT OR IGNORE INTO sources (source) VALUES (?)", (source,))
    connection.execute(
        "UPDATE sources SET state = ?, state_detail = ?, last_ok_at = CASE WHEN ? = 'ok' THEN ? ELSE last_ok_at END"
        " WHERE source = ?",
        (state, detail, state, to_micros(now), source),
    )


def states(connection: sqlite3.Connection) -> list[SourceState]:
    """Returns how each source was last found, by name."""
    rows = connection.execute(
        "SELECT source, state, state_detail, last_ok_at, held_reason FROM sources ORDER BY source"
    )
    return [
        SourceState(source, state, detail, from_micros(at) if at is not None else None, held)
        for source, state, detail, at, held in rows
    ]
