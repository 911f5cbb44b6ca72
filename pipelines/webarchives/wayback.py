"""The Wayback Machine: its capture index (CDX) and the addresses of captures."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Final, NamedTuple
from urllib.parse import quote_plus, urlencode

from pipelines.webarchives.cdx import CdxRow, WebArchiveError, format_timestamp, parse_timestamp

BASE: Final = "https://web.archive.org"
FIELDS: Final = ("original", "timestamp", "mimetype", "statuscode", "digest", "length")
FILTERS: Final = ("statuscode:200", "mimetype:text/html")

_ENCODED_KEY: Final = re.compile(r"[\w.~%+*!-]+", re.ASCII)
_CAPTURE: Final = re.compile(r"/web/(\d{14})(?:[a-z]{2}_)?/(.+)", re.ASCII | re.DOTALL)


class CdxPage(NamedTuple):
    """One answer of the index: its captures, the key of the next answer or None, and rows that could not be read."""

    rows: tuple[CdxRow, ...]
    resume_key: str | None
    rejected: tuple[str, ...]


class CaptureAddress(NamedTuple):
    """The capture that an address of the archive names: its moment, in UTC, and the captured address."""

    timestamp: dt.datetime
    original: str


def cdx_url(prefix: str, *, base: str = BASE, resume_key: str | None = None, limit: int = 5000) -> str:
    """Returns the address that lists the good HTML captures below a prefix of host and path.

    One answer has at most ``limit`` captures; its ``resume_key`` asks for the next ones.
    """
    query = [("url", prefix), ("matchType", "prefix"), ("output", "json"), ("fl", ",".join(FIELDS))]
    query += [("filter", one) for one in FILTERS]
    query += [("limit", str(limit)), ("showResumeKey", "true")]
    address = f"{base.rstrip('/')}/cdx/search/cdx?{urlencode(query)}"
    if resume_key is None:
        return address
    # The real index hands keys out encoded, ready to be appended.
    key = resume_key if _ENCODED_KEY.fullmatch(resume_key) else quote_plus(resume_key)
    return f"{address}&resumeKey={key}"


def parse_cdx(body: bytes) -> CdxPage:
    """Returns the captures of an index answer. Raises WebArchiveError where it is cut short or no index at all."""
    if not body.strip():
        return CdxPage((), None, ())
    try:
        lines = json.loads(body)
    except ValueError as error:
        raise WebArchiveError("the Wayback Machine's index answered something that is no JSON") from error
    if not isinstance(lines, list) or not all(isinstance(line, list) for line in lines):
        raise WebArchiveError("the Wayback Machine's index answered JSON that is no table")
    resume_key = None
    if len(lines) > 2 and lines[-2] == [] and len(lines[-1]) == 1:
        resume_key = str(lines[-1][0])
        lines = lines[:-2]
    rows, rejected = [], []
    for line in lines[1:]:
        try:
            rows.append(_row(dict(zip(lines[0], line, strict=True))))
        except (KeyError, ValueError, TypeError):
            rejected.append(json.dumps(line))
    return CdxPage(tuple(rows), resume_key, tuple(rejected))


def capture_url(row: CdxRow, *, base: str = BASE) -> str:
    """Returns the address of a capture's original bytes, without the toolbar and with its links as they were."""
    return f"{base.rstrip('/')}/web/{format_timestamp(row.timestamp)}id_/{row.original}"


def parse_capture_url(url: str) -> CaptureAddress | None:
    """Returns the capture that an address of the archive names, None for any other address.

    The archive may redirect a request to the nearest capture, so the moment is that of the last address.
    """
    match = _CAPTURE.search(url)
    if match is None:
        return None
    try:
        return CaptureAddress(parse_timestamp(match[1]), match[2])
    except ValueError:
        return None


def _row(fields: dict[str, str]) -> CdxRow:
    return CdxRow(
        original=fields["original"],
        timestamp=parse_timestamp(fields["timestamp"]),
        mimetype=fields["mimetype"],
        status=int(fields["statuscode"]),
        digest=fields["digest"],
        length=int(fields["length"]),
    )
