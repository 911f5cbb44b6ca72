"""The tombstones of forgotten articles: these are never stored again, even after the database was lost."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from pathlib import Path
from typing import Final

from pipelines.corpus.codec import from_micros, to_micros
from pipelines.corpus.database import CorpusError
from pipelines.disk import write_text

FILE_NAME: Final = "forgotten.jsonl"


def add(connection: sqlite3.Connection, article_id: str, why: str, now: dt.datetime) -> None:
    """Stores a tombstone; a second one for the same article changes nothing."""
    connection.execute("INSERT OR IGNORE INTO tombstones VALUES (?, ?, ?)", (article_id, why, to_micros(now)))


def every(connection: sqlite3.Connection) -> list[str]:
    """Returns the ids of all forgotten articles."""
    return [row[0] for row in connection.execute("SELECT article_id FROM tombstones ORDER BY at, article_id")]


def count(connection: sqlite3.Connection) -> int:
    """Returns how many articles were forgotten."""
    return int(connection.execute("SELECT count(*) FROM tombstones").fetchone()[0])


def latest(connection: sqlite3.Connection) -> dt.datetime | None:
    """Returns when an article was last forgotten, in UTC, None where none was."""
    (at,) = connection.execute("SELECT max(at) FROM tombstones").fetchone()
    return None if at is None else from_micros(at)


def export(connection: sqlite3.Connection, data: Path) -> None:
    """Writes the tombstones beside the database, one JSON line each, in case the database is lost."""
    rows = connection.execute("SELECT article_id, why, at FROM tombstones ORDER BY at, article_id")
    lines = (
        json.dumps({"article_id": i, "why": why, "at": from_micros(at).isoformat()}, ensure_ascii=False)
        for i, why, at in rows
    )
    write_text(data / FILE_NAME, "".join(f"{line}\n" for line in lines))


def restore(connection: sqlite3.Connection, data: Path) -> None:
    """Stores the tombstones that were written beside a lost database. Raises CorpusError for a damaged line."""
    path = data / FILE_NAME
    for number, line in enumerate(path.read_bytes().splitlines() if path.exists() else (), 1):
        try:
            fields = json.loads(line)
            add(connection, fields["article_id"], fields["why"], dt.datetime.fromisoformat(fields["at"]))
        except (ValueError, TypeError, KeyError, sqlite3.Error) as error:
            raise CorpusError(
                f"line {number} of {path} is damaged ({error}): without it a forgotten article would come back;"
                " mend the line, or remove it, then run the same command again"
            ) from error
