"""The Wayback Machine's index and its addresses."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from pipelines.webarchives.cdx import CdxRow, WebArchiveError
from pipelines.webarchives.wayback import capture_url, cdx_url, parse_capture_url, parse_cdx

ORIGINAL = "http://kotabogor.go.id/index.php/show_post/detail/103498/rapat-desk?a=1&b=2"
HEADER = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
LINE = ["id,go,kotabogor)/x", "20240910010203", ORIGINAL, "text/html", "200", "ABC", "1234"]
ROW = CdxRow(ORIGINAL, dt.datetime(2024, 9, 10, 1, 2, 3, tzinfo=dt.UTC), "text/html", 200, "ABC", 1234)


def answer(*lines: list[str]) -> bytes:
    return json.dumps(list(lines)).encode()


def test_the_index_is_asked_for_good_pages_below_a_prefix() -> None:
    url = cdx_url("kotabogor.go.id/index.php/show_post/detail/", base="http://127.0.0.1:8000/", limit=3)
    assert url.startswith("http://127.0.0.1:8000/cdx/search/cdx?")
    assert parse_qsl(urlsplit(url).query) == [
        ("url", "kotabogor.go.id/index.php/show_post/detail/"),
        ("matchType", "prefix"),
        ("output", "json"),
        ("fl", "original,timestamp,mimetype,statuscode,digest,length"),
        ("filter", "statuscode:200"),
        ("filter", "mimetype:text/html"),
        ("limit", "3"),
        ("showResumeKey", "true"),
    ]


@pytest.mark.parametrize(
    "key", ["id,go,kotabogor)/index.php 20240910010203!", "id%2Cgo%2Ckotabogor%29%2F+20240910010203%21"]
)
def test_a_resume_key_is_sent_back_as_it_is_meant(key: str) -> None:
    page = parse_cdx(answer(HEADER, LINE, [], [key]))
    assert (page.rows, page.resume_key) == ((ROW,), key)
    sent = cdx_url("x", resume_key=page.resume_key).rpartition("&resumeKey=")[2]
    assert sent.startswith("id%2Cgo%2Ckotabogor%29%2F")
    assert sent.endswith("+20240910010203%21")


def test_rows_are_read_by_the_names_of_their_columns() -> None:
    shuffled = [list(reversed(HEADER)), list(reversed(LINE))]
    assert parse_cdx(answer(*shuffled)).rows == (ROW,)
    assert parse_cdx(answer(HEADER, LINE)).resume_key is None


@pytest.mark.parametrize("nothing", [b"[]", b"", b"\n", answer(HEADER)])
def test_no_captures_are_no_error(nothing: bytes) -> None:
    assert parse_cdx(nothing) == ((), None, ())


def test_rows_that_make_no_sense_are_handed_over_and_the_others_taken() -> None:
    revisit = [*LINE[:3], "warc/revisit", "-", "ABC", "600"]
    wrong_day = [LINE[0], "20241310010203", *LINE[2:]]
    short = LINE[:4]
    page = parse_cdx(answer(HEADER, revisit, LINE, wrong_day, short))
    assert page.rows == (ROW,)
    assert page.rejected == tuple(json.dumps(one) for one in (revisit, wrong_day, short))


@pytest.mark.parametrize(
    "body", [answer(HEADER, LINE)[:-20], b"<html>Too many requests</html>", b'{"a": 1}', b'["a"]']
)
def test_an_answer_that_is_no_index_is_an_error(body: bytes) -> None:
    with pytest.raises(WebArchiveError, match="answered"):
        parse_cdx(body)


def test_captures_have_addresses_that_tell_their_time() -> None:
    url = capture_url(ROW)
    assert url == f"https://web.archive.org/web/20240910010203id_/{ORIGINAL}"
    assert parse_capture_url(url) == (ROW.timestamp, ORIGINAL)
    assert capture_url(ROW, base="http://127.0.0.1:1/").startswith("http://127.0.0.1:1/web/2024")
    nearest = parse_capture_url("http://127.0.0.1:1/web/20240911000000id_/" + ORIGINAL)
    assert nearest is not None
    assert nearest.timestamp == dt.datetime(2024, 9, 11, tzinfo=dt.UTC)
    for other in (ORIGINAL, "https://web.archive.org/", "https://web.archive.org/web/20249911000000id_/x"):
        assert parse_capture_url(other) is None
