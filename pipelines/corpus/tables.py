"""The database's tables and the steps from one version of them to the next."""

from __future__ import annotations

import json
import sqlite3
from typing import Final

from pipelines.corpus.codec import SQL_TYPES
from pipelines.schema import COLUMNS, NAMES
from pipelines.text import near_duplicates

COLUMN_LIST: Final = ", ".join(NAMES)
_COLUMN_DDL: Final = ",\n  ".join(
    f"{c.name} {SQL_TYPES[c.kind]}{'' if c.nullable else ' NOT NULL'}" for c in COLUMNS
)

_TABLES: Final = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Every version of every article; the current one is also the row of `articles`.
CREATE TABLE revisions (
  {_COLUMN_DDL},
  is_current INTEGER NOT NULL,
  PRIMARY KEY (article_id, revision)
);
CREATE UNIQUE INDEX revisions_current ON revisions (article_id) WHERE is_current;
CREATE INDEX revisions_partition ON revisions (source, year);
CREATE INDEX revisions_current_partition ON revisions (source, year, status, is_current) WHERE is_current;
CREATE INDEX revisions_duplicate ON revisions (duplicate_of, is_current) WHERE is_current AND duplicate_of IS NOT NULL;

-- What the running (or a held) run found, until its source has passed the gates.
CREATE TABLE staged (
  {_COLUMN_DDL},
  outcome TEXT NOT NULL,
  PRIMARY KEY (article_id)
);

-- Every address known to be, or taken to be, an article: what was learnt elsewhere, and when to look again.
CREATE TABLE pages (
  article_id TEXT PRIMARY KEY, source TEXT NOT NULL, post_id INTEGER, url TEXT NOT NULL,
  state TEXT NOT NULL,                 -- pending, known, or absent (no article there)
  found_by TEXT NOT NULL, found_at INTEGER NOT NULL, found_run INTEGER NOT NULL,
  card_title TEXT, card_date TEXT, card_at INTEGER, card_text TEXT, card_source TEXT, card_flags TEXT,
  fetched_at INTEGER, next_check_at INTEGER,
  read_at INTEGER,                     -- when its own site last showed the article; null where only archives did
  failures INTEGER NOT NULL DEFAULT 0, last_error TEXT,
  missing_since INTEGER, missing_runs INTEGER NOT NULL DEFAULT 0,
  etag TEXT, last_modified TEXT,
  payload_digest TEXT, payload_file TEXT, payload_offset INTEGER, payload_url TEXT, payload_at INTEGER
) WITHOUT ROWID;
CREATE INDEX pages_due ON pages (source, state, next_check_at);

CREATE TABLE sources (
  source TEXT PRIMARY KEY,
  newest_page INTEGER NOT NULL DEFAULT 0,    -- how far an unfinished reading of the newest pages came
  backfill_page INTEGER NOT NULL DEFAULT 1,  -- how far the first walk of the whole listing came
  backfill_done INTEGER NOT NULL DEFAULT 0,
  sweep_page INTEGER NOT NULL DEFAULT 3,     -- where the slow repeated walk goes on
  range_start INTEGER, range_next INTEGER,   -- the id range still to be tried, from range_next down
  held_reason TEXT, held_at INTEGER,
  state TEXT, state_detail TEXT, last_ok_at INTEGER
) WITHOUT ROWID;

-- The sitemaps that a site's index lists, and as of which change each was read.
CREATE TABLE sitemaps (
  source TEXT NOT NULL, url TEXT NOT NULL, modified_at INTEGER, read_modified_at INTEGER, read_at INTEGER,
  PRIMARY KEY (source, url)
) WITHOUT ROWID;

CREATE TABLE runs (
  run_id INTEGER PRIMARY KEY, command TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER,
  exit_code INTEGER, reason TEXT, counts TEXT NOT NULL DEFAULT '{{}}'
);
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY, article_id TEXT, source TEXT, url TEXT NOT NULL, reason TEXT NOT NULL,
  detail TEXT, fetched_at INTEGER NOT NULL, archive_file TEXT, archive_offset INTEGER, run_id INTEGER NOT NULL
);
CREATE UNIQUE INDEX quarantine_page ON quarantine (url, reason);

-- Captures of the past that were looked at, by the digest of their payload: none is fetched twice, and one of an
-- article that is no version now may become one between others.
CREATE TABLE captures (
  article_id TEXT NOT NULL, fetched_at INTEGER NOT NULL, digest TEXT NOT NULL,
  outcome TEXT NOT NULL,               -- article, other (no article in it), or damaged
  archive_file TEXT, archive_offset INTEGER,
  PRIMARY KEY (article_id, fetched_at, digest)
) WITHOUT ROWID;

CREATE TABLE archive_files (name TEXT PRIMARY KEY, length INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE dirty (dataset TEXT, source TEXT, year INTEGER, PRIMARY KEY (dataset, source, year)) WITHOUT ROWID;
CREATE TABLE bands (band INTEGER NOT NULL, article_id TEXT NOT NULL, PRIMARY KEY (band, article_id)) WITHOUT ROWID;
CREATE INDEX bands_article ON bands (article_id);
CREATE TABLE tombstones (article_id TEXT PRIMARY KEY, why TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
"""

# What is kept of each current text to find those like it.
_SKETCHES: Final = """
CREATE TABLE sketches (article_id TEXT PRIMARY KEY, sketch BLOB NOT NULL) WITHOUT ROWID;
ALTER TABLE staged ADD COLUMN sketch BLOB;
DELETE FROM bands;
DROP INDEX bands_article;
INSERT INTO sketches SELECT article_id, sketch(title, body) FROM revisions
  WHERE is_current AND sketch(title, body) <> x'';
INSERT OR IGNORE INTO bands SELECT value, article_id FROM sketches, json_each(bands(sketch));
"""

# What nothing read.
_UNUSED: Final = """
DROP TABLE meta;
ALTER TABLE pages DROP COLUMN missing_runs;
"""

# One script a version: number N takes a database of version N to N + 1. Nothing before version 1 was published.
MIGRATIONS: Final[tuple[str, ...]] = (
    _TABLES,
    _SKETCHES,
    _UNUSED,
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
