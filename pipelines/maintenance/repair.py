"""Rebuilds what is damaged or lost from what is left."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from pipelines.addresses import Address
from pipelines.archive.files import ASIDE, SUFFIX, whole_length
from pipelines.corpus import archive_files, duplicates, publishing, runs, tombstones
from pipelines.corpus.database import FILE_NAME, CorpusError, is_readable, open_writer, transaction
from pipelines.corpus.frontier import Frontier
from pipelines.corpus.history import insert
from pipelines.corpus.rereading import card_of
from pipelines.schema import Row
from pipelines.snapshot import Partition, current, partitions, read_file, snapshot_dir


class Left(NamedTuple):
    """The rows of `revisions` that could be read, and a line for each file of which rows are lost."""

    rows: list[Row]
    problems: list[str]


def repair(data: Path) -> Iterator[str]:
    """Makes the database anew from ``revisions/`` where it is damaged, then all Parquet from the database.

    Yields a line for each step. The damaged database is kept beside, with the time in its name. The caller
    holds the lock. Raises CorpusError where neither database nor Parquet can be read.
    """
    now = dt.datetime.now(dt.UTC)
    if not is_readable(data):
        left = _left(data)
        aside = _move_aside(data, now)
        with closing(open_writer(data)) as connection:
            _rebuild(connection, data, left.rows, now)
        yield from left.problems
        yield f"the database was made anew from {len(left.rows)} published revisions; the old one is {aside or 'gone'}"
    with closing(open_writer(data)) as connection:
        run_id = runs.begin(connection, "repair", now)
        publishing.mark_all(connection)
        published = publishing.write_snapshot(connection, data, now, run_id)
        runs.end(connection, run_id, now, 0, None, {})
    yield f"{len(published.written)} files were published anew"


def _move_aside(data: Path, now: dt.datetime) -> str | None:
    moved = None
    for suffix in ("", "-wal", "-shm"):
        path = data / f"{FILE_NAME}{suffix}"
        if path.exists():
            target = path.with_name(f"{FILE_NAME}.damaged-{now:%Y%m%dT%H%M%SZ}{suffix}")
            path.rename(target)
            moved = moved or target.name
    return moved


def _left(data: Path) -> Left:
    snapshot_id = current(data) or _newest_snapshot(data)
    if snapshot_id is None:
        raise CorpusError(
            f"neither the database nor a snapshot is left in {data}: `bogor-news import {data}/archive/*{SUFFIX}`"
            " with another --data reads the raw captures again"
        )
    left = Left([], [])
    for source, year in sorted({(p.source, p.year) for p in partitions(data, snapshot_id)}):
        _read_year(snapshot_dir(data, snapshot_id), source, year, left)
    if not left.rows:
        raise CorpusError(f"no published file in {data} can be read: {'; '.join(left.problems)}")
    return left


def _newest_snapshot(data: Path) -> str | None:
    found = [p for p in (data / "snapshots").glob("[!.]*") if p.is_dir()]
    return max(found, key=lambda p: p.stat().st_mtime).name if found else None


def _read_year(root: Path, source: str, year: int, left: Left) -> None:
    """Adds every version of a source's year, or at least the current ones."""
    tried = []
    for dataset in ("revisions", "articles"):
        path = Partition(dataset, source, year).path
        try:
            left.rows.extend(read_file(root / path))
        except (OSError, ValueError) as error:
            tried.append(f"{path} cannot be read ({error})")
        else:
            left.problems.extend(f"{line}: its older versions are lost" for line in tried)
            return
    left.problems.append(f"{', nor can '.join(tried)}: the next crawls fetch its articles again")


def _rebuild(connection: sqlite3.Connection, data: Path, rows: Iterable[Row], now: dt.datetime) -> None:
    """Fills an empty database; every article is checked again when that is due."""
    versions: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        versions[row["article_id"]].append(row)
    with transaction(connection):
        tombstones.restore(connection, data)
        for history in versions.values():
            _store(connection, _numbered(history), now)
        duplicates.update(connection, dict.fromkeys(versions))
        archive_files.store_lengths(connection, _archive_files(data / "archive"))


def _numbered(history: list[Row]) -> list[Row]:
    """Returns the versions oldest first, numbered anew where some are lost."""
    history = sorted(history, key=lambda row: row["revision"])
    return [{**row, "revision": number} for number, row in enumerate(history, 1)]


def _store(connection: sqlite3.Connection, history: list[Row], now: dt.datetime) -> None:
    insert(connection, history)
    row = history[-1]
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


def _archive_files(root: Path) -> Iterator[tuple[str, int]]:
    """Yields the archive's files with the length up to which they are whole; those set aside are taken back."""
    for aside in root.glob("*" + SUFFIX + ASIDE):
        name = aside.with_name(aside.name.removesuffix(ASIDE))
        if not name.exists():
            aside.rename(name)
    for path in sorted(root.glob("*" + SUFFIX)):
        yield path.name, whole_length(path)
