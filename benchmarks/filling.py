"""Corpora put straight into the database, as crawls would have left them: what nights are measured on."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path

import attrs

from benchmarks.parquet import ROWS_A_YEAR, YEARS, article
from crawler.minisite.model import Site
from crawler.minisite.post import Post
from pipelines.corpus import publishing
from pipelines.corpus.codec import encode, to_micros
from pipelines.corpus.database import open_writer
from pipelines.corpus.schedule import next_check
from pipelines.corpus.tables import COLUMN_LIST
from pipelines.pages.page_to_article import EXTRACTOR_VERSION
from pipelines.schema import NAMES, Row
from pipelines.snapshot import partitions, snapshot_dir
from pipelines.text.lines import content_hash, word_count
from pipelines.text.near_duplicates import bands, sketch

NIGHT = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)
BEFORE = NIGHT - dt.timedelta(days=1)
# The yearly look comes half a year after another one at the earliest: a day's share of them is due tonight.
LOOKED = NIGHT - dt.timedelta(days=183.5)
_MARKS = ", ".join("?" * (len(NAMES) + 1))
_PAGES = (
    "article_id, source, post_id, url, state, found_by, found_at, found_run, card_title, card_date, card_at,"
    " card_source, card_flags, fetched_at, next_check_at"
)


def fill(connection: sqlite3.Connection, rows: list[Row]) -> None:
    """Stores articles as crawls do that found them a day before, each with its card."""
    seen, marks = to_micros(BEFORE), ", ".join("?" * len(_PAGES.split(",")))
    connection.executemany(
        f"INSERT INTO revisions ({COLUMN_LIST}, is_current) VALUES ({_MARKS})",
        ([*encode(r), 1] for r in rows),
    )
    connection.executemany(
        f"INSERT INTO pages ({_PAGES}) VALUES ({marks})",
        [
            (
                *(row[name] for name in ("article_id", "source", "post_id", "url")),
                *("known", "listing", seen, 0, row["title"], row["published_date"].isoformat()),
                to_micros(row["published_at"]) if row.get("published_at") else None,
                *("listing", "[]", seen),
                to_micros(next_check(row["article_id"], row["published_date"], LOOKED, LOOKED)),
            )
            for row in rows
        ],
    )
    for source in {row["source"] for row in rows}:
        connection.execute("INSERT OR IGNORE INTO sources (source, backfill_done) VALUES (?, 1)", (source,))


def stored(post: Post, site: Site) -> Row:
    """The row of a post of the miniature site, without its links to other articles."""
    title = " ".join(post.title.split())
    return {
        "article_id": post.article_id,
        "source": post.source,
        "post_id": post.post_id,
        "url": post.url,
        "title": title,
        "published_date": post.day,
        "published_at": post.published if post in site.feed() else None,
        "event_date": post.event_date,
        "body": post.body,
        "related_links": [],
        "tags": list(post.tags),
        "images": [attrs.asdict(image) for image in post.printed_images],
        "year": post.day.year,
        "date_source": "listing" if post.source == "berita" else "page",
        "date_text": post.day.isoformat(),
        "word_count": word_count(post.body),
        "extractor_version": EXTRACTOR_VERSION,
        "quality": [],
        "content_hash": content_hash(title, post.day, post.body),
        "revision": 1,
        "status": "live",
        "first_seen_at": BEFORE,
        "fetched_at": BEFORE,
    }


def busy_row(year: int, number: int, edits: int = 0) -> Row:
    """One article of the first source, complete."""
    row = article("kota0", year, number, edits)
    return {**dict.fromkeys(NAMES), **row, "status": "live", "extractor_version": EXTRACTOR_VERSION}


def busy_corpus(data: Path) -> None:
    """A published corpus of one source of 20,000 articles."""
    data.mkdir()
    with closing(open_writer(data)) as connection:
        connection.execute("BEGIN")
        rows = [busy_row(year, number) for year in YEARS for number in range(ROWS_A_YEAR)]
        fill(connection, rows)
        sketches = [(r["article_id"], sketch(r["title"], r["body"])) for r in rows]
        connection.executemany("INSERT INTO sketches VALUES (?, ?)", sketches)
        keys = [(key, article_id) for article_id, own in sketches for key in bands(own)]
        connection.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", sorted(keys))
        publishing.mark_all(connection)
        publishing.write_snapshot(connection, data, BEFORE, 0)
        connection.execute("COMMIT")


def add_sources(data: Path, numbers: range) -> None:
    """Copies the first source under other names; their published files are links to its own, and never read."""
    snapshot = snapshot_dir(data, (data / ".current").readlink().name)
    first = [p for p in partitions(data, snapshot.name) if p.source == "kota0"]
    with closing(open_writer(data)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for number in numbers:
            _copy_rows(connection, f"kota{number}", number)
            for partition in first:
                other = snapshot / partition._replace(source=f"kota{number}").path
                other.parent.mkdir(exist_ok=True)
                other.hardlink_to(snapshot / partition.path)


def _copy_rows(connection: sqlite3.Connection, source: str, shift: int) -> None:
    connection.execute("BEGIN")
    for table, names in (("revisions", f"{COLUMN_LIST}, is_current"), ("pages", _PAGES)):
        columns = names.replace("article_id,", f"'{source}:' || post_id,").replace(
            "source,", f"'{source}',", 1
        )
        connection.execute(
            f"INSERT INTO {table} ({names}) SELECT {columns} FROM {table} WHERE source = 'kota0'"
        )
    connection.execute(
        "INSERT INTO bands SELECT band + ?, ? || substr(article_id, 6) FROM bands WHERE article_id GLOB 'kota0:*'"
        " ORDER BY band",
        (shift, source),
    )
    connection.execute(
        "INSERT INTO sketches SELECT ? || substr(article_id, 6), sketch FROM sketches"
        " WHERE article_id GLOB 'kota0:*'",
        (source,),
    )
    connection.execute("INSERT OR IGNORE INTO sources (source, backfill_done) VALUES (?, 1)", (source,))
    connection.execute("COMMIT")
