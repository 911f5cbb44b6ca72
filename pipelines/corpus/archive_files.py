"""The committed length of each archive file: what lies beyond it was written by a run that was killed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable


def lengths(connection: sqlite3.Connection) -> dict[str, int]:
    """Returns the committed length of every archive file, in bytes, by name."""
    return dict(connection.execute("SELECT name, length FROM archive_files ORDER BY name"))


def store_lengths(connection: sqlite3.Connection, grown: Iterable[tuple[str, int]]) -> None:
    """Stores the lengths of archive files that are new or have grown."""
    connection.executemany(
        "INSERT INTO archive_files VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET length = excluded.length",
        list(grown),
    )
