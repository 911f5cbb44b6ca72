"""The record of every run: when it ran, what it found, how it ended."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from pipelines.corpus.codec import from_micros, to_micros

_KILLED: Final = "killed"
_STARTED_LAST: Final = """
WITH crawls AS (SELECT run_id, started_at, exit_code FROM runs WHERE command LIKE 'crawl%')
SELECT min(started_at) FROM crawls WHERE run_id > coalesce(
  (SELECT max(run_id) FROM crawls WHERE exit_code = 0 AND run_id < (SELECT max(run_id) FROM crawls)), 0)
"""


class RunRecord(NamedTuple):
    """One run; ``counts`` maps a source to its findings by outcome. An open run has no end and no exit code."""

    run_id: int
    command: str
    started_at: dt.datetime
    ended_at: dt.datetime | None
    exit_code: int | None
    reason: str | None
    counts: dict[str, dict[str, Any]]


def killed(record: RunRecord) -> RunRecord:
    """Returns the record of a run that never ended, closed as killed."""
    return record._replace(ended_at=record.started_at, exit_code=6, reason=_KILLED)


def begin(connection: sqlite3.Connection, command: str, now: dt.datetime) -> int:
    """Records the start of a run and returns its number. Runs left open by a crash are closed as killed."""
    connection.execute(
        "UPDATE runs SET ended_at = started_at, exit_code = 6, reason = ? WHERE ended_at IS NULL", (_KILLED,)
    )
    cursor = connection.execute(
        "INSERT INTO runs (command, started_at) VALUES (?, ?)", (command, to_micros(now))
    )
    return int(cursor.lastrowid or 0)


def store_counts(
    connection: sqlite3.Connection, run_id: int, counts: Mapping[str, Mapping[str, Any]]
) -> None:
    """Stores what a run has found so far, so that a killed run keeps its findings."""
    connection.execute(
        "UPDATE runs SET counts = ? WHERE run_id = ?", (json.dumps(counts, sort_keys=True), run_id)
    )


def end(
    connection: sqlite3.Connection,
    run_id: int,
    now: dt.datetime,
    exit_code: int,
    reason: str | None,
    counts: Mapping[str, Mapping[str, Any]],
) -> None:
    """Records how a run ended."""
    connection.execute(
        "UPDATE runs SET ended_at = ?, exit_code = ?, reason = ?, counts = ? WHERE run_id = ?",
        (to_micros(now), exit_code, reason, json.dumps(counts, sort_keys=True), run_id),
    )


def last_runs(connection: sqlite3.Connection, limit: int) -> list[RunRecord]:
    """Returns the newest runs, newest first."""
    rows = connection.execute(
        "SELECT run_id, command, started_at, ended_at, exit_code, reason, counts FROM runs"
        " ORDER BY run_id DESC LIMIT ?",
        (limit,),
    )
    return [
        RunRecord(
            run_id,
            command,
            from_micros(started),
            from_micros(ended) if ended is not None else None,
            code,
            reason,
            json.loads(counts),
        )
        for run_id, command, started, ended, code, reason, counts in rows
    ]


def last_good(connection: sqlite3.Connection) -> dt.datetime | None:
    """Returns when the last crawl that did everything ended, or None."""
    (ended,) = connection.execute(
        "SELECT max(ended_at) FROM runs WHERE exit_code = 0 AND command = 'crawl'"
    ).fetchone()
    return from_micros(ended) if ended is not None else None


def started_at(connection: sqlite3.Connection, run_id: int | None = None) -> dt.datetime | None:
    """Returns when a run started, or None where there is none.

    Without a number it is the last crawl. If crawls before it did not end well, it is the first of those: the last
    one published what they found.
    """
    (started,) = connection.execute(
        _STARTED_LAST if run_id is None else "SELECT max(started_at) FROM runs WHERE run_id = ?",
        () if run_id is None else (run_id,),
    ).fetchone()
    return from_micros(started) if started is not None else None
