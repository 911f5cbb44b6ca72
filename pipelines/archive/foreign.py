"""Reads WARC files of other tools: takes every good record, reports every bad one, and goes on.

A revisit refers to the content of another answer, which may stand in another file, earlier or later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

import attrs

from pipelines.archive import records
from pipelines.archive.exchange import MAX_BODY, ArchiveError, Capture, Headers, Pointer, digest
from pipelines.archive.inflating import Inflated
from pipelines.archive.reader import MAX_RECORD, make_capture, resource_capture

_NOT_MODIFIED: Final = re.compile(rb"HTTP/\d(?:\.\d)? +304\b")
_ELSEWHERE: Final = "its content is stored elsewhere"
_CAPTURES: Final = ("response", "resource", "revisit")


def iter_captures(
    source: Path | BinaryIO,
    *,
    on_problem: Callable[[int, str], None],
    answers: Answers | None = None,
) -> Iterator[Capture]:
    """Yields the answers and resources in a WARC file, compressed or not, in file order.

    ``source`` is a path or a seekable stream; the pointers name the path's file. ``on_problem`` gets the byte offset
    and one phrase for each record that could not be taken. Records of other types are skipped, and so are revisits
    that add nothing. With ``answers`` a revisit may refer to an answer in another file of theirs. Memory stays below a
    few times ``MAX_BODY`` for any file, ``answers`` aside. Raises only OSError.
    """
    own = answers or Answers()
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield from _captures(file, source, on_problem, own)
    else:
        yield from _captures(source, None, on_problem, own)
    if answers is None:
        yield from own.late(lambda _file, offset, reason: on_problem(offset, reason))


def _captures(
    file: BinaryIO, path: Path | None, on_problem: Callable[[int, str], None], answers: Answers
) -> Iterator[Capture]:
    stream = Inflated(file)
    reported = False
    while True:
        offset, trouble = stream.find_record()
        # The bytes between a bad record and the next one are reported with the bad one.
        if trouble and not reported:
            on_problem(*trouble)
        if offset is None:
            return
        reported = True
        try:
            capture = _next(stream, path, Pointer(path.name if path else "", offset), answers)
        except ArchiveError as error:
            on_problem(offset, str(error))
        else:
            reported = False
            if capture is not None:
                yield capture


def _next(stream: Inflated, path: Path | None, pointer: Pointer, answers: Answers) -> Capture | None:
    fields = records.parse_fields(stream.take_head(records.MAX_HEAD).partition(b"\n")[2], "utf-8")
    size = records.field(fields, "Content-Length") or ""
    kinds = [value.lower() for name, value in fields if name.lower() == "warc-type"]
    # Two types mean that a truncated header runs into the next one.
    if len(kinds) != 1 or not (size.isdecimal() and len(size) < 16):
        raise ArchiveError("its header is damaged")
    is_capture = kinds[0] in _CAPTURES
    if int(size) > MAX_RECORD:
        stream.skip(int(size))
        if is_capture:
            raise ArchiveError(f"the record is larger than {MAX_BODY} bytes")
        return None
    block = stream.take_block(int(size))
    if not is_capture or not records.target(fields).lower().startswith(("http:", "https:")):
        return None
    if kinds[0] == "revisit":
        return answers.resolve(fields, block, path, pointer)
    capture = _capture(kinds[0], fields, block, pointer)
    answers.note(fields, capture, path)
    return capture


def _capture(kind: str, fields: Headers, block: bytes, pointer: Pointer) -> Capture:
    if truncated := records.field(fields, "WARC-Truncated"):
        raise ArchiveError(f"its content was cut short when it was fetched ({truncated})")
    if kind == "resource":
        return resource_capture(fields, block, pointer)
    capture = make_capture(fields, block, pointer)
    promised = records.field(capture.headers, "Content-Length") or ""
    if capture.status == 200 and promised.isdecimal() and len(capture.payload) < int(promised):
        raise ArchiveError("its content is shorter than its answer said")
    return capture


class _Answer(NamedTuple):
    url: str
    file: Path | None
    offset: int


class _Waiting(NamedTuple):
    fields: Headers
    block: bytes
    file: Path | None
    pointer: Pointer


class Answers:
    """The answers read so far from one or more WARC files, and the revisits whose answer has not come yet."""

    def __init__(self) -> None:
        self._answers: dict[str, _Answer] = {}
        self._waiting: list[_Waiting] = []

    def note(self, fields: Headers, capture: Capture, file: Path | None) -> None:
        """Notes an answer under its payload's digest and under its address and time."""
        answer = _Answer(capture.url, file, capture.pointer.offset)
        label = records.field(fields, "WARC-Payload-Digest") or digest(capture.payload)
        for key in (label.lower(), f"{capture.url} {records.field(fields, 'WARC-Date')}"):
            self._answers.setdefault(key, answer)

    def resolve(self, fields: Headers, block: bytes, file: Path | None, pointer: Pointer) -> Capture | None:
        """Returns the capture that a revisit stands for.

        None where it adds nothing to the answer of the same address, or has to wait for its answer. Raises
        ArchiveError where its answer can no longer be read.
        """
        profile = records.field(fields, "WARC-Profile") or ""
        if profile.lower().endswith("/server-not-modified") or _NOT_MODIFIED.match(block):
            return None
        answer = next(filter(None, map(self._answers.get, _keys(fields))), None)
        if answer is None:
            self._waiting.append(_Waiting(fields, block, file, pointer))
            return None
        if answer.url == records.target(fields):
            return None
        return _revisited(answer, fields, block, pointer)

    def late(self, on_problem: Callable[[Path | None, int, str], None]) -> Iterator[Capture]:
        """Yields the captures of the revisits that came before their answers, and reports those without one."""
        waiting, self._waiting = self._waiting, []
        for fields, block, file, pointer in waiting:
            try:
                capture = self.resolve(fields, block, file, pointer)
            except ArchiveError as error:
                on_problem(file, pointer.offset, str(error))
                continue
            if capture:
                yield capture
        for one in self._waiting:
            on_problem(one.file, one.pointer.offset, _ELSEWHERE)


def _keys(fields: Headers) -> Iterator[str]:
    yield (records.field(fields, "WARC-Payload-Digest") or "").lower()
    url = records.field(fields, "WARC-Refers-To-Target-URI") or records.target(fields)
    yield f"{url.strip('<>')} {records.field(fields, 'WARC-Refers-To-Date')}"


def _revisited(answer: _Answer, fields: Headers, block: bytes, pointer: Pointer) -> Capture:
    """Returns an answer's content as captured at the address and the time of a revisit."""
    if answer.file is None:
        raise ArchiveError(_ELSEWHERE)
    with answer.file.open("rb") as file:
        file.seek(answer.offset)
        found = next(iter_captures(file, on_problem=lambda _offset, _reason: None), None)
    moment = records.parse_date(records.field(fields, "WARC-Date"), None)
    if found is None or moment is None:
        raise ArchiveError(_ELSEWHERE)
    headers = records.parse_answer(block).headers if block.strip() else found.headers
    return attrs.evolve(
        found, url=records.target(fields), headers=headers, fetched_at=moment, pointer=pointer
    )
