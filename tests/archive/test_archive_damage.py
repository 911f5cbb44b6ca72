"""What stands in a record of our own archive that no writer of ours wrote is named, each kind in its own words."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from pipelines.archive import ArchiveError, Pointer, read_capture
from pipelines.archive.reader import MAX_RECORD

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Taman</p>"
FIELDS = {
    "WARC-Type": "response",
    "WARC-Target-URI": "https://kotabogor.go.id/berita-detail/7",
    "WARC-Date": "2026-11-24T12:00:00Z",
}


def record(block: bytes = ANSWER, *, length: str | None = None, **changed: str | None) -> bytes:
    fields = {**FIELDS, "Content-Length": length or str(len(block))}
    fields |= {name.replace("_", "-"): value for name, value in changed.items() if value is not None}
    gone = {name.replace("_", "-") for name, value in changed.items() if value is None}
    lines = [f"{name}: {value}" for name, value in fields.items() if name not in gone]
    return "\r\n".join(["WARC/1.1", *lines]).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def read(tmp_path: Path, data: bytes) -> bytes:
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(data, compresslevel=1))
    return read_capture(tmp_path, Pointer("a.warc.gz", 0)).body


DAMAGED = {
    "no record starts there": b"Halo\r\n\r\n",
    "the record is not as long as it says": record(length=str(len(ANSWER) + 1)),
    "is not as long": record(length="banyak"),
    "not as long as it": record(Content_Length=None),
    "it names no address": record(WARC_Target_URI=None),
    "it names no time": record(WARC_Date="kemarin"),
    "its content is stored in another record that it does not name": record(WARC_Type="revisit"),
    "another record that it does not name": record(
        WARC_Type="revisit", WARC_Refers_To_Filename="a.warc.gz", WARC_Refers_To_File_Offset="nol"
    ),
    "its type is metadata": record(WARC_Type="metadata"),
    "its type is unknown": record(WARC_Type=None),
}


def test_a_whole_record_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, record()) == b"<p>Taman</p>"


@pytest.mark.parametrize("reason", DAMAGED)
def test_each_damage_is_named(tmp_path: Path, reason: str) -> None:
    with pytest.raises(ArchiveError, match=reason):
        read(tmp_path, DAMAGED[reason])


def test_a_record_that_grows_beyond_every_answer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="the record is larger than 16777216 bytes"):
        read(tmp_path, bytes(MAX_RECORD + 1))
