"""Reads the bytes of a WARC file, compressed or not, with their offsets, and continues after damage."""

from __future__ import annotations

import re
import zlib
from collections import deque
from collections.abc import Generator, Iterator
from io import SEEK_END
from itertools import pairwise
from typing import BinaryIO, Final, NamedTuple

from pipelines.archive.exchange import ArchiveError

_BLOCK: Final = 32 * 1024  # bytes read at once
_PIECE: Final = 256 * 1024  # bytes inflated at once, so that a bomb is inflated piece by piece
_PROBE: Final = 512
_MAGIC: Final = b"\x1f\x8b\x08"
# Anywhere, not only at the beginning of a line: a torn file may have been appended to.
_START: Final = re.compile(rb"WARC/\d\.\d{1,2}[ \t]*\r?\n[\w-]{1,40}[ \t]*:")
_START_LENGTH: Final = 64  # bytes that a start takes at most, some blanks included
_BLANK: Final = re.compile(rb"[\r\n]*")
_HEAD_END: Final = re.compile(rb"\r?\n\r?\n|(?P<next>(?=" + _START.pattern + rb"))")


class NextRecord(NamedTuple):
    """The offset of the next record, None at the end, and the damage before it, as offset and phrase."""

    offset: int | None
    trouble: tuple[int, str] | None


class Piece(NamedTuple):
    """A stretch of inflated bytes, or a gap where damaged bytes were skipped."""

    offset: int  # of the data, or of the gzip member it comes out of
    data: bytes
    end: int = 0  # for the last piece of a gzip member: the offset after it
    damage: str = ""  # not empty: the pieces before and after do not belong together


_END: Final = Piece(-1, b"", damage="the record is cut short")


class Inflated:
    """A forward reader of the inflated bytes of a seekable file; a method consumes bytes only if it says so."""

    def __init__(self, raw: BinaryIO) -> None:
        start = raw.tell()
        self._end = raw.seek(0, SEEK_END)
        raw.seek(start)
        self._packed = raw.read(len(_MAGIC)) == _MAGIC
        raw.seek(start)
        self._pieces = members(raw, start) if self._packed else _blocks(raw, start)
        self._buffer = bytearray()
        self._position = 0  # of the buffer's first byte in all inflated bytes
        self._marks: deque[tuple[int, int]] = deque()  # position and offset of the pieces in the buffer
        self._stop: Piece | None = None

    def find_record(self) -> NextRecord:
        """Moves to the bytes that look like the next record's first lines, and returns where they are."""
        trouble: tuple[int, str] | None = None
        while True:
            if blank := _BLANK.match(self._buffer):
                self._consume(blank.end())
            match = _START.search(self._buffer)
            passed = match.start() if match else max(0, len(self._buffer) - _START_LENGTH)
            trouble = trouble or self._junk(passed)
            self._consume(passed)
            if match:
                return NextRecord(self._offset(), trouble)
            if self._fill():
                continue
            trouble = trouble or self._junk(len(self._buffer))
            self._consume(len(self._buffer))
            if self._stop is _END:
                return NextRecord(None, trouble)
            if self._stop is not None:
                trouble = trouble or (self._stop.offset, self._stop.damage)
                self._stop = None

    def take_head(self, limit: int) -> bytes:
        """Consumes and returns header lines without their blank line.

        Raises ArchiveError where there are more bytes than the limit, or another record starts among them.
        """
        while not (match := _HEAD_END.search(self._buffer, 1, limit)):
            if len(self._buffer) >= limit:
                self._consume(limit)
                raise ArchiveError("its header never ends")
            if not self._fill():
                self._consume(len(self._buffer))
                raise self._cut()
        head = bytes(self._buffer[: match.start()])
        self._consume(match.end())
        if match["next"] is not None:
            raise ArchiveError("its header is damaged")
        return head

    def take_block(self, size: int) -> bytes:
        """Consumes and returns a record's block.

        Raises ArchiveError where it is not all there, its gzip member's checksum is wrong, or no end of a record
        follows. Nothing is consumed then, since the next record may start inside.
        """
        # One byte more than the record: only then the member it ends in has been checked.
        while len(self._buffer) <= size + 4 and self._fill():
            pass
        if len(self._buffer) < size or (len(self._buffer) <= size + 4 and self._member_is_damaged()):
            raise self._cut()
        if not re.match(rb"\r?\n|WARC|\Z", self._buffer[size : size + 4]):
            raise ArchiveError("the record is not as long as it says")
        block = bytes(self._buffer[:size])
        self._consume(size)
        return block

    def skip(self, size: int) -> None:
        """Consumes so many bytes without holding them.

        Raises ArchiveError where there are fewer, or where a member of the file that begins with a record comes first;
        what comes next may start there, so no more than the bytes before it are consumed.
        """
        if not self._packed and size > self._end - self._offset():
            raise self._cut()
        while (start := self._member_start()) is None or start >= size:
            if size <= len(self._buffer):
                self._consume(size)
                return
            size -= len(self._buffer)
            self._consume(len(self._buffer))
            if not self._fill():
                raise self._cut()
        self._consume(start)
        raise ArchiveError("the record is not as long as it says")

    def _member_start(self) -> int | None:
        """Returns where in the buffer another member begins with a record."""
        for (_, member), (position, other) in pairwise(self._marks if self._packed else ()):
            if other != member and _START.match(self._buffer, position - self._position):
                return position - self._position
        return None

    def _fill(self) -> bool:
        if self._stop is None:
            piece = next(self._pieces, _END)
            if not piece.damage:
                if piece.data:
                    self._marks.append((self._position + len(self._buffer), piece.offset))
                    self._buffer += piece.data
                return True
            self._stop = piece
        return False

    def _member_is_damaged(self) -> bool:
        return self._stop is not None and bool(self._marks) and self._stop.offset == self._marks[-1][1]

    def _cut(self) -> ArchiveError:
        return ArchiveError((self._stop or _END).damage)

    def _consume(self, size: int) -> None:
        del self._buffer[:size]
        self._position += size
        while len(self._marks) > 1 and self._marks[1][0] <= self._position:
            self._marks.popleft()

    def _offset(self) -> int:
        position, offset = self._marks[0]
        return offset if self._packed else offset + self._position - position

    def _junk(self, size: int) -> tuple[int, str] | None:
        return (self._offset(), "no record starts there") if self._buffer[:size].strip(b"\r\n") else None


def _blocks(raw: BinaryIO, offset: int) -> Iterator[Piece]:
    while data := raw.read(_BLOCK):
        yield Piece(offset, data)
        offset += len(data)


def members(raw: BinaryIO, start: int) -> Iterator[Piece]:
    """Yields the contents of the gzip members of a seekable file; after damage it continues at the next member."""
    following: int | None = start
    while (at := following) is not None:
        try:
            following = yield from _member(raw, at)
        except ArchiveError as error:
            yield Piece(at, b"", damage=str(error))
            following = _next_member(raw, at + 1)


def _member(raw: BinaryIO, at: int) -> Generator[Piece, None, int | None]:
    # Returns the offset behind the member, None where the file ends before it.
    raw.seek(at)
    data = raw.read(_BLOCK)
    if not data:
        return None
    if not data.startswith(_MAGIC):
        raise ArchiveError("no gzip member starts there")
    inflater = zlib.decompressobj(31)
    while True:
        try:
            inflated = inflater.decompress(data, _PIECE)
        except zlib.error as error:
            raise ArchiveError("the gzip member is damaged") from error
        end = raw.tell() - len(inflater.unused_data) if inflater.eof else 0
        yield Piece(at, inflated, end)
        if end:
            return end
        data = inflater.unconsumed_tail or raw.read(_BLOCK)
        if not data:
            raise ArchiveError("the gzip member is cut short")


def _next_member(raw: BinaryIO, start: int) -> int | None:
    # Returns the offset of the next bytes that look like a member and inflate, None where there are none.
    while True:
        raw.seek(start)
        data = raw.read(_BLOCK)
        at = data.find(_MAGIC)
        while at >= 0:
            if _inflates(raw, start + at):
                return start + at
            at = data.find(_MAGIC, at + 1)
        if len(data) < len(_MAGIC):
            return None
        start += len(data) - len(_MAGIC) + 1


def _inflates(raw: BinaryIO, at: int) -> bool:
    raw.seek(at)
    try:
        return bool(zlib.decompressobj(31).decompress(raw.read(_PROBE), _PROBE))
    except zlib.error:
        return False
