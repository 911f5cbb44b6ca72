"""What the database itself can say of its soundness and of the invariants."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from pipelines.corpus.codec import why_unreadable
from pipelines.corpus.database import is_damage

# Columns outside the dataset that hold JSON.
_JSON: Final = frozenset({("runs", "counts"), ("pages", "card_flags")})
# Tables whose rows are not found again by a crawl: a cell that cannot be read is replaced by an empty value.
_KEPT: Final = frozenset({"runs", "tombstones"})


class DamagedCell(NamedTuple):
    """A cell that cannot be decoded: its table, the key of its row, its column, and what is wrong with it."""

    table: str
    key: dict[str, Any]
    column: str
    reason: str

    @property
    def row(self) -> str:
        """Returns the article_id of its row, or the row's key where it has none."""
        value = self.key.get("article_id", next(iter(self.key.values())))
        return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)


class _Text(bytes):
    """The bytes of a text cell, which a cell with a blob does not give."""


class _Column(NamedTuple):
    name: str
    kind: str
    in_key: bool


def damage(connection: sqlite3.Connection) -> list[str]:
    """Returns what SQLite finds damaged in the file, at most five things; nothing where it is sound."""
    try:
        answers = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return [str(error)]
    return [answer for answer in answers if answer != "ok"]


def reindex(connection: sqlite3.Connection) -> bool:
    """Builds all indexes anew; returns whether that could be done."""
    try:
        connection.execute("REINDEX")
    except sqlite3.DatabaseError:
        return False
    return True


def damaged_cells(connection: sqlite3.Connection) -> list[DamagedCell]:
    """Returns every cell whose value is of another type than its column, no valid UTF-8, or cannot be decoded."""
    tables = _tables(connection)
    connection.text_factory = _Text
    try:
        return [cell for table, columns in tables.items() for cell in _cells(connection, table, columns)]
    finally:
        connection.text_factory = str


def mend_damaged_cells(connection: sqlite3.Connection) -> list[str]:
    """Takes out what cannot be read, and returns the ids of articles whose versions were lost with it."""
    cells = damaged_cells(connection)
    for cell in cells:
        where = " AND ".join(f"CAST({name} AS BLOB) IS CAST(? AS BLOB)" for name in cell.key)
        statement = f"DELETE FROM {cell.table} WHERE {where}"
        if cell.table in _KEPT and cell.column not in cell.key:
            empty = "'{}'" if (cell.table, cell.column) in _JSON else "''"
            statement = f"UPDATE {cell.table} SET {cell.column} = {empty} WHERE {where}"
        connection.execute(statement, list(cell.key.values()))
    lost = sorted({cell.row for cell in cells if cell.table == "revisions"})
    connection.executemany(
        "DELETE FROM revisions WHERE article_id = ?", [(article_id,) for article_id in lost]
    )
    return lost


def make_lost_pages_due(connection: sqlite3.Connection) -> None:
    """Makes the pages due that were read but have neither row nor finding."""
    connection.executemany(
        "UPDATE pages SET state = 'pending', next_check_at = 0, payload_digest = NULL, etag = NULL,"
        " last_modified = NULL WHERE article_id = ?",
        [(article_id,) for article_id in read_and_lost(connection)],
    )


def badly_numbered(connection: sqlite3.Connection) -> list[str]:
    """Returns the ids of articles that have not exactly one current row, the newest of consecutive revisions."""
    return _ids(
        connection,
        "SELECT article_id FROM revisions GROUP BY article_id"
        " HAVING sum(is_current) <> 1 OR max(revision) <> max(CASE WHEN is_current THEN revision END)"
        " OR count(*) <> max(revision)",
    )


def never_checked_again(connection: sqlite3.Connection) -> list[str]:
    """Returns the ids of stored articles that are not on the frontier."""
    return _ids(
        connection,
        "SELECT article_id FROM revisions WHERE is_current AND article_id NOT IN (SELECT article_id FROM pages)",
    )


def read_and_lost(connection: sqlite3.Connection) -> list[str]:
    """Returns the ids of pages that were read, but have neither row nor finding."""
    return _ids(
        connection,
        "SELECT article_id FROM pages WHERE state = 'known' AND article_id NOT IN (SELECT article_id FROM revisions)"
        " AND article_id NOT IN (SELECT article_id FROM staged)",
    )


def forgotten_but_stored(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Returns article and table wherever something of a forgotten article is stored."""
    tables = [
        name for name, columns in _tables(connection).items() if "article_id" in {c.name for c in columns}
    ]
    return [
        (article_id, table)
        for table in sorted({*tables} - _KEPT)
        for article_id in _ids(
            connection,
            f"SELECT DISTINCT article_id FROM {table} WHERE article_id IN (SELECT article_id FROM tombstones)",
        )
    ]


def _tables(connection: sqlite3.Connection) -> dict[str, list[_Column]]:
    names = _ids(
        connection, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return {
        table: [
            _Column(name, kind, pk > 0)
            for _, name, kind, _, _, pk in connection.execute(f"PRAGMA table_info({table})")
        ]
        for table in names
    }


def _cells(connection: sqlite3.Connection, table: str, columns: list[_Column]) -> Iterator[DamagedCell]:
    for values in connection.execute(f"SELECT {', '.join(c.name for c in columns)} FROM {table}"):
        for column, value in zip(columns, values, strict=True):
            reason = _why_damaged(table, column, value)
            if reason:
                key = {c.name: v for c, v in zip(columns, values, strict=True) if c.in_key}
                yield DamagedCell(table, key, column.name, reason)


def _why_damaged(table: str, column: _Column, value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, {"TEXT": _Text, "INTEGER": int}.get(column.kind, object)):
        return f"it is not {column.kind}"
    try:
        text: Any = value.decode() if isinstance(value, _Text) else value
        if (table, column.name) in _JSON:
            json.loads(text)
    except ValueError as error:
        return str(error)
    return why_unreadable(column.name, text) if table in ("revisions", "staged") else None


def _ids(connection: sqlite3.Connection, query: str) -> list[str]:
    return [row[0] for row in connection.execute(query)]
