"""Revisits in WARC files of other tools: records that refer to the content of another answer, in any of the files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import attrs

from pipelines.archive import records
from pipelines.archive.exchange import ArchiveError, Capture, Headers, Pointer, digest

_NOT_MODIFIED: Final = re.compile(rb"HTTP/\d(?:\.\d)? +304\b")
_ELSEWHERE: Final = "its content is stored elsewhere"


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
    from pipelines.archive.foreign import iter_captures

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
