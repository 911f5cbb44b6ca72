"""The state of each source between runs: how far its walks got, and how its last run ended."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import Final, NamedTuple

from pipelines.corpus.codec import from_micros, to_micros

_FIELDS: Final = (
    "newest_page, backfill_page, backfill_done, sweep_page, range_start, range_next, walk_started_at, walked_at,"
    " hidden"
)

# Seven nights, whatever the hour at which the runs start.
DEAD_AFTER: Final = dt.timedelta(days=6, hours=12)


class WalkState(NamedTuple):
    """How far the walks over a source's listing and ids got; see the comments of the table ``sources``."""

    newest_page: int
    backfill_page: int
    backfill_done: bool
    sweep_page: int
    range_start: int | None
    range_next: int | None
    walk_started_at: dt.datetime | None
    walked_at: dt.datetime | None
    hidden: int


class SourceState(NamedTuple):
    """How a source's last run ended: ``ok``, ``empty``, ``unreachable``, ``refused`` or ``held``."""

    source: str
    state: str | None
    detail: str | None
    last_ok_at: dt.datetime | None
    silent_since: dt.datetime | None
    asked_at: dt.datetime | None
    held_reason: str | None
    offered: int | None
    hidden: int | None


class Sources:
    """What is kept of every source between runs."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def walk_state(self, source: str) -> WalkState:
        """Returns how far a source's walks got; a source that was never visited is at their start."""
        row = self._connection.execute(
            f"SELECT {_FIELDS} FROM sources WHERE source = ?", (source,)
        ).fetchone()
        if row is None:
            return WalkState(0, 1, False, 3, None, None, None, None, 0)
        newest, backfill, done, sweep, first, following, *moments, hidden = row
        started, walked = (from_micros(at) if at is not None else None for at in moments)
        return WalkState(newest, backfill, bool(done), sweep, first, following, started, walked, hidden or 0)

    def advance(self, source: str, **fields: int | None) -> None:
        """Stores how far a walk got; ``fields`` are those of ``WalkState``."""
        unknown = set(fields) - set(WalkState._fields)
        if unknown:
            raise ValueError(f"not fields of WalkState: {sorted(unknown)}")
        self._connection.execute("INSERT OR IGNORE INTO sources (source) VALUES (?)", (source,))
        assignments = ", ".join(f"{name} = ?" for name in fields)
        self._connection.execute(
            f"UPDATE sources SET {assignments} WHERE source = ?", (*fields.values(), source)
        )

    def begin_walk(self, source: str, now: dt.datetime) -> None:
        """Stores that a walk through the whole listing starts."""
        self.advance(source, walk_started_at=to_micros(now))

    def finish_walk(self, source: str, started: dt.datetime, offered: int | None, hidden: int | None) -> None:
        """Stores a finished walk through the whole listing: when it started, and what the listing says it offers."""
        self._connection.execute(
            "UPDATE sources SET walk_started_at = NULL, walked_at = ?, offered = ?, hidden = ? WHERE source = ?",
            (to_micros(started), offered, hidden, source),
        )

    def note_state(self, source: str, state: str, detail: str | None, now: dt.datetime) -> None:
        """Stores how a source's run ended."""
        self._connection.execute("INSERT OR IGNORE INTO sources (source) VALUES (?)", (source,))
        self._connection.execute(
            "UPDATE sources SET state = ?1, state_detail = ?2, asked_at = ?3,"
            " last_ok_at = CASE WHEN ?1 = 'ok' THEN ?3 ELSE last_ok_at END,"
            " silent_since = CASE WHEN ?1 IN ('ok', 'held') THEN NULL ELSE coalesce(silent_since, ?3) END"
            " WHERE source = ?4",
            (state, detail, to_micros(now), source),
        )

    def is_dead(self, source: str, now: dt.datetime) -> bool:
        """Returns whether a source gave no sign of life for seven nights."""
        return self._is_before("silent_since", source, now - DEAD_AFTER)

    def is_due(self, source: str, now: dt.datetime) -> bool:
        """Returns whether a source was not asked for a week."""
        return self._is_before("asked_at", source, now - DEAD_AFTER)

    def _is_before(self, column: str, source: str, moment: dt.datetime) -> bool:
        row = self._connection.execute(
            f"SELECT 1 FROM sources WHERE source = ? AND {column} <= ?", (source, to_micros(moment))
        ).fetchone()
        return row is not None

    def is_held(self, source: str) -> bool:
        """Returns whether a gate held the source back in its last run."""
        row = self._connection.execute(
            "SELECT 1 FROM sources WHERE source = ? AND held_reason IS NOT NULL", (source,)
        ).fetchone()
        return row is not None

    def note_held(self, source: str, reasons: list[str], now: dt.datetime) -> None:
        """Stores why the gates held a source back in this run; nothing where they did not."""
        self._connection.execute(
            "INSERT INTO sources (source, held_reason, held_at) VALUES (?, ?, ?) ON CONFLICT (source) DO UPDATE"
            " SET held_reason = excluded.held_reason, held_at = excluded.held_at",
            (source, "; ".join(reasons) or None, to_micros(now) if reasons else None),
        )

    def states(self) -> list[SourceState]:
        """Returns how the last run of each source ended, by name; sources known only from archives have no state."""
        rows = self._connection.execute(
            "SELECT source, state, state_detail, last_ok_at, silent_since, asked_at, held_reason, offered, hidden"
            " FROM (SELECT source FROM sources UNION SELECT source FROM pages) LEFT JOIN sources USING (source)"
            " ORDER BY source"
        )
        return [
            SourceState(*row[:3], *(from_micros(at) if at is not None else None for at in row[3:6]), *row[6:])
            for row in rows
        ]
