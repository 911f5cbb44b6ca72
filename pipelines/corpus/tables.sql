-- The tables of a database of version 1. tables.py fills in the columns of the dataset where a mark stands for them.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Every version of every article; the current one is also the row of `articles`.
CREATE TABLE revisions (
  @columns@,
  is_current INTEGER NOT NULL,
  PRIMARY KEY (article_id, revision)
);
CREATE UNIQUE INDEX revisions_current ON revisions (article_id) WHERE is_current;
CREATE INDEX revisions_partition ON revisions (source, year);
CREATE INDEX revisions_current_partition ON revisions (source, year, status, is_current) WHERE is_current;
CREATE INDEX revisions_duplicate ON revisions (duplicate_of, is_current) WHERE is_current AND duplicate_of IS NOT NULL;

-- What the running (or a held) run found, until its source has passed the gates.
CREATE TABLE staged (
  @columns@,
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
  exit_code INTEGER, reason TEXT, counts TEXT NOT NULL DEFAULT '{}'
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
