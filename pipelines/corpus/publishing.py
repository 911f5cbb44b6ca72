"""From the database to the published Parquet snapshot: only partitions that changed are written."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

from pipelines import snapshot
from pipelines.corpus.database import FILE_NAME, CorpusError
from pipelines.corpus.rows import partition_rows, partitions
from pipelines.snapshot import DATASETS, FewerRowsError, Partition, Published, Rows, SnapshotError


def write_snapshot(
    connection: sqlite3.Connection,
    data: Path,
    now: dt.datetime,
    run_id: int,
    *,
    batch: int = 0,
    compared: bool = False,
) -> Published:
    """Publishes the partitions that are marked, and those whose published file is missing or damaged.

    ``batch`` counts the snapshots that the run has published before. A crash at any point is repaired by the next
    call: the marks are removed after the snapshot is published. ``compared`` says that the caller has compared every
    published row with the database. Otherwise raises CorpusError where the snapshot would have fewer rows than the
    published one, and no step of the program removed them.
    """
    dirty = marked(connection)
    wanted = {Partition(d, source, year) for d in DATASETS for source, year in partitions(connection, d)}
    name = f"{now:%Y%m%dT%H%M%SZ}-{run_id}" + (f".{batch}" if batch else "")
    try:
        published = _write(connection, data, name, dirty, wanted, now, compared)
    except FewerRowsError as error:
        raise CorpusError(
            f"not published: {error}; they are not in {data / FILE_NAME}: `bogor-news verify --repair"
            f" --data {data}` compares the two and puts back what is missing"
        ) from error
    except SnapshotError as error:
        if not error.missing:
            raise
        published = _write(connection, data, name, dirty | set(error.missing), wanted, now, compared)
    if dirty:
        connection.execute("DELETE FROM dirty")
    return published


def marked(connection: sqlite3.Connection) -> set[Partition]:
    """Returns the partitions that have changed since they were published."""
    return {Partition(*row) for row in connection.execute("SELECT dataset, source, year FROM dirty")}


def mark_all(connection: sqlite3.Connection) -> None:
    """Marks every partition, so that the next snapshot writes it anew."""
    for dataset in DATASETS:
        connection.executemany(
            "INSERT OR IGNORE INTO dirty (dataset, source, year) VALUES (?, ?, ?)",
            [(dataset, source, year) for source, year in partitions(connection, dataset)],
        )


def _write(
    connection: sqlite3.Connection,
    data: Path,
    name: str,
    dirty: set[Partition],
    wanted: set[Partition],
    now: dt.datetime,
    compared: bool,
) -> Published:
    changed: dict[Partition, Rows] = {}
    for partition in sorted(dirty):  # the articles of a year before its revisions
        articles = partition._replace(dataset="articles")
        if articles in changed and _has_no_history(connection, partition.source, partition.year):
            changed[partition] = articles
        else:
            changed[partition] = partition_rows(connection, *partition)
    removed = dict(connection.execute("SELECT dataset, sum(removed) FROM dirty GROUP BY dataset"))
    return snapshot.publish(
        data, name, changed=changed, keep=wanted - dirty, now=now, removed=None if compared else removed
    )


def _has_no_history(connection: sqlite3.Connection, source: str, year: int) -> bool:
    """Returns whether every version of a year is a current one: then both datasets have the same rows."""
    where = "FROM revisions WHERE source = ?1 AND year = ?2"
    (superseded,) = connection.execute(
        f"SELECT (SELECT count(*) {where}) - (SELECT count(*) {where} AND is_current)", (source, year)
    ).fetchone()
    return not superseded
