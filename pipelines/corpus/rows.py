"""Reading rows of the corpus: current ones, histories, partitions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from pipelines.corpus.codec import decode
from pipelines.corpus.tables import COLUMN_LIST
from pipelines.schema import ROW_ORDER, Row

_ORDER = ", ".join(f"{name} IS NULL, {name}" for name in ROW_ORDER)

# The next year of a source, the next source: a plain DISTINCT looks at every row.
_NEXT_YEAR = "SELECT source, year FROM revisions WHERE {} AND source = ? AND year > ? ORDER BY year LIMIT 1"
_NEXT_SOURCE = "SELECT source, year FROM revisions WHERE {} AND source > ? ORDER BY source, year LIMIT 1"


def current_row(connection: sqlite3.Connection, article_id: str) -> Row | None:
    """Returns the newest revision of an article, or None where it was never stored."""
    values = connection.execute(
        f"SELECT {COLUMN_LIST} FROM revisions WHERE article_id = ? AND is_current", (article_id,)
    ).fetchone()
    return decode(values) if values else None


def history(connection: sqlite3.Connection, article_id: str) -> list[Row]:
    """Returns every revision of an article, oldest first."""
    return [decode(values) for values in stored_history(connection, article_id)]


def stored_history(connection: sqlite3.Connection, article_id: str) -> list[tuple[Any, ...]]:
    """Returns the same as SQLite stores it, for ``decode`` to make rows of."""
    return connection.execute(
        f"SELECT {COLUMN_LIST} FROM revisions WHERE article_id = ? ORDER BY revision", (article_id,)
    ).fetchall()


def article_ids(connection: sqlite3.Connection) -> list[str]:
    """Returns the ids of all stored articles, sorted."""
    return [
        row[0] for row in connection.execute("SELECT DISTINCT article_id FROM revisions ORDER BY article_id")
    ]


def id_at(connection: sqlite3.Connection, url: str | None) -> str | None:
    """Returns the article_id of the article with a canonical address, or None where none is stored."""
    row = connection.execute(
        "SELECT article_id FROM revisions WHERE url = ? AND is_current", (url,)
    ).fetchone()
    return row[0] if row else None


def count_revisions(connection: sqlite3.Connection) -> int:
    """Returns how many revisions are stored."""
    return int(connection.execute("SELECT count(*) FROM revisions").fetchone()[0])


def partition_rows(connection: sqlite3.Connection, dataset: str, source: str, year: int) -> Iterator[Row]:
    """Yields the rows of one file of ``articles`` or ``revisions`` in their order."""
    only = "AND is_current" if dataset == "articles" else ""
    rows = connection.execute(
        f"SELECT {COLUMN_LIST} FROM revisions WHERE source = ? AND year = ? {only} ORDER BY {_ORDER}",
        (source, year),
    )
    yield from map(decode, rows)


def all_rows(connection: sqlite3.Connection, *, current_only: bool = False) -> Iterator[Row]:
    """Yields every revision (or every current row) by source and id."""
    only = "WHERE is_current" if current_only else ""
    rows = connection.execute(
        f"SELECT {COLUMN_LIST} FROM revisions {only} ORDER BY source, post_id, article_id, revision"
    )
    return map(decode, rows)


def partitions(connection: sqlite3.Connection, dataset: str) -> list[tuple[str, int]]:
    """Returns the (source, year) pairs that have rows in ``articles`` or ``revisions``."""
    only = "is_current" if dataset == "articles" else "1"
    found: list[tuple[str, int]] = []
    source, year = "", -1
    while pair := (
        connection.execute(_NEXT_YEAR.format(only), (source, year)).fetchone()
        or connection.execute(_NEXT_SOURCE.format(only), (source,)).fetchone()
    ):
        found.append(pair)
        source, year = pair
    return found
