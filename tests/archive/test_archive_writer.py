"""What the writer does with the files it finds, and when the disk is full."""

from __future__ import annotations

import datetime as dt
import gzip
import os
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from archive_samples import NOON, PAGE, URL, check, exchange, writer

from pipelines.archive import ArchiveError, iter_captures, read_capture, whole_length


def test_the_newest_file_with_room_is_continued(tmp_path: Path) -> None:
    archive = writer(tmp_path, max_bytes=2000)
    stored = [archive.append(exchange(os.urandom(300))) for _ in range(3)]
    committed = archive.flush()
    archive.close()
    assert len({one.pointer.file for one in stored}) == 2
    again = writer(tmp_path, committed, max_bytes=900_000)
    assert again.flush() == {}
    new = again.append(exchange())
    assert new.pointer.file == stored[-1].pointer.file == max(committed)
    assert again.flush() == {new.pointer.file: (tmp_path / new.pointer.file).stat().st_size}
    again.close()


@pytest.mark.parametrize(("room", "is_continued"), [(0, False), (1, True)])
def test_a_file_of_exactly_the_largest_size_is_full(tmp_path: Path, room: int, is_continued: bool) -> None:
    archive = writer(tmp_path)
    first = archive.append(exchange())
    committed = archive.flush()
    archive.close()
    again = writer(tmp_path, committed, max_bytes=committed[first.pointer.file] + room)
    second = again.append(exchange())
    again.close()
    assert (second.pointer.file == first.pointer.file) is is_continued


def test_names_are_made_of_time_and_serial_and_never_used_twice(tmp_path: Path) -> None:
    archive = writer(tmp_path, max_bytes=1)
    names = [archive.append(exchange()).pointer.file for _ in range(3)]
    archive.close()
    assert names == [f"bogor-news-20261124120000-0000{serial}.warc.gz" for serial in range(3)]
    unknown = writer(tmp_path)
    assert unknown.append(exchange()).pointer.file == "bogor-news-20261124120000-00003.warc.gz"
    unknown.close()


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("", "GET / HTTP/1.1"),
        ("/berita-detail/7", "GET /berita-detail/7 HTTP/1.1"),
        ("/index.php?sid=7&page=2", "GET /index.php?sid=7&page=2 HTTP/1.1"),
    ],
)
def test_a_request_is_kept_with_the_path_it_asked_for(tmp_path: Path, path: str, line: str) -> None:
    archive = writer(tmp_path)
    archive.append(exchange(url=f"https://kotabogor.go.id{path}"))
    archive.close()
    [file] = tmp_path.glob("*.warc.gz")
    requests = [
        record
        for record in gzip.decompress(file.read_bytes()).split(b"WARC/1.1\r\n")
        if b"WARC-Type: request\r\n" in record
    ]
    assert [record.split(b"\r\n\r\n")[1].split(b"\r\n")[0].decode() for record in requests] == [line]


def test_the_same_exchanges_give_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        archive = writer(tmp_path / folder)
        archive.append(exchange())
        archive.append(exchange())
        archive.close()
    one, two = (next((tmp_path / folder).iterdir()).read_bytes() for folder in ("one", "two"))
    assert one == two


def test_a_file_the_database_does_not_know_is_set_aside_whole(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    stored = archive.append(exchange())
    archive.close()
    path = tmp_path / stored.pointer.file
    content = path.read_bytes()
    writer(tmp_path).close()
    aside = tmp_path / (path.name + ".uncommitted")
    assert [one.name for one in tmp_path.iterdir()] == [aside.name]
    assert aside.read_bytes() == content


def test_a_file_shorter_than_committed_is_left_as_it_is(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    stored = archive.append(exchange())
    committed = archive.flush()
    archive.close()
    path = tmp_path / stored.pointer.file
    os.truncate(path, committed[path.name] - 1)
    again = writer(tmp_path, committed)
    new = again.append(exchange())
    again.close()
    assert new.pointer.file != path.name
    assert path.stat().st_size == committed[path.name] - 1
    assert read_capture(tmp_path, stored.pointer).body == PAGE


def test_without_request_headers_no_request_is_written(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    first = archive.append(exchange())
    archive.close()
    again = writer(tmp_path / "copy")
    stored = again.append(read_capture(tmp_path, first.pointer).exchange())
    again.close()
    path = tmp_path / "copy" / stored.pointer.file
    assert stored.pointer.offset + stored.length == path.stat().st_size
    read = read_capture(tmp_path / "copy", stored.pointer)
    assert (read.url, read.body, read.fetched_at) == (URL, PAGE, NOON)
    check(tmp_path / "copy")


def test_line_ends_in_a_header_cannot_forge_another(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    forged = exchange(
        url=URL + "\r\nWARC-Type: metadata", headers=(("X-Note", "a\r\n\r\n<b>"), ("Ä", "\u2013"))
    )
    stored = archive.append(forged)
    archive.close()
    read = read_capture(tmp_path, stored.pointer)
    assert read.url == URL + " WARC-Type: metadata"
    assert read.body == PAGE
    assert ("X-Note", "a <b>") in read.headers
    check(tmp_path)


def test_a_time_without_zone_is_refused(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    with pytest.raises(ValueError, match="needs a zone"):
        archive.append(attrs.evolve(exchange(), fetched_at=NOON.replace(tzinfo=None)))
    archive.close()


@pytest.fixture
def file_size_limit() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.usefixtures("file_size_limit")
def test_a_full_disk_leaves_the_file_as_before(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    archive = writer(tmp_path)
    first = archive.append(exchange())
    committed = archive.flush()
    (length,) = committed.values()
    resource.setrlimit(resource.RLIMIT_FSIZE, (length + 500, before[1]))
    with pytest.raises(OSError, match="too large"):
        archive.append(exchange(os.urandom(5000)))
    assert archive.flush() == committed
    assert (tmp_path / first.pointer.file).stat().st_size == length
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    second = archive.append(exchange(b"there is room again"))
    archive.close()
    assert second.pointer.offset == length
    assert read_capture(tmp_path, second.pointer).body == b"there is room again"
    check(tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"\x1f\x8b\x08" + bytes([255] * 20), gzip.compress(bytes(range(256)) * 9)[:200]],
    ids=["from its first byte", "in its midst"],
)
def test_a_file_whose_only_record_is_damaged_has_no_whole_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "one.warc.gz").write_bytes(content)
    assert whole_length(tmp_path / "one.warc.gz") == 0


def test_the_whole_length_of_a_file_ends_behind_its_last_undamaged_record(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    stored = [archive.append(exchange(os.urandom(2000))) for _ in range(3)]
    (length,) = archive.flush().values()
    archive.close()
    path = tmp_path / stored[0].pointer.file
    assert whole_length(path) == length
    data = bytearray(path.read_bytes())
    data[stored[1].pointer.offset + 1000] ^= 255
    path.write_bytes(data + data[stored[2].pointer.offset :][:700])
    assert whole_length(path) == length
    problems: list[tuple[int, str]] = []
    taken = list(iter_captures(path, on_problem=lambda *problem: problems.append(problem)))
    assert [one.pointer for one in taken] == [stored[0].pointer, stored[2].pointer]
    assert problems == [
        (stored[1].pointer.offset, "the gzip member is damaged"),
        (length, "the gzip member is cut short"),
    ]
    with pytest.raises(ArchiveError, match="damaged"):
        read_capture(tmp_path, stored[1].pointer)


def test_moments_are_kept_to_the_microsecond_and_in_utc(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    wib = dt.timezone(dt.timedelta(hours=7))
    moment = dt.datetime(2026, 1, 1, 3, 4, 5, 6, tzinfo=wib)
    stored = archive.append(attrs.evolve(exchange(), fetched_at=moment))
    archive.close()
    read = read_capture(tmp_path, stored.pointer).fetched_at
    assert read == moment
    assert read.tzinfo is dt.UTC
