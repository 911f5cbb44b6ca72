"""Removes articles from the corpus for good: rows, texts of links, captures, and the snapshots that held them.

One transaction stores the tombstone and deletes the rows. All later steps search for what is left and remove it.
So a second call completes what a crash interrupted, and removes what a later crawl has brought back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import attrs

from pipelines.archive import ArchiveError, Capture, Pointer, erase, read_capture
from pipelines.archive.inflating import members
from pipelines.archive.reader import read_record
from pipelines.article import Article, NotAnArticle
from pipelines.corpus.forgetting import ROW_TABLES, Forgetting
from pipelines.corpus.rereading import extract_row
from pipelines.ingest import Ingest
from pipelines.maintenance.redaction import Forgotten
from pipelines.pages.extract import extract
from pipelines.report import FILE_NAME as REPORT
from pipelines.report import TEXTS_NAME
from pipelines.schema import Row
from pipelines.snapshot.layout import remove_expired

# So late that every snapshot but the published one has expired.
_THE_END: Final = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)


class Report(NamedTuple):
    """What was taken out: revisions, captures erased, captures of other articles blacked out, and what to look at.

    ``twins`` are articles that carry the same text under another id.
    """

    revisions: int
    erased: int
    redacted: int
    twins: list[str]


def forget(ingest: Ingest, article_ids: Sequence[str], why: str) -> Report:
    """Takes articles out and publishes; returns what that was. Raises CorpusError where a reader is in the way.

    Works on all that were ever forgotten: their words may have come back with other pages.
    """
    forgetting, archive = ingest.forgetting(), ingest.data / "archive"
    twins = forgetting.twins(article_ids)
    revisions = sum(forgetting.bury(article_id, why, ingest.clock()) for article_id in article_ids)
    ingest.commit()

    forgetting.export_tombstones(ingest.data)
    forgotten = Forgotten(forgetting.forgotten())
    readers = _readers(forgetting, forgotten)
    redacted: set[Pointer] = set()
    erasable: set[Pointer] = set()
    # All of them first: the copies written below must not be met.
    for pointer in list(_captures(archive)):
        if pointer in readers:
            if _redact(ingest, forgetting, pointer, readers[pointer], forgotten):
                redacted.add(pointer)
        elif _tells(archive, pointer, forgotten):
            erasable.add(pointer)
    _silence_links(ingest.data, forgetting, forgotten)
    forgetting.drop_payloads(redacted | erasable)
    ingest.commit()
    # Only now: the writer's open file is replaced by this.
    erase(archive, redacted | erasable)

    ingest.publish()
    (ingest.data / REPORT).unlink(missing_ok=True)
    (ingest.data / TEXTS_NAME).unlink(missing_ok=True)
    remove_expired(ingest.data, _THE_END)
    forgetting.scrub()
    return Report(revisions, len(erasable), len(redacted), twins)


# -- captures


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


def _captures(archive: Path) -> Iterator[Pointer]:
    # Files set aside after the loss of a database are looked through too.
    for path in sorted(archive.glob("*.warc.gz*")):
        with path.open("rb") as file:
            offsets = [piece.offset for piece in members(file, 0) if piece.end]
        for offset in offsets:
            pointer = Pointer(path.name, offset)
            try:
                if read_record(archive, pointer).type in ("response", "revisit"):
                    yield pointer
            except ArchiveError:
                continue


def _tells(archive: Path, pointer: Pointer, forgotten: Forgotten) -> bool:
    """Returns whether a capture that no row needs is of a forgotten article, or names one."""
    try:
        capture = read_capture(archive, pointer)
    except ArchiveError:
        return False
    return forgotten.is_at(capture.url) or forgotten.is_named_in(capture.body, capture.url)


def _redact(
    ingest: Ingest, forgetting: Forgetting, pointer: Pointer, reader: _Reader, forgotten: Forgotten
) -> bool:
    """Stores a blacked-out copy of a capture that rows read, and moves them to it, where it tells of one."""
    try:
        capture = read_capture(ingest.data / "archive", pointer)
    except ArchiveError:
        return False
    read = partial(_own_fields, capture, reader.url)
    body = forgotten.redact(
        capture.body, reader.url, reader.words, lambda changed: read(changed) == read(capture.body)
    )
    if body == capture.body:
        return False
    headers = [(k, v) for k, v in capture.headers if k.lower() != "content-encoding"]
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
