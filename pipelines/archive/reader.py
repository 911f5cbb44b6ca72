"""Reads one capture by its pointer: one seek, one gzip member."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from pipelines.archive import records
from pipelines.archive.content_coding import remove_codings
from pipelines.archive.exchange import MAX_BODY, ArchiveError, Capture, Headers, Pointer

_BLOCK: Final = 64 * 1024
MAX_RECORD: Final = MAX_BODY + 2 * records.MAX_HEAD


class Record(NamedTuple):
    """A record as its fields, its block, and the length of its gzip member in bytes."""

    fields: Headers
    block: bytes
    length: int

    @property
    def type(self) -> str:
        """Returns the record's WARC-Type, empty where it has none."""
        return records.field(self.fields, "WARC-Type") or ""


def read_capture(root: Path, pointer: Pointer) -> Capture:
    """Returns the capture at a pointer; a ``revisit`` gets the payload of the record that it refers to.

    Raises ArchiveError for a missing file, a wrong offset, a record that is no answer, damaged content, and
    content above ``MAX_BODY``.
    """
    try:
        found = read_record(root, pointer)
        if found.type == "revisit":
            earlier = read_record(root, _earlier(found.fields))
            if earlier.type != "response":
                raise ArchiveError("it refers to a record that holds no answer")
            payload = records.parse_answer(earlier.block).payload
            return make_capture(found.fields, found.block + payload, pointer)
        if found.type != "response":
            raise ArchiveError(f"the record there holds no answer; its type is {found.type or 'unknown'}")
        return make_capture(found.fields, found.block, pointer)
    except ArchiveError as error:
        raise ArchiveError(f"{pointer.file} at {pointer.offset}: {error}") from error


def read_record(root: Path, pointer: Pointer) -> Record:
    """Returns the record that starts at a pointer, or raises ArchiveError; its size is bounded."""
    if pointer.file.startswith("/") or ".." in pointer.file:
        raise ArchiveError("the file is outside the archive")
    try:
        with (root / pointer.file).open("rb") as file:
            file.seek(pointer.offset)
            data, length = _member(file)
    except FileNotFoundError as error:
        raise ArchiveError("the file is missing") from error
    if not data.startswith(b"WARC/1.1\r\n"):
        raise ArchiveError("no record starts there")
    head, rest = records.split_head(data)
    fields = records.parse_fields(head.partition(b"\n")[2], "utf-8")
    size = records.field(fields, "Content-Length") or ""
    if not size.isdecimal() or len(rest) != int(size) + 4:
        raise ArchiveError("the record is not as long as it says")
    return Record(fields, rest[:-4], length)


def make_capture(fields: Headers, block: bytes, pointer: Pointer) -> Capture:
    """Returns the capture made of a ``response`` record, or raises ArchiveError where it holds none."""
    answer = records.parse_answer(block)
    body = remove_codings(answer.payload, records.field(answer.headers, "Content-Encoding"))
    return _capture(fields, answer, body, pointer)


def resource_capture(fields: Headers, block: bytes, pointer: Pointer) -> Capture:
    """Returns the capture made of a ``resource`` record, which holds a page without its HTTP header."""
    kind = records.field(fields, "Content-Type")
    headers = (("Content-Type", kind),) if kind else ()
    return _capture(fields, records.Answer(200, "OK", headers, block), block, pointer)


def _capture(fields: Headers, answer: records.Answer, body: bytes, pointer: Pointer) -> Capture:
    url = records.target(fields)
    if not url:
        raise ArchiveError("it names no address")
    moment = records.parse_date(records.field(fields, "WARC-Date"), records.field(answer.headers, "Date"))
    if moment is None:
        raise ArchiveError("it names no time")
    return Capture(
        url=url,
        status=answer.status,
        reason=answer.reason,
        headers=answer.headers,
        payload=answer.payload,
        body=body,
        fetched_at=moment,
        pointer=pointer,
    )


def _earlier(fields: Headers) -> Pointer:
    file = records.field(fields, "WARC-Refers-To-Filename")
    offset = records.field(fields, "WARC-Refers-To-File-Offset") or ""
    if not file or not offset.isdecimal():
        raise ArchiveError("its content is stored in another record that it does not name")
    return Pointer(file, int(offset))


def _member(file: BinaryIO) -> tuple[bytes, int]:
    inflater = zlib.decompressobj(31)
    data, read = bytearray(), 0
    try:
        while not inflater.eof:
            packed = file.read(_BLOCK)
            if not packed:
                raise ArchiveError("the file ends within the record" if read else "the file ends before it")
            read += len(packed)
            data += inflater.decompress(packed, MAX_RECORD - len(data) + 1)
            if len(data) > MAX_RECORD:
                raise ArchiveError(f"the record is larger than {MAX_BODY} bytes")
    except zlib.error as error:
        raise ArchiveError("no record starts there, or it is damaged") from error
    return bytes(data), read - len(inflater.unused_data)
