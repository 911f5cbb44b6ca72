"""Opening the corpus database, for one writer and any number of readers."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from pipelines.corpus.tables import migrate

FILE_NAME: Final = "corpus.sqlite"


class CorpusError(Exception):
    """Raised where a corpus cannot be used; the text says what is wrong and what to do."""


def open_writer(data: Path) -> sqlite3.Connection:
    """Returns the one writing connection of a run, its tables up to date. Raises CorpusError.

    Commits are durable when they return (WAL with full sync); the caller begins and ends transactions.
    """
    try:
        connection = sqlite3.connect(data / FILE_NAME, isolation_level=None, timeout=30)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -16000")
        migrate(connection)
    except sqlite3.DatabaseError as error:
        raise CorpusError(
            f"{data / FILE_NAME} is damaged or not a corpus ({error}): `bogor-news verify --rebuild` makes it anew"
        ) from error
    return connection


def open_reader(data: Path) -> sqlite3.Connection:
    """Returns a read-only connection. Raises CorpusError where there is no corpus, or a damaged one."""
    path = data / FILE_NAME
    if not path.exists():
        raise CorpusError(f"no corpus in {data}: `bogor-news crawl --data {data}` starts one")
    try:
        connection = sqlite3.connect(f"file:{path.resolve()}?mode=ro", uri=True, timeout=30)
        connection.execute("SELECT count(*) FROM meta").fetchone()
    except sqlite3.DatabaseError as error:
        raise CorpusError(
            f"{path} is damaged or not a corpus ({error}): `bogor-news verify --rebuild` makes it anew"
        ) from error
    return connection


def is_readable(data: Path) -> bool:
    """Returns whether the database's pages and indexes are sound."""
    try:
        with closing(open_reader(data)) as connection:
            return bool(connection.execute("PRAGMA quick_check").fetchone()[0] == "ok")
    except (CorpusError, sqlite3.DatabaseError):
        return False
