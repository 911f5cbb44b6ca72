"""What the database itself can say of its soundness and of the invariants."""

from __future__ import annotations

import sqlite3


def damage(connection: sqlite3.Connection) -> list[str]:
    """Returns what SQLite finds damaged in the file, at most five things; nothing where it is sound."""
    try:
        answers = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [answer for answer in answers if answer != "ok"]


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


def _ids(connection: sqlite3.Connection, query: str) -> list[str]:
    return [row[0] for row in connection.execute(query)]
