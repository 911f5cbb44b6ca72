"""Rebuilds the database from the published Parquet files and the archive."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from pipelines.addresses import Address
from pipelines.archive.files import ASIDE, SUFFIX, whole_length
from pipelines.corpus import archive_files, duplicates, forgotten_ids
from pipelines.corpus.database import FILE_NAME, CorpusError, open_writer, transaction
from pipelines.corpus.frontier import Frontier
from pipelines.corpus.history import insert
from pipelines.corpus.rereading import card_of
from pipelines.disk import sync
from pipelines.schema import Row
from pipelines.snapshot import Partition, current, partitions, read_file, snapshot_dir

# The database is built under this name, and gets its own name when it is complete.
_BUILDING: Final = f".{FILE_NAME}.tmp"
_PARTS: Final = ("", "-wal", "-shm")


class Readable(NamedTuple):
    """The rows of `revisions` that could be read, and a line for each file of which rows are lost."""

    rows: list[Row]
    problems: list[str]


def rebuild(data: Path, now: dt.datetime) -> Iterator[str]:
    """Replaces the database by one made from ``revisions/`` and the archive, and yields a line for each step.

    The old database stays beside it, with the time in its name. A run that is killed leaves the old database, or
    none, or the complete new one. Raises CorpusError where no published file can be read, or a tombstone cannot.
    """
    readable = _read_published(data)
    for part in _PARTS:
        (data / f"{_BUILDING}{part}").unlink(missing_ok=True)
    with closing(open_writer(data, _BUILDING)) as connection:
        _fill(connection, data, readable.rows, now)
    sync(data / _BUILDING)
    aside = _move_aside(data, now)
    (data / _BUILDING).rename(data / FILE_NAME)
    sync(data)
    yield from readable.problems
    yield (
        f"the database was made anew from {len(readable.rows)} published revisions; the old one is {aside or 'gone'}"
    )


def add_to_frontier(connection: sqlite3.Connection, row: Row, now: dt.datetime) -> None:
    """Makes the page of a stored row known, so that it is checked again when that is due."""
    address = Address(row["source"], row["post_id"], row["article_id"], row["url"])
    frontier = Frontier(connection)
    frontier.discover(address, found_by="repair", run_id=0, now=now, card=card_of(row))
    frontier.note_fetched(
        row["article_id"],
        row["fetched_at"],
        published=row["published_date"],
        first_seen=row["first_seen_at"],
        validators=(None, None),
    )


def adopt_archive(connection: sqlite3.Connection, root: Path) -> None:
    """Stores the length of each archive file that the database lacks; files that were set aside are taken back."""
    for aside in root.glob("*" + SUFFIX + ASIDE):
        name = aside.with_name(aside.name.removesuffix(ASIDE))
        if not name.exists():
            aside.rename(name)
    known = archive_files.lengths(connection)
    lost = [path for path in sorted(root.glob("*" + SUFFIX)) if path.name not in known]
    archive_files.store_lengths(connection, [(path.name, whole_length(path)) for path in lost])


def _move_aside(data: Path, now: dt.datetime) -> str | None:
    moved = None
    for part in _PARTS:
        path = data / f"{FILE_NAME}{part}"
        if path.exists():
            target = path.with_name(f"{FILE_NAME}.damaged-{now:%Y%m%dT%H%M%SZ}{part}")
            path.rename(target)
            moved = moved or target.name
    return moved


def _read_published(data: Path) -> Readable:
    snapshot_id = current(data) or _newest_snapshot(data)
    if snapshot_id is None:
        raise CorpusError(
            f"neither the database nor a snapshot is left in {data}: `bogor-news import {data}/archive/*{SUFFIX}`"
            " with another --data reads the raw captures again"
        )
    readable = Readable([], [])
    for source, year in sorted({(p.source, p.year) for p in partitions(data, snapshot_id)}):
        _read_year(snapshot_dir(data, snapshot_id), source, year, readable)
    if not readable.rows:
        raise CorpusError(f"no published file in {data} can be read: {'; '.join(readable.problems)}")
    return readable


def _newest_snapshot(data: Path) -> str | None:
    found = [p for p in (data / "snapshots").glob("[!.]*") if p.is_dir()]
    return max(found, key=lambda p: p.stat().st_mtime).name if found else None


def _read_year(root: Path, source: str, year: int, readable: Readable) -> None:
    """Adds every version of a source's year, or at least the current ones."""
    tried = []
    for dataset in ("revisions", "articles"):
        path = Partition(dataset, source, year).path
        try:
            readable.rows.extend(read_file(root / path))
        except (OSError, ValueError) as error:
            tried.append(f"{path} cannot be read ({error})")
        else:
            readable.problems.extend(f"{line}: its older versions are lost" for line in tried)
            return
    readable.problems.append(f"{', nor can '.join(tried)}: the next crawls fetch its articles again")


def _fill(connection: sqlite3.Connection, data: Path, rows: Iterable[Row], now: dt.datetime) -> None:
    versions: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        versions[row["article_id"]].append(row)
    with transaction(connection):
        forgotten_ids.restore(connection, data)
        for article_id in forgotten_ids.every(connection):
            versions.pop(article_id, None)
        for history in versions.values():
            insert(connection, _numbered(history))
            add_to_frontier(connection, history[-1], now)
        duplicates.update(connection, dict.fromkeys(versions))
        adopt_archive(connection, data / "archive")


def _numbered(history: list[Row]) -> list[Row]:
    """Returns the versions oldest first, numbered anew where some are lost."""
    history.sort(key=lambda row: row["revision"])
    return [{**row, "revision": number} for number, row in enumerate(history, 1)]
