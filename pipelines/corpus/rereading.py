"""Extracts a row again from its raw capture, so that a new extractor version does not count as an edit.

What reads pages is imported when the first one is read: it loads Scrapy, which takes longer than most commands do.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from pipelines.addresses import Address
from pipelines.archive import ArchiveError, Pointer, read_capture
from pipelines.article import Card, NotAnArticle
from pipelines.corpus.codec import encode
from pipelines.corpus.rows import current_row
from pipelines.corpus.staging import mark_article_dirty
from pipelines.schema import DATE_FLAGS, NAMES, PAGE_COLUMNS, Row


def card_of(row: Row) -> Card | None:
    """Returns the card that a row's day was read from, None where it came from elsewhere."""
    flags = tuple(flag for flag in row["quality"] if flag in DATE_FLAGS)
    if row["date_source"] is None and flags:  # a day in the future, which was not used
        return Card(date_source="listing", flags=flags)
    if row["date_source"] not in ("listing", "feed"):
        return None
    return Card(
        row["published_date"], row["published_at"], row["date_text"], row["date_source"], row["title"], flags
    )


def extract_row(data: Path, row: Row) -> Row:
    """Returns a row whose page columns are extracted again from its capture.

    Values of its card stay as they were when the row was made, as do the columns of address and corpus: a newer card
    belongs to a newer version. Raises NotAnArticle where the capture holds no article for this
    version, ArchiveError where it can't be read.
    """
    from pipelines.pages.page_to_row import page_columns

    capture = read_capture(data / "archive", Pointer(row["archive_file"], row["archive_offset"]))
    address = Address(row["source"], row["post_id"], row["article_id"], row["url"])
    columns = page_columns(capture.page(row["url"]), address, card_of(row))
    if columns["published_at"] is None and columns["published_date"] == row["published_date"]:
        columns["published_at"] = row["published_at"]
    if row["duplicate_of"]:
        columns["quality"] = sorted({*columns["quality"], "duplicate"})
    return {**row, **{name: columns[name] for name in PAGE_COLUMNS}}


def read_as_now(data: Path, row: Row) -> Row:
    """Returns a row as this extractor version reads it: extracted again where another version made it.

    Where its capture can't be read any more, the row is unchanged.
    """
    from pipelines.pages.page_to_article import EXTRACTOR_VERSION

    if row["extractor_version"] == EXTRACTOR_VERSION or row["archive_file"] is None:
        return row
    try:
        return extract_row(data, row)
    except (NotAnArticle, ArchiveError):
        return row


def reread(connection: sqlite3.Connection, data: Path, article_id: str) -> Row | None:
    """Returns an article's newest revision as this extractor version reads it, and stores it where it differs."""
    row = current_row(connection, article_id)
    if row is None:
        return None
    again = read_as_now(data, row)
    if again is not row:
        replace(connection, again)
    return again


def replace(connection: sqlite3.Connection, row: Row) -> None:
    """Replaces the stored row of the same revision, and marks the partitions of both."""
    mark_article_dirty(connection, row["article_id"])
    values = ", ".join(f"{name} = ?" for name in NAMES)
    connection.execute(
        f"UPDATE revisions SET {values} WHERE article_id = ? AND revision = ?",
        (*encode(row), row["article_id"], row["revision"]),
    )
    mark_article_dirty(connection, row["article_id"])
