"""Captures made earlier, by web archives or other people: each takes its place in its article's history."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pipelines.addresses import WHOLE, part
from pipelines.archive import ArchiveError, Exchange, Pointer, read_capture
from pipelines.article import NotAnArticle
from pipelines.corpus.captures import Captures
from pipelines.corpus.decisions import Outcome
from pipelines.corpus.frontier import PageState
from pipelines.corpus.history import arrange, put, without_first_parts
from pipelines.corpus.rereading import read_as_now
from pipelines.corpus.rows import current_row, history
from pipelines.ingest import Ingest
from pipelines.pages.page_to_row import page_columns
from pipelines.schema import Row


class PastCapture(NamedTuple):
    """One capture made earlier: when it was made, the base32 SHA-1 of its payload, and how to archive it if needed."""

    at: dt.datetime
    digest: str
    keep: Callable[[], Pointer]


def past_capture(ingest: Ingest, exchange: Exchange, digest: str | None = None) -> PastCapture:
    """Returns the capture of an exchange; ``digest`` is the one that an index lists, by default its own."""
    own = exchange.payload_digest.removeprefix("sha1:")
    return PastCapture(exchange.fetched_at, digest or own, lambda: ingest.archive(exchange).pointer)


def add_capture(
    ingest: Ingest, page: PageState, columns: Row, capture: PastCapture, sketch: bytes | None = None
) -> Outcome:
    """Adds a capture to its article's history: as a version where it differs, else as one that confirms a version.

    ``columns`` are those of the page, ``sketch`` is that of its text if it is known. The history does not depend on
    the order in which captures are added.
    """
    connection, article_id = ingest.connection, page.article_id
    stored = history(connection, article_id)
    before = [read_as_now(ingest.data, row) for row in stored]
    outcome = Outcome.SAME
    if not any(
        (row["fetched_at"], row["content_hash"]) == (capture.at, columns["content_hash"]) for row in before
    ):
        spare = spare_versions(connection, ingest.data, page)
        pointer = capture.keep()
        ingest.captures.note(article_id, capture.at, capture.digest, "article", pointer)
        versions = [*before, *spare, _version(columns, capture.at, pointer)]
        after = arrange(without_first_parts(versions, partial(_is_whole, ingest.data)))
        if after != stored:
            is_newest = after[-1]["content_hash"] == columns["content_hash"]
            put(connection, article_id, after, sketch if is_newest else None)
        outcome = _outcome(stored, after)
        if not stored or stored[-1]["content_hash"] != after[-1]["content_hash"]:
            # Whether it is still there, only its site can say.
            ingest.frontier.make_due(article_id, ingest.clock())
    ingest.captures.release_quarantined(article_id)
    ingest.counts[page.source][outcome] += 1
    return outcome


def add_unreadable(ingest: Ingest, page: PageState, reason: str, detail: str, capture: PastCapture) -> None:
    """Notes a capture that holds no article; it goes into quarantine where no other capture gave the article."""
    ingest.captures.note(page.article_id, capture.at, capture.digest, "other")
    if current_row(ingest.connection, page.article_id) is None:
        ingest.quarantine(page, reason, detail, capture.keep(), capture.at)


def spare_versions(connection: sqlite3.Connection, data: Path, page: PageState) -> list[Row]:
    """Returns an article's captures from which no stored version is read, as versions.

    A capture that cannot be read any more, or holds no article for this extractor, is left out.
    """
    versions = []
    for pointer in Captures(connection).spare(page.article_id):
        with suppress(ArchiveError, NotAnArticle):
            versions.append(read_version(data, page, pointer))
    return versions


def read_version(data: Path, page: PageState, pointer: Pointer) -> Row:
    """Returns the version that a stored capture gives. Raises ArchiveError or NotAnArticle."""
    captured = read_capture(data / "archive", pointer).page(page.url)
    return _version(page_columns(captured, page.address, page.card), captured.fetched_at, pointer)


def _is_whole(data: Path, version: Row) -> bool:
    """Whether a version was read from a page with all parts of a divided article."""
    pointer = Pointer(version["archive_file"], version["archive_offset"])
    return part(read_capture(data / "archive", pointer).url) == WHOLE


def _version(columns: Row, at: dt.datetime, pointer: Pointer) -> Row:
    place = {"archive_file": pointer.file, "archive_offset": pointer.offset}
    return columns | place | {"status": "live", "fetched_at": at, "gone_at": None, "duplicate_of": None}


def _outcome(before: list[Row], after: list[Row]) -> Outcome:
    if not before:
        return Outcome.NEW
    is_other = after[-1]["content_hash"] != before[-1]["content_hash"]
    return Outcome.EDITED if is_other or len(after) > len(before) else Outcome.SAME
