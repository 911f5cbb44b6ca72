"""Taking articles out of the corpus for good: rows, links' texts, captures, and the snapshots that held them.

The tombstone and the end of the rows are one transaction; everything after it looks at what is left and takes it
out, so that a second call finishes what a crash cut short, and removes what a later crawl has brought back.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import attrs

from pipelines.archive import ArchiveError, Capture, Pointer, erase, read_capture
from pipelines.archive.inflating import members
from pipelines.archive.reader import read_record
from pipelines.article import Article, NotAnArticle
from pipelines.corpus import duplicates, tombstones
from pipelines.corpus.codec import Row, decode
from pipelines.corpus.database import CorpusError
from pipelines.corpus.rereading import extract_row
from pipelines.corpus.staging import mark_article_dirty
from pipelines.corpus.tables import COLUMN_LIST
from pipelines.ingest import Ingest
from pipelines.maintenance.redaction import Forgotten
from pipelines.pages.extract import extract
from pipelines.report import FILE_NAME as REPORT
from pipelines.snapshot.layout import remove_expired

_ROWS: Final = ("revisions", "staged")
_NO_PAYLOAD: Final = (
    "payload_digest = NULL, payload_file = NULL, payload_offset = NULL, payload_url = NULL, payload_at = NULL,"
    " etag = NULL, last_modified = NULL"
)
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


def is_known(connection: sqlite3.Connection, article_id: str) -> bool:
    """Returns whether the corpus has or had anything of an article."""
    tables = (*_ROWS, "quarantine", "pages", "tombstones")
    return any(
        connection.execute(f"SELECT 1 FROM {table} WHERE article_id = ?", (article_id,)).fetchone()
        for table in tables
    )


def forget(ingest: Ingest, article_ids: Sequence[str], why: str) -> Report:
    """Takes articles out and publishes; returns what that was. Raises CorpusError where a reader is in the way.

    Works on all that were ever forgotten: their words may have come back with other pages.
    """
    connection, archive = ingest.connection, ingest.data / "archive"
    connection.execute("PRAGMA secure_delete = ON")
    twins = _twins(connection, article_ids)
    revisions = sum(_bury(connection, article_id, why, ingest.clock()) for article_id in article_ids)
    ingest.commit()

    tombstones.export(connection, ingest.data)
    forgotten = Forgotten(tombstones.every(connection))
    readers = _readers(connection, forgotten)
    redacted: set[Pointer] = set()
    erasable: set[Pointer] = set()
    # All of them first: the copies written below must not be met.
    for pointer in list(_captures(archive)):
        if pointer in readers:
            if _redact(ingest, pointer, readers[pointer], forgotten):
                redacted.add(pointer)
        elif _tells(archive, pointer, forgotten):
            erasable.add(pointer)
    _silence_links(ingest, forgotten)
    _unrefer(connection, redacted | erasable)
    ingest.commit()
    # Only now: the writer's open file is replaced by this.
    erase(archive, redacted | erasable)

    ingest.publish()
    (ingest.data / REPORT).unlink(missing_ok=True)
    remove_expired(ingest.data, _THE_END)
    _scrub(connection)
    return Report(revisions, len(erasable), len(redacted), twins)


def _bury(connection: sqlite3.Connection, article_id: str, why: str, now: dt.datetime) -> int:
    """Removes an article's rows and leaves its tombstone; returns how many revisions it had."""
    mark_article_dirty(connection, article_id, every_revision=True)
    count = connection.execute("DELETE FROM revisions WHERE article_id = ?", (article_id,)).rowcount
    for table in ("staged", "pages", "quarantine", "captures"):
        connection.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
    for follower in duplicates.update(connection, {article_id: None}):
        mark_article_dirty(connection, follower)
    tombstones.add(connection, article_id, why, now)
    return count


def _twins(connection: sqlite3.Connection, article_ids: Sequence[str]) -> list[str]:
    found = {
        row[0]
        for article_id in article_ids
        for row in connection.execute(
            "SELECT article_id FROM revisions WHERE is_current AND duplicate_of = ?1"
            " UNION SELECT duplicate_of FROM revisions"
            " WHERE article_id = ?1 AND is_current AND duplicate_of IS NOT NULL",
            (article_id,),
        )
    }
    return sorted(found - set(article_ids))


# -- captures


@attrs.define
class _Reader:
    """Who reads a capture: its page's address, rows as (table, article_id), and their links' texts to be erased."""

    url: str
    rows: set[tuple[str, str | None]] = attrs.Factory(set)
    words: set[str] = attrs.Factory(set)


def _readers(connection: sqlite3.Connection, forgotten: Forgotten) -> dict[Pointer, _Reader]:
    """Returns what leads to each capture that is needed."""
    leading = "article_id, url, archive_file, archive_offset"
    queries = (
        f"SELECT 'revisions', {leading}, related_links FROM revisions WHERE archive_file IS NOT NULL",
        f"SELECT 'staged', {leading}, related_links FROM staged WHERE archive_file IS NOT NULL",
        f"SELECT 'quarantine', {leading}, NULL FROM quarantine WHERE archive_file IS NOT NULL",
        f"SELECT 'captures', {leading}, NULL FROM captures JOIN pages USING (article_id)"
        " WHERE archive_file IS NOT NULL",
    )
    readers: dict[Pointer, _Reader] = {}
    for query in queries:
        for table, article_id, url, file, offset, links in connection.execute(query):
            reader = readers.setdefault(Pointer(file, offset), _Reader(url))
            reader.rows.add((table, article_id))
            reader.words.update(_link_words(links, forgotten))
    return readers


def _link_words(links: str | None, forgotten: Forgotten) -> Iterator[str]:
    for link in json.loads(links or "[]"):
        if forgotten.is_at(link["url"]):
            yield from filter(None, (link["text"], link["title"]))


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


def _redact(ingest: Ingest, pointer: Pointer, reader: _Reader, forgotten: Forgotten) -> bool:
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
    _move(ingest, reader, pointer, ingest.archive(copy).pointer)
    return True


def _own_fields(capture: Capture, url: str, body: bytes) -> Article | None:
    """Returns what a page tells of its own article, None where it holds none."""
    try:
        article = extract(capture.page(url)._replace(body=body))
    except NotAnArticle:
        return None
    return attrs.evolve(article, related_links=())


def _move(ingest: Ingest, reader: _Reader, old: Pointer, new: Pointer) -> None:
    """Makes everything that leads to a capture lead to its copy, and takes the rows' links from there."""
    for table, article_id in reader.rows:
        ingest.connection.execute(
            f"UPDATE {table} SET archive_file = ?, archive_offset = ?"
            " WHERE article_id IS ? AND archive_file = ? AND archive_offset = ?",
            (*new, article_id, *old),
        )
        if table not in _ROWS:
            continue
        rows = ingest.connection.execute(
            f"SELECT {COLUMN_LIST} FROM {table} WHERE article_id = ? AND archive_file = ? AND archive_offset = ?",
            (article_id, *new),
        )
        for row in map(decode, rows.fetchall()):
            links = _links_of_capture(ingest.data, row)
            _set_links(ingest.connection, table, row, row["related_links"] or [] if links is None else links)


def _links_of_capture(data: Path, row: Row) -> list[Row] | None:
    """Returns the related links that a row's capture shows, None where it cannot be read."""
    try:
        links: list[Row] = extract_row(data, row)["related_links"]
    except (ArchiveError, NotAnArticle):
        return None
    return links


def _silence_links(ingest: Ingest, forgotten: Forgotten) -> None:
    """Takes the words from links that no capture shows any more, and addresses that may spell a title."""
    for table in _ROWS:
        rows = ingest.connection.execute(f"SELECT {COLUMN_LIST} FROM {table} WHERE related_links <> '[]'")
        for row in map(decode, rows.fetchall()):
            links = row["related_links"]
            silent = [
                {**link, "text": None, "title": None} if forgotten.is_at(link["url"]) else link
                for link in links
                if link["post_id"] is not None or not forgotten.is_at(link["url"])
            ]
            if silent != links and _links_of_capture(ingest.data, row) != links:
                _set_links(ingest.connection, table, row, silent)


def _set_links(connection: sqlite3.Connection, table: str, row: Row, links: list[Row]) -> None:
    connection.execute(
        f"UPDATE {table} SET related_links = ? WHERE article_id = ? AND revision = ?",
        (json.dumps(links, ensure_ascii=False, separators=(",", ":")), row["article_id"], row["revision"]),
    )
    mark_article_dirty(connection, row["article_id"], every_revision=True)


def _unrefer(connection: sqlite3.Connection, gone: set[Pointer]) -> None:
    """Makes the next fetch of pages whose payload is erased a whole one, not a reference to it."""
    pages = connection.execute(
        "SELECT article_id, payload_file, payload_offset FROM pages WHERE payload_file IS NOT NULL"
    )
    affected = [(article_id,) for article_id, *pointer in pages if Pointer(*pointer) in gone]
    connection.executemany(f"UPDATE pages SET {_NO_PAYLOAD} WHERE article_id = ?", affected)


def _scrub(connection: sqlite3.Connection) -> None:
    """Writes the database anew, so that nothing deleted is left in its free pages or its log."""
    connection.execute("COMMIT")
    try:
        connection.execute("VACUUM")
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute("BEGIN")
    if busy:
        raise CorpusError(
            "somebody reads the database, so its log still holds what was deleted: run the same command again later"
        )
