"""The content of a corpus and its last runs as plain data, for ``status`` and its JSON."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path
from typing import Any

from pipelines.corpus import forgotten_ids, quarantine, run_log, staging, totals
from pipelines.corpus.queue import Queue
from pipelines.corpus.sources import Sources, SourceState
from pipelines.disk import is_held

_LAST_RUNS = 5


def overview(connection: sqlite3.Connection, data: Path, now: dt.datetime) -> dict[str, Any]:
    """Returns the sources with their counts, the newest runs, what is due, and sizes, as JSON values.

    Times are ISO 8601 in UTC, sizes bytes.
    """
    last_good = run_log.last_good(connection)
    running = is_held(data)
    return {
        "data": str(data),
        "running": running,
        "last_good_run": _iso(last_good),
        "last_good_run_hours": round((now - last_good).total_seconds() / 3600, 2) if last_good else None,
        "sources": [_source(connection, state, now) for state in Sources(connection).states()],
        "runs": [_run(record, running=running) for record in run_log.last_runs(connection, _LAST_RUNS)],
        "quarantined": quarantine.count(connection),
        "forgotten": forgotten_ids.count(connection),
        "unpublished_partitions": totals.unpublished_partitions(connection),
        "bytes": _sizes(data),
        "growth": _growth(connection),
    }


def _source(connection: sqlite3.Connection, state: SourceState, now: dt.datetime) -> dict[str, Any]:
    counted = totals.of_source(connection, state.source)
    queue = Queue(connection)
    waiting, due_now, next_at = queue.check_times(state.source, now)
    failing, failing_since = queue.failing_totals(state.source)
    return {
        "source": state.source,
        "state": state.state,
        "detail": state.detail,
        "held": state.held_reason,
        "last_ok": _iso(state.last_ok_at),
        **counted._asdict(),
        "staged": staging.count(connection, state.source),
        "failing": failing,
        "failing_since": _iso(failing_since),
        "waiting": waiting,
        "due": due_now,
        "next_check": _iso(next_at),
        "offered": state.offered,
        "hidden": state.hidden,
        "silent_since": _iso(state.silent_since),
        "quarantined": quarantine.count(connection, state.source),
    }


def _run(record: run_log.RunRecord, *, running: bool) -> dict[str, Any]:
    """Returns one run; one without an end was killed, unless a run holds the data directory now."""
    if record.ended_at is None and not running:
        record = run_log.killed(record)
    ended = record.ended_at
    return {
        "run": record.run_id,
        "command": record.command,
        "started": _iso(record.started_at),
        "seconds": round((ended - record.started_at).total_seconds(), 1) if ended else None,
        "exit_code": record.exit_code,
        "reason": record.reason,
        "counts": record.counts,
    }


def _growth(connection: sqlite3.Connection) -> dict[str, int]:
    """Returns the rows added in the last 30 days before the newest capture, and in all."""
    total, recent = totals.growth(connection)
    return {"revisions": total, "revisions_last_30_days": recent}


def _sizes(data: Path) -> dict[str, int]:
    def below(pattern: str) -> int:
        return sum(p.stat().st_size for p in data.glob(pattern) if p.is_file())

    return {
        "articles": below("articles/*/*.parquet"),
        "revisions": below("revisions/*/*.parquet"),
        "archive": below("archive/**/*"),
        "database": below("corpus.sqlite*"),
    }


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
