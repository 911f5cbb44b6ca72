"""WARC files of other people: good records are taken, bad ones reported, nothing is ever raised."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import os
import random
import tracemalloc
from pathlib import Path

import pytest
from archive_samples import PAGE, URL, exchange, writer
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.archive import MAX_BODY, Capture, StoredPayload, iter_captures

SHARED = Path(__file__).resolve().parents[3] / "shared" / "warc"

# Each sample of other tools' test suites: captures taken, bytes of their bodies, problems.
SAMPLES: dict[str, tuple[int, int, list[tuple[int, str]]]] = {
    "fastwarc_block-sized-records.warc.gz": (0, 0, []),
    "fastwarc_clipped.warc.gz": (0, 0, [(0, "the gzip member is cut short")]),
    "fastwarc_clueweb-quirk.warc.gz": (29, 911605, []),
    "fastwarc_warcfile.warc.gz": (16, 513225, []),
    "warcio_example-bad-non-chunked.warc.gz": (1, 1270, []),
    "warcio_example-digest.warc": (0, 0, []),
    "warcio_example-iana.org-chunked.warc": (1, 7223, []),
    "warcio_example-resource.warc.gz": (1, 1303, []),
    "warcio_example-trunc.warc": (0, 0, [(1197, "the record is not as long as it says")]),
    "warcio_example-wrong-chunks.warc.gz": (0, 0, [(0, "its content is shorter than its answer said")]),
    "warcio_example.warc": (1, 1270, []),
    "warcio_example.warc.gz": (1, 1270, []),
    "warcio_post-test.warc.gz": (3, 1648, []),
}


def take(data: bytes) -> tuple[list[Capture], list[tuple[int, str]]]:
    problems: list[tuple[int, str]] = []
    taken = list(iter_captures(io.BytesIO(data), on_problem=lambda *problem: problems.append(problem)))
    return taken, problems


def record(
    block: bytes, kind: str = "response", *fields: str, length: int | None = None, end: bytes = b"\r\n\r\n"
) -> bytes:
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {URL}",
        "WARC-Date: 2019-05-06T07:08:09Z",
        f"Content-Length: {len(block) if length is None else length}",
        *fields,
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + block + end


def answer(body: bytes = PAGE, *headers: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/html", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


GOOD = record(answer())


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not beside the checkout")
@pytest.mark.parametrize("name", SAMPLES)
def test_samples_of_other_tools(name: str) -> None:
    taken, problems = take((SHARED / name).read_bytes())
    captures, size, expected = SAMPLES[name]
    assert (len(taken), problems) == (captures, expected)
    assert sum(len(one.body) for one in taken) == size


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not beside the checkout")
def test_the_table_names_every_sample() -> None:
    assert {path.name for path in SHARED.iterdir()} == set(SAMPLES)


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (record(answer(), length=10), "the record is not as long as it says"),
        (record(answer(), length=len(answer()) + 9), "the record is not as long as it says"),
        (record(answer(), length=len(answer()) - 9), "the record is not as long as it says"),
        (record(answer()).replace(b"Content-Length: ", b"Content-Length: x"), "its header is damaged"),
        (record(answer()).replace(b"Content-Length", b"Content-Size"), "its header is damaged"),
        (GOOD[:60] + b"\r\n", "its header is damaged"),
        (GOOD[:60], "its header is damaged"),
        (record(answer()).replace(b"WARC-Type", b"X-Type"), "its header is damaged"),
        (record(b"220 FTP\r\n\r\nhalo"), "it holds no HTTP answer"),
        (
            record(answer(), "response", "WARC-Truncated: length"),
            "its content was cut short when it was fetched",
        ),
        (record(answer(PAGE, "Content-Length: 9999")), "its content is shorter than its answer said"),
        (
            record(answer(b"5\r\nabcde\r\n9\r\nab", "Transfer-Encoding: chunked")),
            "its last chunk is cut short",
        ),
        (record(answer(b"5\r\nabcde\r\nxyz\r\n", "Transfer-Encoding: chunked")), "its chunks are broken"),
        (record(answer(gzip.compress(PAGE)[:-9], "Content-Encoding: gzip")), "its gzip content is damaged"),
        (record(answer(), "revisit"), "its content is stored elsewhere"),
        (GOOD.replace(b"2019-05-06T07:08:09Z", b"2019-35-06T07:08:09Z"), "it names no time"),
        (record(answer(), length=10**15), "its header is damaged"),
        (record(b"x" * (MAX_BODY + 1_000_000)), f"the record is larger than {MAX_BODY} bytes"),
        (b"WARC/1.0\r\n" + b"X: y\r\n" * 60_000 + b"\r\n", "its header never ends"),
        (GOOD[:-30], "the record is not as long as it says"),
        (b"<html>not an archive at all</html>\r\n", "no record starts there"),
    ],
)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_a_damaged_record_is_reported_and_its_neighbours_taken(
    damaged: bytes, reason: str, packed: bool
) -> None:
    parts = [GOOD, damaged, record(answer(PAGE + b"2"))]
    stored = [gzip.compress(part) for part in parts] if packed else parts
    taken, problems = take(b"".join(stored))
    assert [one.body for one in taken] == [PAGE, PAGE + b"2"]
    assert [one.pointer.offset for one in taken] == [0, len(stored[0]) + len(stored[1])]
    assert len(problems) == 1
    assert problems[0][0] == len(stored[0])
    assert reason in problems[0][1]


@pytest.mark.parametrize("kind", ["response", "request", "metadata"])
@pytest.mark.parametrize("length", [300, MAX_BODY * 2, 10**15 - 1])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_a_length_that_is_far_too_large_costs_only_its_record(kind: str, length: int, packed: bool) -> None:
    parts = [GOOD, record(answer(), kind, length=length), record(answer(b"2")), record(answer(b"3"))]
    taken, problems = take(b"".join(gzip.compress(part) if packed else part for part in parts))
    assert [one.body for one in taken] == [PAGE, b"2", b"3"]
    ((offset, said),) = problems
    assert offset == len(gzip.compress(GOOD) if packed else GOOD)
    assert said in ("the record is not as long as it says", "the record is cut short")


def test_a_large_record_without_a_page_is_passed_over() -> None:
    parts = [GOOD, record(b"x" * (MAX_BODY * 2), "metadata"), GOOD]
    assert take(b"".join(parts))[1] == take(b"".join(map(gzip.compress, parts)))[1] == []


def test_damaged_members_are_skipped() -> None:
    good, last = gzip.compress(GOOD), gzip.compress(record(answer(b"akhir")))
    middle = gzip.compress(record(answer(random.Random(1).randbytes(100_000))))
    flipped = bytearray(middle)
    flipped[-6] ^= 1  # the checksum: everything before it inflates without complaint
    for damaged, reason in (
        (middle[:50_000], "the gzip member is "),
        (middle[:-3], "the gzip member is damaged"),
        (bytes(flipped), "the gzip member is damaged"),
        (b"\0" * 40_000, "no gzip member starts there"),
        (b"\x1f\x8b\x08" * 20_000, "the gzip member is "),
    ):
        taken, problems = take(good + damaged + last)
        assert [one.body for one in taken] == [PAGE, b"akhir"]
        assert [one.pointer.offset for one in taken] == [0, len(good) + len(damaged)]
        ((offset, said),) = problems
        assert offset == len(good)
        assert reason in said


def test_members_need_not_fit_the_records() -> None:
    data = b"".join(record(answer(PAGE + b"%d" % number)) for number in range(40))
    expected = [PAGE + b"%d" % number for number in range(40)]
    for size in (len(data), 7, 100, 300):
        packed = b"".join(gzip.compress(data[at : at + size]) for at in range(0, len(data), size))
        taken, problems = take(packed)
        assert [one.body for one in taken] == expected
        assert problems == []


def test_headers_of_all_kinds_are_understood() -> None:
    block = b"HTTP/1.0 404\nCONTENT-type: Text/HTML ;charset=x\nX-Long: a\n  b\nno colon here\n\n" + PAGE
    ((one,), problems) = take(record(block).replace(URL.encode(), b"<" + URL.encode() + b">"))
    assert problems == []
    assert (one.url, one.status, one.reason, one.body) == (URL, 404, "", PAGE)
    assert one.headers == (("CONTENT-type", "Text/HTML ;charset=x"), ("X-Long", "a b"))
    assert one.fetched_at == dt.datetime(2019, 5, 6, 7, 8, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "sent",
    [
        b"4\r\nWali\r\n5\r\n Kota\r\n0\r\n\r\n",
        b"4;name=value\r\nWali\r\n5 \r\n Kota\r\n0\r\nTrailer: x\r\n\r\n",
        b"0004\nWali\n05\n Kota\n0\n\n",
        b"Wali Kota",
    ],
)
def test_chunks_are_joined_also_where_there_are_none(sent: bytes) -> None:
    ((one,), problems) = take(record(answer(sent, "Transfer-Encoding: Chunked")))
    assert (one.body, one.payload, problems) == (b"Wali Kota", b"Wali Kota", [])


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2019-05-06T07:08:09.5Z", dt.datetime(2019, 5, 6, 7, 8, 9, 500_000, dt.UTC)),
        ("2019-05-06T07:08:09.123456789Z", dt.datetime(2019, 5, 6, 7, 8, 9, 123_456, dt.UTC)),
        ("2019-05-06T07:08:09+0700", dt.datetime(2019, 5, 6, 0, 8, 9, tzinfo=dt.UTC)),
        ("2008-10-294T05:21:46-0700", dt.datetime(2018, 1, 2, 3, 4, 5, tzinfo=dt.UTC)),
    ],
)
def test_times_fall_back_on_the_answer(date: str, moment: dt.datetime) -> None:
    data = record(answer(PAGE, "Date: Tue, 02 Jan 2018 03:04:05 GMT"))
    ((one,), _) = take(data.replace(b"2019-05-06T07:08:09Z", date.encode()))
    assert one.fetched_at == moment


def test_records_that_hold_no_page_are_skipped() -> None:
    others = [
        record(b"a: b\r\n", kind) for kind in ("warcinfo", "metadata", "request", "conversion", "unknown")
    ]
    names = record(b"halo", "resource").replace(URL.encode(), b"dns:kotabogor.go.id")
    assert take(b"".join([*others, names])) == ([], [])


def test_a_revisit_adds_nothing_where_the_answer_is_in_the_file(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    first = archive.append(exchange())
    archive.append(exchange(), identical_to=StoredPayload(first.pointer, URL, exchange().fetched_at))
    archive.close()
    path = tmp_path / first.pointer.file
    problems: list[tuple[int, str]] = []
    taken = list(iter_captures(path, on_problem=lambda *problem: problems.append(problem)))
    assert [one.pointer for one in taken] == [first.pointer]
    assert problems == []


def archive_bytes(packed: bool) -> bytes:
    parts = [
        record(b"software: lain\r\n", "warcinfo"),
        GOOD,
        record(answer(gzip.compress(PAGE), "Content-Encoding: gzip")),
        record(answer(b"5\r\nabcde\r\n0\r\n\r\n", "Transfer-Encoding: chunked")),
        record(PAGE, "resource", "Content-Type: text/html"),
    ]
    return b"".join(gzip.compress(part, mtime=0) if packed else part for part in parts)


@settings(max_examples=300)
@given(packed=st.booleans(), seed=st.integers(0, 2**32), rounds=st.integers(1, 6))
def test_no_damage_raises(packed: bool, seed: int, rounds: int) -> None:
    chance = random.Random(seed)
    data = bytearray(archive_bytes(packed))
    for _ in range(rounds):
        at = chance.randrange(len(data) + 1)
        to = min(len(data), at + chance.randrange(1, 60))
        kind = chance.randrange(4)
        if kind == 0:
            del data[at:to]
        elif kind == 1:
            data[at:at] = chance.randbytes(to - at)
        elif kind == 2:
            data[at:at] = data[at // 2 : at // 2 + 300]
        else:
            data[at:to] = chance.randbytes(to - at)
    taken, problems = take(bytes(data))
    assert len(taken) + len(problems) > 0 or not data
    assert all(one.url and one.fetched_at.tzinfo is dt.UTC for one in taken)


def peak_memory(path: Path) -> tuple[int, int, int]:
    tracemalloc.start()
    problems: list[int] = []
    taken = sum(1 for _ in iter_captures(path, on_problem=lambda offset, _: problems.append(offset)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return taken, len(problems), peak


def big_file(path: Path, megabytes: int) -> None:
    page = gzip.compress(record(answer(os.urandom(1_000_000))), 1)
    huge = gzip.compress(record(answer(bytes(60_000_000))), 1)
    with path.open("wb") as file:
        for number in range(megabytes):
            file.write(huge if number % 20 == 7 else page)


def test_memory_stays_bounded(tmp_path: Path) -> None:
    path = tmp_path / "big.warc.gz"
    big_file(path, 40)
    taken, problems, peak = peak_memory(path)
    assert (taken, problems) == (38, 2)
    assert peak < 3 * MAX_BODY


@pytest.mark.soak
def test_memory_stays_flat_on_a_gigabyte(tmp_path: Path) -> None:
    path = tmp_path / "big.warc.gz"
    big_file(path, 1000)
    taken, problems, peak = peak_memory(path)
    assert (taken, problems) == (950, 50)
    assert peak < 3 * MAX_BODY
