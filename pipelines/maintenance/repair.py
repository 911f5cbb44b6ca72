"""Rebuilds what is damaged or lost from what is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pipelines.corpus import integrity, publishing, run_log
from pipelines.corpus.database import is_readable, open_writer
from pipelines.maintenance.rebuilding import rebuild
from pipelines.maintenance.reconciling import reconcile


def repair(data: Path) -> Iterator[str]:
    """Rebuilds indexes and, where it is damaged, the database; compares it with Parquet; publishes all of it anew.

    Yields a line for each step. The caller holds the lock. A run that is killed is completed by the next one.
    Raises CorpusError where neither database nor Parquet can be read, sqlite3.OperationalError where another
    program holds the database or the disk is full: neither is damage.
    """
    now = dt.datetime.now(dt.UTC)
    if is_readable(data) and _rebuild_indexes(data):
        yield "the indexes of the database were built anew"
    if not is_readable(data, thorough=True):
        yield from rebuild(data, now)
    with closing(open_writer(data)) as connection:
        run_id = run_log.begin(connection, "repair", now)
        yield from reconcile(connection, data, now)
        publishing.mark_all(connection)
        published = publishing.write_snapshot(connection, data, now, run_id, compared=True)
        run_log.end(connection, run_id, now, 0, None, {})
    yield f"{len(published.written)} files were published anew"


def _rebuild_indexes(data: Path) -> bool:
    """Returns whether the indexes had to be built anew."""
    with closing(open_writer(data)) as connection:
        return bool(integrity.damage(connection)) and integrity.reindex(connection)
