"""Removes articles from the corpus for good: rows, texts of links, captures, and the snapshots that held them.

One transaction stores the tombstone and deletes the rows. All later steps search for what is left and remove it.
So a second call completes what a crash interrupted, and removes what a later crawl has brought back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import attrs

from pipelines.archive import ArchiveError, Capture, Pointer, erase, erase_damaged, read_capture
from pipelines.article import Article, NotAnArticle
from pipelines.corpus.erase_rows import ROW_TABLES, Forgetting
from pipelines.corpus.rereading import extract_row
from pipelines.disk import TEMPORARY, replacing
from pipelines.ingest import Ingest
from pipelines.maintenance.archive_search import (
    capture_in_utf8,
    mentions,
    own_captures,
    records_of,
    texts_of,
)
from pipelines.maintenance.phrases import Phrases
from pipelines.maintenance.redaction import Forgotten
from pipelines.pages.page_to_article import extract
from pipelines.report import FILE_NAME as REPORT
from pipelines.report import TEXTS_NAME
from pipelines.schema import Row
from pipelines.snapshot.directories import remove_expired

# So late that every snapshot but the published one has expired.
_THE_END: Final = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)


class Report(NamedTuple):
    """What was removed: revisions, captures erased, captures of other articles redacted; and what to look at.

    ``twins`` are articles that have the same text under another id. ``unreadable`` has a line for each capture that a
    row needs and that cannot be read: it may still contain a forgotten article.
    """

    revisions: int
    erased: int
    redacted: int
    twins: list[str]
    unreadable: list[str]


def forget(ingest: Ingest, article_ids: Sequence[str], why: str) -> Report:
    """Removes articles and publishes; returns what that was. Raises CorpusError where a reader is in the way.

    Works on all that were ever forgotten: their words may have come back with other pages.
    """
    forgetting, archive = ingest.forgetting(), ingest.data / "archive"
    twins = forgetting.twins(article_ids)
    texts = [text for article_id in article_ids for text in forgetting.texts(article_id)]
    revisions = sum(forgetting.bury(article_id, why, ingest.clock()) for article_id in article_ids)
    ingest.commit()

    forgetting.export_tombstones(ingest.data)
    forgotten = Forgotten(forgetting.forgotten())
    # The archive's own copies come last: until then another call can read the words from them.
    records = dict(records_of(archive))
    own = own_captures(archive, records.items(), forgotten)
    texts += [text for pointer in own for text in texts_of(archive, pointer)]
    phrases = Phrases(texts, forgetting.other_texts(forgotten.is_at))
    readers = _readers(forgetting, forgotten)
    sorted_out = _sort_out(ingest, forgetting, records, readers, forgotten, phrases)
    _silence_links(ingest.data, forgetting, forgotten)
    forgetting.drop_payloads({*own, *sorted_out.redacted, *sorted_out.erasable})
    ingest.commit()
    # Only now: the writer's open file is replaced by this.
    erase_damaged(archive, sorted_out.damaged)
    erase(archive, {*sorted_out.redacted, *sorted_out.erasable} - own)
    erase(archive, own)

    ingest.publish()
    _clean_directory(ingest.data, phrases)
    remove_expired(ingest.data, _THE_END)
    forgetting.scrub()
    erased = len(sorted_out.erasable) + len(sorted_out.damaged)
    return Report(revisions, erased, len(sorted_out.redacted), twins, sorted_out.unreadable)


def _clean_directory(data: Path, phrases: Phrases) -> None:
    """Removes the report and what killed runs have left, and blackens the logs."""
    for path in [data / REPORT, data / TEXTS_NAME, *data.glob(f".*{TEMPORARY}*")]:
        path.unlink(missing_ok=True)
    for path in data.glob("log/*"):
        body = path.read_bytes()
        if phrases.are_in(body):
            with replacing(path) as temporary:
                temporary.write_bytes(phrases.blacken(body, lambda _: True))


# -- captures


class _SortedOut(NamedTuple):
    """What was found in the archive: captures to erase, damaged bytes with their number, and lines to be shown."""

    redacted: set[Pointer]
    erasable: set[Pointer]
    damaged: set[tuple[Pointer, int]]
    unreadable: list[str]


@attrs.define
class _Reader:
    """Who reads a capture: its page's address, rows as (table, article_id), and their links' texts to be erased."""

    url: str
    rows: set[tuple[str, str | None]] = attrs.Factory(set)
    words: set[str] = attrs.Factory(set)


def _readers(forgetting: Forgetting, forgotten: Forgotten) -> dict[Pointer, _Reader]:
    """Returns what leads to each capture that is needed."""
    readers: dict[Pointer, _Reader] = {}
    for use in forgetting.uses():
        reader = readers.setdefault(use.pointer, _Reader(use.url))
        reader.rows.add((use.table, use.article_id))
        for link in use.links:
            if forgotten.is_at(link["url"]):
                reader.words.update(filter(None, (link["text"], link["title"])))
    return readers


def _sort_out(
    ingest: Ingest,
    forgetting: Forgetting,
    records: dict[Pointer, int],
    readers: dict[Pointer, _Reader],
    forgotten: Forgotten,
    phrases: Phrases,
) -> _SortedOut:
    """Stores redacted copies of the captures that rows need, and returns what is to be erased."""
    archive = ingest.data / "archive"
    found = _SortedOut(set(), set(), set(), [])
    for pointer, length in records.items():
        reader = readers.get(pointer)
        try:
            if length and reader is None:
                found.damaged.add((pointer, length))
            elif reader is None:
                if mentions(archive, pointer, forgotten, phrases):
                    found.erasable.add(pointer)
            elif _redact(ingest, forgetting, pointer, reader, forgotten, phrases):
                found.redacted.add(pointer)
        except ArchiveError as error:
            if reader is None:
                found.erasable.add(pointer)
            else:
                found.unreadable.append(f"{error}: it may still contain what was forgotten")
    return found


def _redact(
    ingest: Ingest,
    forgetting: Forgetting,
    pointer: Pointer,
    reader: _Reader,
    forgotten: Forgotten,
    phrases: Phrases,
) -> bool:
    """Stores a redacted copy of a capture that rows need, and moves them to it, where it says something of one.

    Raises ArchiveError where it cannot be read.
    """
    sent = read_capture(ingest.data / "archive", pointer)
    capture = capture_in_utf8(sent)
    read = partial(_own_fields, capture, reader.url)

    def is_same(changed: bytes) -> bool:
        return read(changed) == read(capture.body)

    body = phrases.blacken(forgotten.redact(capture.body, reader.url, reader.words, is_same), is_same)
    headers = tuple(
        (name, phrases.blacken(value.encode("latin-1", "replace"), lambda _: True).decode("latin-1"))
        for name, value in capture.headers
    )
    if (body, headers) == (capture.body, capture.headers):
        return False
    headers = tuple((name, value) for name, value in headers if name.lower() != "content-encoding")
    copy = attrs.evolve(capture.exchange(), body=body, response_headers=headers)
    _move(ingest.data, forgetting, reader, pointer, ingest.archive(copy).pointer)
    return True


def _own_fields(capture: Capture, url: str, body: bytes) -> Article | None:
    """Returns what a page tells of its own article, None where it holds none."""
    try:
        article = extract(capture.page(url)._replace(body=body))
    except NotAnArticle:
        return None
    return attrs.evolve(article, related_links=())


def _move(data: Path, forgetting: Forgetting, reader: _Reader, old: Pointer, new: Pointer) -> None:
    """Makes everything that leads to a capture lead to its copy, and takes the rows' links from there."""
    for table, article_id in reader.rows:
        for row in forgetting.move_capture(table, article_id, old, new):
            links = _links_of_capture(data, row)
            forgetting.set_links(table, row, row["related_links"] or [] if links is None else links)


def _links_of_capture(data: Path, row: Row) -> list[Row] | None:
    """Returns the related links that a row's capture shows, None where it cannot be read."""
    try:
        links: list[Row] = extract_row(data, row)["related_links"]
    except (ArchiveError, NotAnArticle):
        return None
    return links


def _silence_links(data: Path, forgetting: Forgetting, forgotten: Forgotten) -> None:
    """Takes the words from links that no capture shows any more, and addresses that may spell a title."""
    for table in ROW_TABLES:
        for row in forgetting.rows_with_links(table):
            links = row["related_links"]
            silent = [
                {**link, "text": None, "title": None} if forgotten.is_at(link["url"]) else link
                for link in links
                if link["post_id"] is not None or not forgotten.is_at(link["url"])
            ]
            if silent != links and _links_of_capture(data, row) != links:
                forgetting.set_links(table, row, silent)
