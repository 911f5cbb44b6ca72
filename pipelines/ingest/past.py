"""Captures made in the past, by web archives or other people: versions that take their place in the history."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from pipelines.archive import ArchiveError, Exchange, Pointer, read_capture
from pipelines.article import NotAnArticle
from pipelines.corpus import captures, frontier
from pipelines.corpus.codec import Row
from pipelines.corpus.decisions import Outcome
from pipelines.corpus.frontier import Page
from pipelines.corpus.history import arrange, put
from pipelines.corpus.rereading import read_as_now
from pipelines.corpus.rows import current_row, history
from pipelines.ingest import Ingest
from pipelines.pages.columns import page_columns


class Sight(NamedTuple):
    """One capture of the past: when it was made, its payload's base32 SHA-1, and how to archive it where needed."""

    at: dt.datetime
    digest: str
    keep: Callable[[], Pointer]


def sight(ingest: Ingest, exchange: Exchange, digest: str | None = None) -> Sight:
    """Returns the sight of an exchange; ``digest`` is the one an index lists it under, by default its own."""
    own = exchange.payload_digest.removeprefix("sha1:")
    return Sight(exchange.fetched_at, digest or own, lambda: ingest.archive(exchange).pointer)


def see(ingest: Ingest, page: Page, columns: Row, seen: Sight) -> Outcome:
    """Stores what a capture tells of its article: as a version where it adds one, else beside those it confirms.

    ``columns`` are those of the page. In whatever order the captures of an article come, the same history follows.
    """
    connection, article_id = ingest.connection, page.article_id
    stored = history(connection, article_id)
    before = [read_as_now(ingest.data, row) for row in stored]
    outcome = Outcome.SAME
    if not any(
        (row["fetched_at"], row["content_hash"]) == (seen.at, columns["content_hash"]) for row in before
    ):
        spare = spare_versions(connection, ingest.data, page)
        pointer = seen.keep()
        captures.note(connection, article_id, seen.at, seen.digest, "article", pointer)
        after = arrange([*before, *spare, _version(columns, seen.at, pointer)])
        if after != stored:
            put(connection, article_id, after)
        outcome = _outcome(stored, after)
        if not stored or stored[-1]["content_hash"] != after[-1]["content_hash"]:
            # Whether that is still there, only its site can say.
            frontier.make_due(connection, article_id, ingest.clock())
    captures.release(connection, article_id)
    ingest.counts[page.source][outcome] += 1
    return outcome


def refuse(ingest: Ingest, page: Page, reason: str, detail: str, seen: Sight) -> None:
    """Notes a capture that holds no article; it is kept in quarantine where no other one told the article."""
    captures.note(ingest.connection, page.article_id, seen.at, seen.digest, "other")
    if current_row(ingest.connection, page.article_id) is None:
        ingest.quarantine(page, reason, detail, seen.keep(), seen.at)


def spare_versions(connection: sqlite3.Connection, data: Path, page: Page) -> list[Row]:
    """Returns an article's captures from which no stored version is read, as versions.

    One that cannot be read any more, or holds no article for this extractor, is left out.
    """
    versions = []
    for pointer in captures.spare(connection, page.article_id):
        with suppress(ArchiveError, NotAnArticle):
            versions.append(read_version(data, page, pointer))
    return versions


def read_version(data: Path, page: Page, pointer: Pointer) -> Row:
    """Returns what a stored capture tells of its page's article. Raises ArchiveError or NotAnArticle."""
    captured = read_capture(data / "archive", pointer).page(page.url)
    return _version(page_columns(captured, page.address, page.card), captured.fetched_at, pointer)


def _version(columns: Row, at: dt.datetime, pointer: Pointer) -> Row:
    place = {"archive_file": pointer.file, "archive_offset": pointer.offset}
    return columns | place | {"status": "live", "fetched_at": at, "gone_at": None, "duplicate_of": None}


def _outcome(before: list[Row], after: list[Row]) -> Outcome:
    if not before:
        return Outcome.NEW
    return Outcome.EDITED if len(after) > len(before) else Outcome.SAME
