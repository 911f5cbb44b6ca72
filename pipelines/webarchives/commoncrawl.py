"""Common Crawl: its list of crawls, their indexes, and single records of its files."""

from __future__ import annotations

import io
import json
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

import attrs

from pipelines.archive import ArchiveError, Capture, Pointer, iter_captures
from pipelines.webarchives.cdx import CdxRow, WebArchiveError, parse_timestamp

INDEX: Final = "https://index.commoncrawl.org"
DATA: Final = "https://data.commoncrawl.org"


class Crawl(NamedTuple):
    """One crawl: its name, such as ``CC-MAIN-2024-10``, and the address of its index."""

    name: str
    api: str


class IndexPage(NamedTuple):
    """One page of a crawl's index: its captures, and lines that could not be read."""

    rows: tuple[CdxRow, ...]
    rejected: tuple[str, ...]


def collinfo_url(*, base: str = INDEX) -> str:
    """Returns the address of the list of crawls."""
    return f"{base.rstrip('/')}/collinfo.json"


def parse_collinfo(body: bytes, *, base: str = INDEX) -> list[Crawl]:
    """Returns the crawls, newest first, with their indexes below ``base``. Raises WebArchiveError."""
    crawls = []
    for one in _json(body, list):
        try:
            crawls.append(Crawl(one["id"], base.rstrip("/") + urlsplit(one["cdx-api"]).path))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise WebArchiveError("Common Crawl's list of crawls has an entry without an index") from error
    return crawls


def pages_url(crawl: Crawl, prefix: str) -> str:
    """Returns the address that answers how many pages a crawl's index has for a prefix of host and path."""
    return f"{_query(crawl, prefix)}&showNumPages=true"


def parse_pages(body: bytes) -> int:
    """Returns the number of pages in an index's answer. Raises WebArchiveError for an answer without one."""
    pages = _json(body, dict).get("pages")
    if not isinstance(pages, int) or pages < 0:
        raise WebArchiveError("Common Crawl's index does not say how many pages it has")
    return pages


def page_url(crawl: Crawl, prefix: str, page: int) -> str:
    """Returns the address of one page of a crawl's index, counted from 0."""
    return f"{_query(crawl, prefix)}&page={page}"


def parse_index(body: bytes) -> IndexPage:
    """Returns the captures of an index page, one JSON object a line.

    The message "No Captures found", which comes with status 404, gives none.
    """
    rows, rejected = [], []
    for line in body.decode("utf-8", "replace").splitlines():
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
            if "message" not in fields or "url" in fields:
                rows.append(_row(fields))
        except (KeyError, ValueError, TypeError):
            rejected.append(line)
    return IndexPage(tuple(rows), tuple(rejected))


def record_request(row: CdxRow, *, base: str = DATA) -> tuple[str, dict[str, str]]:
    """Returns the address and the headers by which the data host sends a capture's record, one gzip member."""
    url = f"{base.rstrip('/')}/{quote(row.filename.lstrip('/'))}"
    return url, {"Range": f"bytes={row.offset}-{row.offset + row.length - 1}"}


def unpack(member: bytes, row: CdxRow) -> Capture:
    """Returns the capture in a record's bytes. Raises ArchiveError for one that is cut short or of another page."""
    problems: list[str] = []
    captures = iter_captures(io.BytesIO(member), on_problem=lambda _, reason: problems.append(reason))
    capture = next(captures, None)
    where = f"{row.filename} at {row.offset}"
    if capture is None:
        raise ArchiveError(f"{where}: {problems[0] if problems else 'there is no answer'}")
    if capture.url != row.original:
        raise ArchiveError(f"{where}: it is the capture of another page, {capture.url}")
    return attrs.evolve(capture, pointer=Pointer(row.filename, row.offset))


def _query(crawl: Crawl, prefix: str) -> str:
    return f"{crawl.api}?{urlencode({'url': prefix + '*', 'output': 'json'})}"


def _json(body: bytes, kind: type) -> Any:
    try:
        value = json.loads(body)
    except ValueError as error:
        raise WebArchiveError("Common Crawl's index answered something that is no JSON") from error
    if not isinstance(value, kind):
        raise WebArchiveError("Common Crawl's index answered JSON of another shape")
    return value


def _row(fields: dict[str, str]) -> CdxRow:
    return CdxRow(
        original=fields["url"],
        timestamp=parse_timestamp(fields["timestamp"]),
        mimetype=fields.get("mime-detected") or fields["mime"],
        status=int(fields["status"]),
        digest=fields["digest"].removeprefix("sha1:"),
        length=int(fields["length"]),
        filename=fields["filename"],
        offset=int(fields["offset"]),
    )
