"""What was erased is gone for good; everything else is where it was."""

from __future__ import annotations

import gzip
import os
import zlib
from pathlib import Path

import pytest
from archive_samples import PAGE, URL, check, exchange, writer
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.archive import ArchiveError, Pointer, Stored, StoredPayload, erase, iter_captures, read_capture

SECRET = b"Warga bernama Sukmawati meminta namanya dihapus. "


def contents(path: Path) -> bytes:
    data, out = path.read_bytes(), b""
    while data:
        inflater = zlib.decompressobj(31)
        out += inflater.decompress(data) + data[: len(data) - len(inflater.unused_data)]
        data = inflater.unused_data
    return out


def store(root: Path, secret: bytes) -> list[Stored]:
    archive = writer(root)
    stored = [
        archive.append(exchange(body, url=url))
        for body, url in ((PAGE, URL), (secret, URL + "?siapa=Sukmawati"), (PAGE + b"2", URL + "/8"))
    ]
    archive.close()
    return stored


@pytest.mark.parametrize("size", [0, 1, 500, 200_000, 3_000_000])
def test_erased_content_is_nowhere_and_the_rest_where_it_was(tmp_path: Path, size: int) -> None:
    before, secret, after = store(tmp_path, SECRET + os.urandom(size))
    path = tmp_path / secret.pointer.file
    length = path.stat().st_size
    assert b"Sukmawati" in contents(path)
    erase(tmp_path, [secret.pointer])
    assert b"Sukmawati" not in contents(path)
    assert path.stat().st_size == length
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    check(tmp_path)
    assert read_capture(tmp_path, before.pointer).body == PAGE
    assert read_capture(tmp_path, after.pointer).body == PAGE + b"2"
    with pytest.raises(ArchiveError, match="its type is metadata"):
        read_capture(tmp_path, secret.pointer)
    problems: list[tuple[int, str]] = []
    taken = iter_captures(path, on_problem=lambda *problem: problems.append(problem))
    assert [one.pointer for one in taken] == [before.pointer, after.pointer]
    assert problems == []


@settings(max_examples=40)
@given(secret=st.binary(max_size=400))
def test_every_length_can_be_erased(tmp_path_factory: pytest.TempPathFactory, secret: bytes) -> None:
    root = tmp_path_factory.mktemp("archive")
    before, gone, after = store(root, secret)
    erase(root, [gone.pointer])
    assert read_capture(root, before.pointer).body == PAGE
    assert read_capture(root, after.pointer).body == PAGE + b"2"
    assert b"Sukmawati" not in contents(root / gone.pointer.file)


def test_erasing_again_changes_nothing(tmp_path: Path) -> None:
    _, gone, _ = store(tmp_path, SECRET)
    erase(tmp_path, [gone.pointer])
    path = tmp_path / gone.pointer.file
    content = path.read_bytes()
    erase(tmp_path, [gone.pointer])
    assert path.read_bytes() == content


def test_a_revisit_is_erased_without_its_earlier_record(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    first = archive.append(exchange())
    again = archive.append(
        exchange(headers=(("X-Siapa", "Sukmawati"),)),
        identical_to=StoredPayload(first.pointer, URL, exchange().fetched_at),
    )
    archive.close()
    erase(tmp_path, [again.pointer])
    assert b"Sukmawati" not in contents(tmp_path / again.pointer.file)
    assert read_capture(tmp_path, first.pointer).body == PAGE
    check(tmp_path)


def test_only_captures_are_erased(tmp_path: Path) -> None:
    first, *_ = store(tmp_path, SECRET)
    content = (tmp_path / first.pointer.file).read_bytes()
    for offset, reason in ((0, "only captures"), (first.pointer.offset + 1, "no record starts there")):
        with pytest.raises(ArchiveError, match=reason):
            erase(tmp_path, [Pointer(first.pointer.file, offset)])
    assert (tmp_path / first.pointer.file).read_bytes() == content


def test_a_failure_on_the_way_leaves_the_file_and_no_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, gone, _ = store(tmp_path, SECRET)
    path = tmp_path / gone.pointer.file
    content = path.read_bytes()

    def full(handle: int) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="no space left"):
            erase(tmp_path, [gone.pointer])
    assert path.read_bytes() == content
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_copy_left_by_a_kill_is_removed_at_the_next_start(tmp_path: Path) -> None:
    _, gone, _ = store(tmp_path, SECRET)
    path = tmp_path / gone.pointer.file
    copy = path.with_name(f".{path.name}.tmp")
    copy.write_bytes(path.read_bytes())
    writer(tmp_path, {path.name: path.stat().st_size}).close()
    assert not copy.exists()
    assert path.exists()


@pytest.mark.parametrize(
    ("kind", "concurrent", "is_erased"),
    [
        ("request", "<urn:a>", True),
        ("request", "<urn:lain>", False),
        ("metadata", "<urn:a>", False),
        ("request", "", False),
    ],
)
def test_only_the_request_of_the_answer_itself_is_erased_with_it(
    tmp_path: Path, kind: str, concurrent: str, is_erased: bool
) -> None:
    answer = record("response", b"HTTP/1.1 200 OK\r\n\r\n" + SECRET * 20, "WARC-Record-ID: <urn:a>")
    following = record(
        kind, b"GET / HTTP/1.1\r\nHost: peminta\r\n\r\n" * 20, f"WARC-Concurrent-To: {concurrent}"
    )
    (tmp_path / "a.warc.gz").write_bytes(answer + following)
    erase(tmp_path, [Pointer("a.warc.gz", 0)])
    left = contents(tmp_path / "a.warc.gz")
    assert (b"Sukmawati" in left, b"peminta" in left) == (False, not is_erased)


def record(kind: str, block: bytes, *fields: str) -> bytes:
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {URL}",
        "WARC-Date: 2026-11-24T12:00:00Z",
        *fields,
    ]
    head = "\r\n".join([*lines, f"Content-Length: {len(block)}"]).encode()
    return gzip.compress(head + b"\r\n\r\n" + block + b"\r\n\r\n", compresslevel=0)
