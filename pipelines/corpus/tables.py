"""The database's tables and the steps from one version of them to the next."""

from __future__ import annotations

import json
import sqlite3
from importlib import resources
from typing import Final

from pipelines.corpus.codec import SQL_TYPES
from pipelines.schema import COLUMNS, NAMES
from pipelines.text import near_duplicates

COLUMN_LIST: Final = ", ".join(NAMES)
_COLUMN_DDL: Final = ",\n  ".join(
    f"{c.name} {SQL_TYPES[c.kind]}{'' if c.nullable else ' NOT NULL'}" for c in COLUMNS
)

_TABLES: Final = (
    resources.files("pipelines.corpus")
    .joinpath("tables.sql")
    .read_text("utf-8")
    .replace("@columns@", _COLUMN_DDL)
)

# What is kept of each current text to find those like it.
_SKETCHES: Final = """
CREATE TABLE sketches (article_id TEXT PRIMARY KEY, sketch BLOB NOT NULL) WITHOUT ROWID;
ALTER TABLE staged ADD COLUMN sketch BLOB;
DELETE FROM bands;
DROP INDEX bands_article;
"""

# What nothing read.
_UNUSED: Final = """
DROP TABLE meta;
ALTER TABLE pages DROP COLUMN missing_runs;
"""

# How many rows were removed on purpose since the last snapshot: it may have so many fewer.
_REMOVED: Final = "ALTER TABLE dirty ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;"

# What the site's listing offers and which pages fail; `unlisted` is a status since then.
_LISTED: Final = """
ALTER TABLE pages ADD COLUMN listed_at INTEGER;       -- when a listing or a search last offered the article
ALTER TABLE pages ADD COLUMN failing_since INTEGER;   -- since when its page answers with an error; `failures` nights
ALTER TABLE staged ADD COLUMN witnessed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN walk_started_at INTEGER;  -- of the unfinished walk through the whole listing
ALTER TABLE sources ADD COLUMN walked_at INTEGER;        -- when the last finished one started
ALTER TABLE sources ADD COLUMN offered INTEGER;          -- articles that the listing offered by its own count then
ALTER TABLE sources ADD COLUMN hidden INTEGER;           -- how many of them it did not show
ALTER TABLE sources ADD COLUMN silent_since INTEGER;     -- when it was first asked without a sign of life
ALTER TABLE sources ADD COLUMN asked_at INTEGER;         -- when it was last asked
UPDATE pages SET failures = 0;
"""

# Sketches of another form, made of the texts that are stored. Indexes that hold all that `status` counts.
_SKETCHED: Final = """
DROP INDEX revisions_current_partition;
CREATE INDEX revisions_current_partition ON revisions (source, year, status, published_date, is_current)
  WHERE is_current;
CREATE INDEX revisions_fetched ON revisions (fetched_at);
UPDATE staged SET sketch = NULL;
DELETE FROM sketches;
DELETE FROM bands;
INSERT INTO sketches SELECT * FROM (SELECT article_id, sketch(title, body) AS own FROM revisions WHERE is_current)
  WHERE own <> x'';
INSERT OR IGNORE INTO bands SELECT value, article_id FROM sketches, json_each(bands(sketch)) ORDER BY 1;
"""

# One script a version: number N takes a database of version N to N + 1. Nothing before version 1 was published.
MIGRATIONS: Final[tuple[str, ...]] = (
    _TABLES,
    _SKETCHES,
    _UNUSED,
    _REMOVED,
    _LISTED,
    _SKETCHED,
)


class NewerDatabaseError(Exception):
    """Raised for a database that a newer version of this package wrote."""


def check_not_newer(connection: sqlite3.Connection) -> int:
    """Returns the database's version. Raises NewerDatabaseError for one that this program does not know."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise NewerDatabaseError(
            f"the database has version {version}, this program knows {len(MIGRATIONS)}: install the newer bogor-news"
        )
    return version


def migrate(connection: sqlite3.Connection) -> None:
    """Brings a database to this version's tables, each step in one transaction.

    Raises NewerDatabaseError where the file was written by a newer version.
    """
    version = check_not_newer(connection)
    connection.create_function("sketch", 2, near_duplicates.sketch, deterministic=True)
    connection.create_function(
        "bands", 1, lambda own: json.dumps(near_duplicates.bands(own)), deterministic=True
    )
    for number in range(version, len(MIGRATIONS)):
        connection.executescript(f"BEGIN; {MIGRATIONS[number]} PRAGMA user_version = {number + 1}; COMMIT;")
