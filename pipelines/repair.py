"""Makes anew what was damaged or lost, from what is left."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pipelines import snapshot
from pipelines.addresses import Address
from pipelines.checks import Card
from pipelines.corpus import frontier, publishing, runs
from pipelines.corpus.codec import Row, encode
from pipelines.corpus.database import FILE_NAME, CorpusError, is_readable, open_writer
from pipelines.corpus.tables import COLUMN_LIST
from pipelines.schema import NAMES


def repair(data: Path) -> Iterator[str]:
    """Makes the database anew from ``revisions/`` where it is damaged, then all Parquet from the database.

    Yields a line for each step. The damaged database is kept beside, with the time in its name. The caller
    holds the lock. Raises CorpusError where neither database nor Parquet can be read.
    """
    now = dt.datetime.now(dt.UTC)
    if not is_readable(data):
        aside = _move_aside(data, now)
        with closing(open_writer(data)) as connection:
            count = _rebuild(connection, data, now)
        yield f"the database was made anew from {count} published revisions; the old one is {aside or 'gone'}"
    with closing(open_writer(data)) as connection:
        run_id = runs.begin(connection, "repair", now)
        publishing.mark_all(connection)
        published = publishing.publish(connection, data, now, run_id)
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


def _rebuild(connection: sqlite3.Connection, data: Path, now: dt.datetime) -> int:
    """Fills an empty database from the published revisions; every article is due for a look at once."""
    try:
        rows: list[Row] = list(snapshot.read_rows(data, "revisions"))
    except (snapshot.SnapshotError, OSError, ValueError) as error:
        raise CorpusError(f"neither the database nor revisions/ in {data} can be read: {error}") from error
    newest = {row["article_id"]: row["revision"] for row in sorted(rows, key=lambda r: r["revision"])}
    connection.execute("BEGIN")
    marks = ", ".join("?" * (len(NAMES) + 1))
    for row in rows:
        is_current = row["revision"] == newest[row["article_id"]]
        connection.execute(
            f"INSERT INTO revisions ({COLUMN_LIST}, is_current) VALUES ({marks})", [*encode(row), is_current]
        )
        if is_current:
            _meet_again(connection, row, now)
    for path in sorted((data / "archive").glob("**/*.warc.gz")):
        connection.execute(
            "INSERT INTO archive_files VALUES (?, ?)",
            (path.relative_to(data / "archive").as_posix(), path.stat().st_size),
        )
    connection.execute("COMMIT")
    return len(rows)


def _meet_again(connection: sqlite3.Connection, row: Row, now: dt.datetime) -> None:
    address = Address(row["source"], row["post_id"], row["article_id"], row["url"])
    card = None
    if row["date_source"] in ("listing", "feed"):
        card = Card(
            row["published_date"], row["published_at"], row["date_text"], row["date_source"], row["title"]
        )
    frontier.meet(connection, address, found_by="repair", run_id=0, now=now, card=card)
    frontier.note_fetched(
        connection,
        row["article_id"],
        row["fetched_at"],
        published=row["published_date"],
        first_seen=row["first_seen_at"],
        validators=(None, None),
    )
