"""Searches the archive for records that are of forgotten articles, or mention them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import attrs

from pipelines.archive import ArchiveError, Capture, Pointer, read_capture, remove_codings
from pipelines.archive.files import damaged_members
from pipelines.archive.inflating import members
from pipelines.archive.reader import read_record
from pipelines.archive.records import target
from pipelines.article import NotAnArticle
from pipelines.maintenance.phrases import Phrases, in_utf8, readable_forms
from pipelines.maintenance.redaction import Forgotten
from pipelines.pages.page_to_article import extract

_GZIP: Final = b"\x1f\x8b"


def records_of(archive: Path) -> Iterator[tuple[Pointer, int]]:
    """Yields where captures and requests start, with 0; and where unreadable bytes do, with their number."""
    # Files set aside after the loss of a database are looked through too.
    for path in sorted(archive.glob("*.warc.gz*")):
        damaged = list(damaged_members(path))
        with path.open("rb") as file:
            spans = [(piece.offset, piece.end) for piece in members(file, 0) if piece.end]
        for offset, end in spans:
            pointer = Pointer(path.name, offset)
            try:
                if read_record(archive, pointer).type in ("response", "revisit", "request"):
                    yield pointer, 0
            except ArchiveError:
                yield pointer, end - offset
        yield from ((Pointer(path.name, damage.offset), damage.length) for damage in damaged)


def own_captures(archive: Path, records: Iterable[tuple[Pointer, int]], forgotten: Forgotten) -> set[Pointer]:
    """Returns the captures of forgotten articles' own addresses."""
    found = set()
    for pointer, length in records:
        if not length:
            record = read_record(archive, pointer)
            if record.type != "request" and forgotten.is_at(target(record.fields)):
                found.add(pointer)
    return found


def texts_of(archive: Path, pointer: Pointer) -> list[str]:
    """Returns the texts of the article that a capture shows."""
    try:
        capture = read_capture(archive, pointer)
        article = extract(capture.page(capture.url))
    except (ArchiveError, NotAnArticle):
        return []
    return [text for text in (article.title, article.body) if text]


def mentions(archive: Path, pointer: Pointer, forgotten: Forgotten, phrases: Phrases) -> bool:
    """Returns whether a record that no row needs is of a forgotten article, names one, or has its words.

    Raises ArchiveError where it cannot be read.
    """
    record = read_record(archive, pointer)
    url = target(record.fields)
    if forgotten.is_at(url) or phrases.are_in(record.block) or phrases.are_in(url.encode()):
        return True
    if record.type == "request":
        return False
    capture = read_capture(archive, pointer)
    content_type = capture.page(url).content_type
    body = _opened(capture.body)
    if forgotten.is_named_in(body, url, content_type):
        return True
    return any(phrases.are_in(form) for form in readable_forms(body, content_type))


def _opened(body: bytes) -> bytes:
    """Returns what a compressed sitemap holds, or the body unchanged."""
    return remove_codings(body, "gzip") if body.startswith(_GZIP) else body


def capture_in_utf8(capture: Capture) -> Capture:
    """Returns a capture in a charset of which ASCII is a part, so that its words can be found."""
    content_type = capture.page(capture.url).content_type
    body = in_utf8(capture.body, content_type)
    if body == capture.body:
        return capture
    kind = (content_type or "text/html").partition(";")[0]
    headers = [(name, value) for name, value in capture.headers if name.lower() != "content-type"]
    return attrs.evolve(capture, body=body, headers=(*headers, ("Content-Type", f"{kind}; charset=utf-8")))
