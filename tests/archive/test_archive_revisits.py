"""Revisits refer to answers in the same or in another file, earlier or later; those that add nothing are skipped."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from archive_samples import PAGE, URL

from pipelines.archive import Answers, Capture, iter_captures
from pipelines.archive.exchange import digest

DIGEST = f"WARC-Payload-Digest: {digest(PAGE)}"
OTHER_URL = URL + "-lain"


def record(kind: str, url: str, day: int, block: bytes, *fields: str) -> bytes:
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        f"WARC-Date: 2019-05-{day:02}T07:08:09Z",
        f"Content-Length: {len(block)}",
        *fields,
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def answer(url: str = URL, *fields: str) -> bytes:
    return record("response", url, 1, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE, *fields)


def revisit(url: str, *fields: str, status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    return record("revisit", url, 9, head.encode(), *fields)


def take(tmp_path: Path, *files: bytes) -> tuple[list[Capture], list[str]]:
    answers, problems, taken = Answers(), [], []
    for number, data in enumerate(files):
        path = tmp_path / f"{number}.warc"
        path.write_bytes(data)
        taken += iter_captures(path, on_problem=lambda _, reason: problems.append(reason), answers=answers)
    taken += answers.late(lambda _file, _offset, reason: problems.append(reason))
    return taken, problems


BY_DIGEST = revisit(OTHER_URL, DIGEST)
BY_TIME = revisit(OTHER_URL, f"WARC-Refers-To-Target-URI: {URL}", "WARC-Refers-To-Date: 2019-05-01T07:08:09Z")


@pytest.mark.parametrize("reference", [BY_DIGEST, BY_TIME], ids=["digest", "address_and_time"])
@pytest.mark.parametrize("is_first", [False, True])
@pytest.mark.parametrize("is_one_file", [False, True])
def test_a_revisit_of_another_address_is_a_capture(
    tmp_path: Path, reference: bytes, is_first: bool, is_one_file: bool
) -> None:
    files = [reference, answer()] if is_first else [answer(), reference]
    taken, problems = take(tmp_path, b"".join(files)) if is_one_file else take(tmp_path, *files)
    assert problems == []
    (late,) = [one for one in taken if one.url == OTHER_URL]
    assert (late.body, late.status) == (PAGE, 200)
    assert late.fetched_at == dt.datetime(2019, 5, 9, 7, 8, 9, tzinfo=dt.UTC)
    assert late.headers == (("Content-Type", "text/html; charset=utf-8"),)


@pytest.mark.parametrize("fields", [(DIGEST,), ()])
def test_an_answer_counts_by_the_digest_of_its_payload_where_it_names_none(
    tmp_path: Path, fields: tuple[str, ...]
) -> None:
    taken, problems = take(tmp_path, answer(URL, *fields), BY_DIGEST)
    assert (len(taken), problems) == (2, [])


@pytest.mark.parametrize(
    "nothing_new",
    [
        revisit(URL, DIGEST),
        revisit(URL, "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/server-not-modified"),
        revisit(URL, status="304 Not Modified"),
        revisit(OTHER_URL, status="304 Not Modified"),
    ],
)
@pytest.mark.parametrize("is_first", [False, True])
def test_a_revisit_that_adds_nothing_is_skipped(tmp_path: Path, nothing_new: bytes, is_first: bool) -> None:
    files = [nothing_new, answer()] if is_first else [answer(), nothing_new]
    taken, problems = take(tmp_path, *files)
    assert ([one.url for one in taken], problems) == ([URL], [])


def test_a_revisit_of_nothing_at_hand_is_reported_once(tmp_path: Path) -> None:
    taken, problems = take(tmp_path, answer(), revisit(OTHER_URL, "WARC-Payload-Digest: sha1:LAIN"))
    assert ([one.url for one in taken], problems) == ([URL], ["its content is stored elsewhere"])
