"""The types that the raw archive takes and gives: exchanges, captures, pointers."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Iterable
from functools import cached_property
from typing import Final, NamedTuple

import attrs

from pipelines.article import RawPage

# Bytes of one answer, as sent and decoded: a page of HTML may hold pictures as base64.
MAX_BODY: Final = 16 * 1024 * 1024
MAX_OTHER_BODY: Final = 10 * 1024 * 1024

Headers = tuple[tuple[str, str], ...]


class ArchiveError(Exception):
    """Raised for a record that cannot be read; the message is one sentence that names file and offset."""


class TooLargeError(ArchiveError):
    """Raised for content of more than ``MAX_BODY`` bytes, before more of it is held in memory."""


class Pointer(NamedTuple):
    """The place of a record: the file below ``archive/``, with forward slashes, and the byte offset in it."""

    file: str
    offset: int


class Stored(NamedTuple):
    """A record just written: its place, its bytes in the file, and the labelled digest of its payload."""

    pointer: Pointer
    length: int
    payload_digest: str


class StoredPayload(NamedTuple):
    """A ``response`` record to which a later ``revisit`` of the same address and the same payload refers."""

    pointer: Pointer
    url: str
    fetched_at: dt.datetime


def max_body(content_type: str | None) -> int:
    """Returns how many bytes an answer of this Content-Type may have; one without a type may be HTML."""
    return MAX_BODY if not content_type or "html" in content_type.lower() else MAX_OTHER_BODY


def digest(data: bytes) -> str:
    """Returns the label that WARC tools verify and CDX servers list: ``sha1:`` and base32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def _headers(pairs: Iterable[tuple[str, str]]) -> Headers:
    return tuple(pairs)


@attrs.frozen
class Exchange:
    """One request and its answer as sent.

    ``url`` is the fetched address. For a page that comes from a web archive, ``url`` is the page's own address and
    ``source_url`` the address at the archive. Header text is the bytes read as Latin-1. ``body`` is the payload
    with its content coding and without its transfer coding. Without ``request_headers`` no request is stored.
    """

    url: str
    method: str
    request_headers: Headers = attrs.field(converter=_headers)
    status: int
    reason: str
    response_headers: Headers = attrs.field(converter=_headers)
    body: bytes
    fetched_at: dt.datetime
    ip: str | None = None
    source_url: str | None = None

    @cached_property
    def payload_digest(self) -> str:
        """The labelled digest of the payload."""
        return digest(self.body)


@attrs.frozen
class Capture:
    """One answer read back from a WARC file.

    ``payload`` is as sent, ``body`` has its content coding removed. ``fetched_at`` is in UTC.
    """

    url: str
    status: int
    reason: str
    headers: Headers
    payload: bytes = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)
    fetched_at: dt.datetime
    pointer: Pointer

    def page(self, url: str) -> RawPage:
        """Returns the page that was captured, under its address on its own site."""
        headers = {name.lower(): value for name, value in self.headers}
        return RawPage(self.body, url, self.fetched_at, headers.get("content-type"))

    def exchange(self) -> Exchange:
        """Returns the capture as an exchange that can be stored again, without the request."""
        return Exchange(
            url=self.url,
            method="GET",
            request_headers=(),
            status=self.status,
            reason=self.reason,
            response_headers=self.headers,
            body=self.payload,
            fetched_at=self.fetched_at,
        )
