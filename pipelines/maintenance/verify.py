"""Checks the invariants of a corpus and names what is broken."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from itertools import groupby, zip_longest
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.archive.files import damaged_members
from pipelines.corpus import archive_files, integrity
from pipelines.corpus.rows import all_rows, count_revisions, partition_rows, partitions
from pipelines.maintenance.version_checks import capture_problems, history_problems
from pipelines.schema import NAMES, Row, arrow_schema
from pipelines.snapshot import DATASETS, Partition, SnapshotError, current, read_rows, snapshot_dir
from pipelines.snapshot import partitions as published_partitions
from pipelines.snapshot.file_sums import read_sums, sha256


def verify(
    connection: sqlite3.Connection,
    data: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[str]:
    """Yields one sentence for everything that is broken; nothing where every invariant holds.

    ``progress`` is told how many captures were extracted again, which takes most of the time, and of how many.

    Invariants are numbered as in the documentation: 1 identity, 2 Parquet, database and archive agree,
    3 revisions, 5 nothing is lost. 4 and 6 speak of runs, and are the test suite's.
    """
    damage = integrity.damage(connection)
    if damage:  # its other content cannot be trusted
        yield from (f"corpus.sqlite is damaged: {answer}" for answer in damage)
        return
    cells = integrity.damaged_cells(connection)
    if cells:
        for cell in cells:
            yield f"corpus.sqlite: {cell.column} of {cell.row} in {cell.table} cannot be read: {cell.reason}"
        return
    yield from _identity(connection)
    yield from _published(connection, data)
    yield from _archive_files(connection, data)
    yield from _revisions(connection)
    yield from _nothing_lost(connection)
    yield from _captures(connection, data, progress)


def _identity(connection: sqlite3.Connection) -> Iterator[str]:
    for article_id in integrity.badly_numbered(connection):
        yield f"invariant 1: {article_id} has not exactly one current row, its newest of revisions 1, 2, …"


def _published(connection: sqlite3.Connection, data: Path) -> Iterator[str]:
    snapshot_id = current(data)
    if snapshot_id is None:
        yield "invariant 2: nothing is published: the next crawl, or `verify --repair`, does it"
        return
    wanted = {Partition(d, source, year) for d in DATASETS for source, year in partitions(connection, d)}
    there = published_partitions(data, snapshot_id)
    for partition in sorted(wanted ^ there):
        state = "is missing" if partition in wanted else "has no rows in the database"
        yield f"invariant 2: {partition.path} {state}"
    yield from _links(data, snapshot_id)
    yield from _sums(snapshot_dir(data, snapshot_id))
    for partition in sorted(wanted & there):
        yield from _same_rows(connection, data, partition)


def _links(data: Path, snapshot_id: str) -> Iterator[str]:
    for dataset in DATASETS:
        link, published = data / dataset, snapshot_dir(data, snapshot_id) / dataset
        if not link.exists() or not link.samefile(published):
            yield f"invariant 2: {dataset} does not lead to the published snapshot {snapshot_id}"
        for path in sorted(published.rglob("*")):
            if path.is_file() and not (path.suffix == ".parquet" and path.stem.isdecimal()):
                yield f"invariant 2: {path.relative_to(published.parent)} is no file of the dataset"


def _sums(root: Path) -> Iterator[str]:
    try:
        sums = read_sums(root)
    except ValueError as error:
        yield f"invariant 2: the checksums of snapshot {root.name} cannot be read: {error}"
        return
    for name, digest in sums.items():
        path = root / name
        if path.exists() and sha256(path) != digest:
            yield f"invariant 2: {name} is not the file that was published: its checksum differs"


def _same_rows(connection: sqlite3.Connection, data: Path, partition: Partition) -> Iterator[str]:
    stored = partition_rows(connection, partition.dataset, partition.source, partition.year)
    try:
        if not pq.read_schema(data / ".current" / partition.path).equals(arrow_schema()):
            yield f"invariant 2: {partition.path} has other columns than the schema"
            return
        for published, row in zip_longest(read_rows(data, partition.dataset, partition), stored):
            name = _first_difference(published, row)
            if name:
                which = (row or published)["article_id"]
                yield f"invariant 2: {partition.path} and the database differ in {name} of {which}"
                return
    except (OSError, pa.ArrowException, SnapshotError) as error:
        yield f"invariant 2: {partition.path} cannot be read: {error}"


def _first_difference(one: Row | None, other: Row | None) -> str | None:
    if one is None or other is None:
        return "the number of rows, from that"
    return next((name for name in NAMES if one[name] != other[name]), None)


def _archive_files(connection: sqlite3.Connection, data: Path) -> Iterator[str]:
    for name, length in archive_files.lengths(connection).items():
        path = data / "archive" / name
        if not path.exists():
            yield f"invariant 2: the archive's file {name} is missing"
        elif path.stat().st_size < length:
            yield f"invariant 2: the archive's file {name} is shorter than what was committed"


def _revisions(connection: sqlite3.Connection) -> Iterator[str]:
    for _, versions in groupby(all_rows(connection), key=lambda row: row["article_id"]):
        yield from history_problems(list(versions))


def _nothing_lost(connection: sqlite3.Connection) -> Iterator[str]:
    for article_id in integrity.never_checked_again(connection):
        yield f"invariant 5: {article_id} is stored but would never be looked at again"
    for article_id in integrity.read_and_lost(connection):
        yield f"invariant 5: {article_id} was read but has neither row nor quarantine line"
    for article_id, table in integrity.forgotten_but_stored(connection):
        yield f"{article_id} was forgotten but is still in {table}: run `bogor-news forget {article_id}` again"


def _captures(
    connection: sqlite3.Connection, data: Path, progress: Callable[[int, int], None]
) -> Iterator[str]:
    named, total = set(), count_revisions(connection)
    for number, row in enumerate(all_rows(connection), start=1):
        progress(number, total)
        named.add((row["archive_file"], row["archive_offset"]))
        yield from capture_problems(data, row)
    for name, length in archive_files.lengths(connection).items():
        path = data / "archive" / name
        for damage in damaged_members(path, length) if path.exists() else ():
            if (name, damage.offset) not in named:
                yield f"invariant 2: {name} is damaged at byte {damage.offset}, in no row's capture: {damage.reason}"
