"""What goes into the raw archive and what comes out of it."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Iterable
from functools import cached_property
from typing import Final, NamedTuple

import attrs

from pipelines.article import RawPage

MAX_BODY: Final = 10 * 1024 * 1024  # bytes of one page, as sent and decoded

Headers = tuple[tuple[str, str], ...]


class ArchiveError(Exception):
    """Raised for a record that cannot be read; the message is one sentence that names file and offset."""


class TooLargeError(ArchiveError):
    """Raised for content of more than ``MAX_BODY`` bytes, before more of it is held in memory."""


class Pointer(NamedTuple):
    """Where a record starts: the file below ``archive/`` with forward slashes, and its byte offset."""

    file: str
    offset: int


class Stored(NamedTuple):
    """A record just written: where, the bytes it takes up, and the labelled digest of its payload."""

    pointer: Pointer
    length: int
    payload_digest: str


class StoredPayload(NamedTuple):
    """A stored ``response`` record (never a ``revisit``) of the same address and the same payload."""

    pointer: Pointer
    url: str
    fetched_at: dt.datetime


def digest(data: bytes) -> str:
    """Returns the label that WARC tools verify and CDX servers list: ``sha1:`` and base32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def _headers(pairs: Iterable[tuple[str, str]]) -> Headers:
    return tuple(pairs)


@attrs.frozen
class Exchange:
    """One request and its answer as sent.

    ``url`` is the fetched address; of a page that a web archive handed out it is the page's own, and
    ``source_url`` the archive's. Header text is the bytes read as Latin-1. ``body`` is the payload: still
    content-encoded, its transfer coding removed. Without ``request_headers`` no request record is written.
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
        """Returns the capture as an exchange to be stored again; the request is not known any more."""
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
