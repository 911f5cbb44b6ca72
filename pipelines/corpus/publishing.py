"""From the database to the published Parquet snapshot: only partitions that changed are written."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

from pipelines import snapshot
from pipelines.corpus.rows import partition_rows, partitions
from pipelines.snapshot import DATASETS, Partition, Published, SnapshotError


def publish(connection: sqlite3.Connection, data: Path, now: dt.datetime, run_id: int) -> Published:
    """Publishes what is marked dirty, or all of it where the published files are not what they should be.

    A crash at any point is repaired by the next call: the marks go only when the snapshot stands.
    """
    dirty = {Partition(*row) for row in connection.execute("SELECT dataset, source, year FROM dirty")}
    wanted = {Partition(d, source, year) for d in DATASETS for source, year in partitions(connection, d)}
    name = f"{now:%Y%m%dT%H%M%SZ}-{run_id}"
    try:
        published = _publish(connection, data, name, dirty, wanted, now)
    except SnapshotError as error:
        if not error.missing:
            raise
        published = _publish(connection, data, name, dirty | set(error.missing), wanted, now)
    if dirty:
        connection.execute("DELETE FROM dirty")
    return published


def mark_all(connection: sqlite3.Connection) -> None:
    """Marks every partition as not published yet."""
    for dataset in DATASETS:
        connection.executemany(
            "INSERT OR IGNORE INTO dirty VALUES (?, ?, ?)",
            [(dataset, source, year) for source, year in partitions(connection, dataset)],
        )


def _publish(
    connection: sqlite3.Connection,
    data: Path,
    name: str,
    dirty: set[Partition],
    wanted: set[Partition],
    now: dt.datetime,
) -> Published:
    changed = {p: partition_rows(connection, p.dataset, p.source, p.year) for p in sorted(dirty)}
    return snapshot.publish(data, name, changed=changed, keep=wanted - dirty, now=now)
