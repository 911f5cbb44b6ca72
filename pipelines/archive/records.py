"""WARC records as bytes: built for our own files, parsed from files of any tool."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from email.utils import parsedate_to_datetime
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from isal import isal_zlib

from pipelines.archive.exchange import ArchiveError, Exchange, Headers, StoredPayload, digest

# The first 27 kB of 13 Indonesian news pages, in the mean: level 0 7,206 bytes in 44 µs, 1 6,523 in 55 µs, 2 6,491 in
# 56 µs, 3 6,343 in 131 µs; zlib's level 3 gives 6,433 in 220 µs.
LEVEL: Final = 2
_GZIP: Final = 31

MAX_HEAD: Final = 256 * 1024  # bytes of one record's or one answer's header lines
REVISIT: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

# Bytes for an answer's headers: the status line and what the archive adds take some of ``MAX_HEAD``, and a letter
# outside Latin-1 takes up to three bytes.
_ROOM: Final = MAX_HEAD // 4
_NEEDED: Final = frozenset(
    {
        "content-type",
        "content-encoding",
        "content-length",
        "transfer-encoding",
        "date",
        "etag",
        "last-modified",
    }
)

_BREAKS: Final = re.compile(r"[\r\n\0]+")
_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")
_STATUS_LINE: Final = re.compile(r"HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?:[ \t]+(.*))?", re.I)
_DATE: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)?(Z|[+-]\d\d:?\d\d)", re.ASCII | re.I
)


class Answer(NamedTuple):
    """The parts of an HTTP answer; ``payload`` has its transfer coding removed."""

    status: int
    reason: str
    headers: Headers
    payload: bytes


def gzip_member(data: bytes) -> bytes:
    """Returns the data as one gzip member, the same bytes every time."""
    return isal_zlib.compress(data, LEVEL, _GZIP)


def warc_date(moment: dt.datetime) -> str:
    """Returns an aware moment as WARC-Date, in UTC, to the microsecond; ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a capture's time needs a zone")
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def record_id(*seed: str) -> str:
    """Returns a record id computed from ``seed``, so that the same run gives the same file."""
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(seed))}>"


def record(fields: list[tuple[str, str]], block: bytes) -> bytes:
    """Returns a whole record, uncompressed; the block's digest and length are added to the fields."""
    closing = [("WARC-Block-Digest", digest(block)), ("Content-Length", str(len(block)))]
    lines = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in (*fields, *closing))
    return b"WARC/1.1\r\n%s\r\n%s\r\n\r\n" % (lines.encode("utf-8", "replace"), block)


def response_record(exchange: Exchange, identity: str, identical_to: StoredPayload | None) -> bytes:
    """Returns the record of an exchange's answer; with ``identical_to`` a ``revisit`` without the payload."""
    head = _http_head(
        f"HTTP/1.1 {exchange.status:03d} {_one_line(exchange.reason)}",
        _framed(_fitting(exchange.response_headers), len(exchange.body)),
    )
    block = head if identical_to else head + exchange.body
    fields = [
        ("WARC-Type", "revisit" if identical_to else "response"),
        ("WARC-Record-ID", identity),
        ("WARC-Date", warc_date(exchange.fetched_at)),
        ("WARC-Target-URI", exchange.url),
    ]
    if exchange.ip:
        fields.append(("WARC-IP-Address", exchange.ip))
    if exchange.source_url:
        fields.append(("WARC-Source-URI", exchange.source_url))  # pywb's name for it
    if identical_to:
        fields += [
            ("WARC-Profile", REVISIT),
            ("WARC-Refers-To-Target-URI", identical_to.url),
            ("WARC-Refers-To-Date", warc_date(identical_to.fetched_at)),
            ("WARC-Refers-To-Filename", identical_to.pointer.file),
            ("WARC-Refers-To-File-Offset", str(identical_to.pointer.offset)),
        ]
    fields += [
        ("WARC-Payload-Digest", exchange.payload_digest),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    return record(fields, block)


def request_record(exchange: Exchange, identity: str) -> bytes:
    """Returns the record of an exchange's request; ``identity`` is the id of its answer's record."""
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    block = _http_head(f"{_one_line(exchange.method)} {_one_line(target)} HTTP/1.1", exchange.request_headers)
    fields = [
        ("WARC-Type", "request"),
        ("WARC-Record-ID", record_id("request", identity)),
        ("WARC-Date", warc_date(exchange.fetched_at)),
        ("WARC-Target-URI", exchange.url),
        ("WARC-Concurrent-To", identity),
        ("Content-Type", "application/http; msgtype=request"),
    ]
    return record(fields, block)


def parse_fields(lines: bytes, encoding: str) -> Headers:
    """Returns header lines as pairs; continuation lines are joined, lines without a colon are left out."""
    pairs: list[tuple[str, str]] = []
    for line in lines.decode(encoding, "replace").replace("\r\n", "\n").split("\n"):
        if line[:1] in (" ", "\t") and pairs:
            name, value = pairs[-1]
            pairs[-1] = (name, f"{value} {line.strip()}".strip())
            continue
        name, colon, value = line.partition(":")
        if colon:
            pairs.append((name.strip(" \t"), value.strip(" \t")))
    return tuple(pairs)


def field(headers: Headers, name: str) -> str | None:
    """Returns the first value of a header, whatever the case of its name."""
    name = name.lower()
    return next((value for key, value in headers if key.lower() == name), None)


def target(headers: Headers) -> str:
    """Returns the address a record is about, without the brackets that some tools write around it."""
    url = field(headers, "WARC-Target-URI") or ""
    return url[1:-1] if url.startswith("<") and url.endswith(">") else url


def split_head(data: bytes) -> tuple[bytes, bytes]:
    """Returns the header lines and the bytes after the first blank line, for any kind of line end."""
    end = _HEAD_END.search(data, 0, MAX_HEAD)
    if end is None:
        raise ArchiveError("its HTTP header never ends")
    return data[: end.start()], data[end.end() :]


def parse_answer(block: bytes) -> Answer:
    """Returns the HTTP answer in a record's block. Raises ArchiveError where there is none, or a broken one."""
    head, payload = split_head(block)
    first, _, lines = head.partition(b"\n")
    match = _STATUS_LINE.fullmatch(first.decode("latin-1").strip(" \t\r"))
    if not match:
        raise ArchiveError("it holds no HTTP answer")
    headers = parse_fields(lines, "latin-1")
    if "chunked" in (field(headers, "Transfer-Encoding") or "").lower():
        payload = dechunk(payload)
    return Answer(int(match[1]), match[2] or "", headers, payload)


def dechunk(data: bytes) -> bytes:
    """Returns the data without HTTP chunk framing; data without framing is returned unchanged.

    Many tools remove the framing and keep the header. Raises ArchiveError where the framing ends early.
    """
    out: list[bytes] = []
    at = 0
    while True:
        end = data.find(b"\n", at, at + 1024)
        size = re.fullmatch(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;.*)?\r?", data[at:end]) if end >= 0 else None
        if size is None:
            if at == 0:
                return data
            raise ArchiveError("its chunks are broken")
        length = int(size[1], 16)
        if length == 0:
            return b"".join(out)
        chunk = data[end + 1 : end + 1 + length]
        if len(chunk) < length:
            raise ArchiveError("its last chunk is cut short")
        out.append(chunk)
        at = end + 1 + length
        at += 2 if data[at : at + 2] == b"\r\n" else 1


def parse_date(warc: str | None, http: str | None) -> dt.datetime | None:
    """Returns the moment of a WARC-Date in UTC, or of the answer's own ``Date`` where that is no date."""
    match = _DATE.fullmatch((warc or "").strip())
    try:
        if match:
            day, time, fraction, zone = match.groups()
            text = f"{day}T{time}.{(fraction or '0').ljust(6, '0')}{zone}"
            return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
        moment = parsedate_to_datetime(http or "")
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _fitting(headers: Headers) -> Headers:
    """Returns the headers, without those for which a reader has no room; what is needed to read the page is kept."""
    sizes = [len(name) + len(value) + 4 for name, value in headers]
    if sum(sizes) <= _ROOM:
        return headers
    needed = [name.lower() in _NEEDED for name, _ in headers]
    kept, used = set(), 0
    for index in sorted(range(len(headers)), key=lambda index: not needed[index]):
        if used + sizes[index] <= _ROOM:
            kept.add(index)
            used += sizes[index]
    left_out = ("X-Crawl-Headers-Left-Out", str(len(headers) - len(kept)))
    return (*(header for index, header in enumerate(headers) if index in kept), left_out)


def _http_head(first: str, headers: Headers) -> bytes:
    lines = [first, *(f"{_one_line(name)}: {_one_line(value)}" for name, value in headers)]
    text = "\r\n".join(lines) + "\r\n\r\n"
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _framed(headers: Headers, length: int) -> Headers:
    # The payload is stored without its transfer coding, so the framing headers move to the names that
    # Common Crawl gave them and that other tools know.
    kept = []
    for name, value in headers:
        lower = name.lower()
        if lower == "transfer-encoding" or (lower == "content-length" and value != str(length)):
            kept.append((f"X-Crawl-{name}", value))
        else:
            kept.append((name, value))
    if tuple(kept) != headers and field(tuple(kept), "Content-Length") is None:
        kept.append(("Content-Length", str(length)))
    return tuple(kept)


def _one_line(text: str) -> str:
    return text if text.isprintable() else _BREAKS.sub(" ", text)
