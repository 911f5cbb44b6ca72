"""Reads WARC files of other tools: takes every good record, reports every bad one, and goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from pipelines.archive import records
from pipelines.archive.exchange import MAX_BODY, ArchiveError, Capture, Headers, Pointer
from pipelines.archive.inflating import Inflated
from pipelines.archive.reader import MAX_RECORD, make_capture, resource_capture
from pipelines.archive.revisits import Answers

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
    if kinds[0] not in _CAPTURES:
        stream.skip(int(size))
        return None
    if int(size) > MAX_RECORD:
        stream.skip(int(size))
        raise ArchiveError(f"the record is larger than {MAX_BODY} bytes")
    block = stream.take_block(int(size))
    if not records.target(fields).lower().startswith(("http:", "https:")):
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
