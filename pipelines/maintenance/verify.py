"""Checks the invariants of a corpus and names what is broken."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby, pairwise, zip_longest
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.archive import ArchiveError
from pipelines.article import NotAnArticle
from pipelines.corpus import archive_files, integrity
from pipelines.corpus.rereading import extract_row
from pipelines.corpus.rows import all_rows, partition_rows, partitions
from pipelines.pages.extract import EXTRACTOR_VERSION
from pipelines.schema import NAMES, Row, arrow_schema
from pipelines.snapshot import DATASETS, Partition, SnapshotError, current, read_rows, snapshot_dir
from pipelines.snapshot import partitions as published_partitions
from pipelines.text.lines import content_hash

# Told by the page, and by the card that the row was made with.
_EXTRACTED: Final = (
    "title", "published_date", "published_at", "date_text", "date_source", "event_date", "body", "word_count",
    "related_links", "tags", "images", "author", "language", "layout", "content_hash", "year",
)  # fmt: skip


def verify(connection: sqlite3.Connection, data: Path) -> Iterator[str]:
    """Yields one sentence for everything that is broken; nothing where every invariant holds.

    Invariants are numbered as in the documentation: 1 identity, 2 Parquet, database and archive agree,
    3 revisions, 5 nothing is lost. 4 and 6 speak of runs, and are the test suite's.
    """
    damage = integrity.damage(connection)
    if damage:  # its other content cannot be trusted
        yield from (f"corpus.sqlite is damaged: {answer}" for answer in damage)
        return
    yield from _identity(connection)
    yield from _published(connection, data)
    yield from _archive_files(connection, data)
    yield from _revisions(connection)
    yield from _nothing_lost(connection)
    yield from _captures(connection, data)


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
    for article_id, versions in groupby(all_rows(connection), key=lambda row: row["article_id"]):
        history = list(versions)
        for row in history:
            expected = content_hash(row["title"], row["published_date"], row["body"])
            if row["content_hash"] != expected:
                yield f"invariant 3: {article_id} revision {row['revision']} has a content_hash that is not its text's"
            if (row["status"] == "gone") != (row["gone_at"] is not None):
                yield f"invariant 3: {article_id} revision {row['revision']} has a status that its gone_at denies"
        for old, new in pairwise(history):
            if old["content_hash"] == new["content_hash"] and old["status"] == new["status"]:
                yield f"invariant 3: {article_id} revision {new['revision']} changed nothing"


def _nothing_lost(connection: sqlite3.Connection) -> Iterator[str]:
    for article_id in integrity.never_checked_again(connection):
        yield f"invariant 5: {article_id} is stored but would never be looked at again"
    for article_id in integrity.read_and_lost(connection):
        yield f"invariant 5: {article_id} was read but has neither row nor quarantine line"


def _captures(connection: sqlite3.Connection, data: Path) -> Iterator[str]:
    for row in all_rows(connection):
        where = f"{row['article_id']} revision {row['revision']}"
        if row["archive_file"] is None:
            yield f"invariant 2: {where} names no raw capture"
            continue
        try:
            again = extract_row(data, row)
        except (ArchiveError, OSError) as error:
            yield f"invariant 2: the raw capture of {where} cannot be read: {error}"
        except NotAnArticle as answer:
            if row["extractor_version"] == EXTRACTOR_VERSION:
                yield f"invariant 2: the raw capture of {where} holds no article ({answer})"
        else:
            yield from _same_again(where, row, again)


def _same_again(where: str, row: Row, again: Row) -> Iterator[str]:
    if row["extractor_version"] != EXTRACTOR_VERSION:
        return
    name = next((name for name in _EXTRACTED if row[name] != again[name]), None)
    if name:
        yield f"invariant 2: {where} extracted again has another {name}"
