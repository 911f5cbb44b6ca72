"""Erases the content of records for good; every other record of the file keeps its offset."""

from __future__ import annotations

import shutil
import struct
import zlib
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Final

from pipelines.archive import records
from pipelines.archive.exchange import ArchiveError, Pointer
from pipelines.archive.reader import Record, read_record
from pipelines.disk import replacing

_ERASED: Final = b"erased: yes\r\n"
_NO_DATE: Final = ("WARC-Date", "1970-01-01T00:00:00Z")
_COMMENT: Final = 0x10  # the gzip header's flag for a comment, which ends at the first zero byte


def erase(root: Path, pointers: Iterable[Pointer]) -> None:
    """Replaces captures, and the requests stored with them, by records without content that take as many bytes.

    Each file is copied, changed and renamed: at any moment it is either as before or as after. Erasing a
    capture again does nothing. Later ``revisit`` records of the same payload cannot be read any more.
    Raises ArchiveError where no record starts there, OSError where there is no room for the copy.
    """
    for name, group in groupby(sorted(set(pointers)), key=attrgetter("file")):
        blanks = {pointer.offset: _blanks(root, pointer) for pointer in group}
        if any(blanks.values()):
            _overwrite(root / name, blanks)


def _blanks(root: Path, pointer: Pointer) -> bytes:
    found = read_record(root, pointer)
    if found.type == "metadata":
        return b""
    if found.type not in ("response", "revisit", "request"):
        raise ArchiveError(f"{pointer.file} at {pointer.offset}: only captures can be erased")
    return _blank(found) + _blank_request(root, pointer, found)


def erase_damaged(root: Path, regions: Iterable[tuple[Pointer, int]]) -> None:
    """Replaces damaged bytes, given by their place and their number, by records without content.

    Raises OSError where there is no room for the copy.
    """
    by_file: dict[str, dict[int, bytes]] = {}
    for pointer, length in regions:
        by_file.setdefault(pointer.file, {})[pointer.offset] = _empty_member(length)
    for name, blanks in by_file.items():
        _overwrite(root / name, blanks)


def _empty_member(length: int) -> bytes:
    fields = [("WARC-Type", "metadata"), ("WARC-Record-ID", records.record_id("erased", str(length)))]
    member = _member(records.record([*fields, _NO_DATE], _ERASED), length)
    return member or _member(b"", length) or bytes(length)


def _overwrite(path: Path, blanks: dict[int, bytes]) -> None:
    with replacing(path) as copy:
        shutil.copyfile(path, copy)
        with copy.open("r+b") as file:
            for offset, data in blanks.items():
                file.seek(offset)
                file.write(data)


def _blank_request(root: Path, pointer: Pointer, response: Record) -> bytes:
    try:
        following = read_record(root, Pointer(pointer.file, pointer.offset + response.length))
    except ArchiveError:
        return b""
    identity = records.field(response.fields, "WARC-Record-ID")
    concurrent = records.field(following.fields, "WARC-Concurrent-To")
    return _blank(following) if following.type == "request" and concurrent == identity else b""


def _blank(erased: Record) -> bytes:
    """Returns a gzip member of exactly the length of a record's, holding a record without content."""
    fields = [
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", records.field(erased.fields, "WARC-Record-ID") or ""),
        ("WARC-Date", records.field(erased.fields, "WARC-Date") or ""),
        ("Content-Type", "application/warc-fields"),
    ]
    return _member(records.record(fields, _ERASED), erased.length)


def _member(content: bytes, length: int) -> bytes:
    """Returns a gzip member of exactly this length, nothing where the content takes more."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    trailer = struct.pack("<II", zlib.crc32(content), len(content))
    room = length - 10 - len(packed) - len(trailer)
    if room < 0:
        return b""
    # A comment in the gzip header can have any length from one byte, and every reader skips it.
    comment = b" " * (room - 1) + b"\0" if room else b""
    header = struct.pack("<HBBIBB", 0x8B1F, 8, _COMMENT if comment else 0, 0, 0, 255)
    return header + comment + packed + trailer
