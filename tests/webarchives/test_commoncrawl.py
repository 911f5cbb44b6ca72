"""Common Crawl's lists, indexes and records."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path

import pytest

from pipelines.archive import ArchiveError, ArchiveWriter, Exchange, Pointer
from pipelines.webarchives.cdx import CdxRow, WebArchiveError
from pipelines.webarchives.commoncrawl import (
    Crawl,
    collinfo_url,
    page_url,
    pages_url,
    parse_collinfo,
    parse_index,
    parse_pages,
    record_request,
    unpack,
)

ORIGINAL = "http://kotabogor.go.id/index.php/show_post/detail/103498"
MOMENT = dt.datetime(2024, 9, 10, 1, 2, 3, tzinfo=dt.UTC)
FILE = "crawl-data/CC-MAIN-2024-38/segments/1/warc/CC-MAIN-0001.warc.gz"
ROW = CdxRow(ORIGINAL, MOMENT, "text/html", 200, "ABC", 500, FILE, 1000)
FIELDS = {
    "urlkey": "id,go,kotabogor)/index.php/show_post/detail/103498",
    "url": ORIGINAL,
    "timestamp": "20240910010203",
    "mime": "text/html",
    "mime-detected": "text/html",
    "status": "200",
    "digest": "ABC",
    "length": "500",
    "offset": "1000",
    "filename": FILE,
    "languages": "ind",
}
CRAWL = Crawl("CC-MAIN-2024-38", "https://index.commoncrawl.org/CC-MAIN-2024-38-index")


def test_crawls_are_listed_newest_first_below_the_base() -> None:
    body = json.dumps(
        [
            {"id": "CC-MAIN-2024-38", "name": "September", "cdx-api": CRAWL.api},
            {"id": "CC-MAIN-2024-33", "cdx-api": "https://index.commoncrawl.org/CC-MAIN-2024-33-index"},
        ]
    ).encode()
    assert collinfo_url() == "https://index.commoncrawl.org/collinfo.json"
    assert parse_collinfo(body)[0] == CRAWL
    local = parse_collinfo(body, base="http://127.0.0.1:9/cc/")
    assert [one.api for one in local] == [
        "http://127.0.0.1:9/cc/CC-MAIN-2024-38-index",
        "http://127.0.0.1:9/cc/CC-MAIN-2024-33-index",
    ]


@pytest.mark.parametrize(
    "body", [b"", b"<html>503</html>", b"{}", b'[{"id": "x"}]', b'["x"]', b'[{"id": "x", "cdx-api": 1}]']
)
def test_a_list_of_crawls_that_is_none_is_an_error(body: bytes) -> None:
    with pytest.raises(WebArchiveError, match="Common Crawl"):
        parse_collinfo(body)


def test_an_index_is_asked_page_by_page() -> None:
    query = "?url=kotabogor.go.id%2Findex.php%2Fshow_post%2Fdetail%2F%2A&output=json"
    prefix = "kotabogor.go.id/index.php/show_post/detail/"
    assert pages_url(CRAWL, prefix) == f"{CRAWL.api}{query}&showNumPages=true"
    assert page_url(CRAWL, prefix, 2) == f"{CRAWL.api}{query}&page=2"
    assert parse_pages(b'{"pages": 3, "pageSize": 5, "blocks": 11}\n') == 3


@pytest.mark.parametrize("body", [b"", b"[]", b'{"message": "x"}', b'{"pages": "3"}', b'{"pages": -1}'])
def test_a_number_of_pages_that_is_none_is_an_error(body: bytes) -> None:
    with pytest.raises(WebArchiveError, match="Common Crawl"):
        parse_pages(body)


def test_an_index_page_is_one_object_a_line() -> None:
    lines = [FIELDS, FIELDS | {"mime-detected": None, "digest": "sha1:ABC"}]
    page = parse_index("\n".join(map(json.dumps, lines)).encode() + b"\n")
    assert page == ((ROW, ROW), ())


def test_no_captures_are_no_error() -> None:
    assert parse_index(b'{"message": "No Captures found for: kotabogor.go.id/*"}') == ((), ())
    assert parse_index(b"") == ((), ())


def test_lines_that_make_no_sense_are_handed_over_and_the_others_taken() -> None:
    wrong = [
        json.dumps(FIELDS | {"timestamp": "2024"}),
        json.dumps({"url": ORIGINAL}),
        '["a"]',
        "3",
        '{"url": "cut',
    ]
    page = parse_index("\n".join([wrong[0], json.dumps(FIELDS), *wrong[1:]]).encode())
    assert page == ((ROW,), tuple(wrong))


def test_a_record_is_asked_for_by_its_bytes() -> None:
    assert record_request(ROW) == (f"https://data.commoncrawl.org/{FILE}", {"Range": "bytes=1000-1499"})
    assert record_request(ROW, base="http://127.0.0.1:9/")[0] == f"http://127.0.0.1:9/{FILE}"


@pytest.fixture
def member(tmp_path: Path) -> bytes:
    exchange = Exchange(
        url=ORIGINAL,
        method="GET",
        request_headers=(),
        status=200,
        reason="OK",
        response_headers=[("Content-Type", "text/html"), ("Content-Encoding", "gzip")],
        body=gzip.compress(b"<p>Pemkot Bogor menggelar rapat.</p>"),
        fetched_at=MOMENT,
    )
    writer = ArchiveWriter(tmp_path, {}, clock=lambda: MOMENT)
    stored = writer.append(exchange)
    writer.close()
    return (tmp_path / stored.pointer.file).read_bytes()[stored.pointer.offset :]


def test_a_record_is_unpacked(member: bytes) -> None:
    capture = unpack(member, ROW)
    assert (capture.url, capture.body) == (ORIGINAL, b"<p>Pemkot Bogor menggelar rapat.</p>")
    assert (capture.fetched_at, capture.pointer) == (MOMENT, Pointer(FILE, 1000))


def test_a_record_that_is_not_the_one_listed_is_an_error(member: bytes) -> None:
    with pytest.raises(ArchiveError, match="the gzip member is cut short"):
        unpack(member[:-20], ROW)
    with pytest.raises(ArchiveError, match="there is no answer"):
        unpack(b"", ROW)
    with pytest.raises(ArchiveError, match=r"warc\.gz at 1000: no record starts there"):
        unpack(b"<html>503 Slow down</html>", ROW)
    with pytest.raises(ArchiveError, match="capture of another page, http://kotabogor"):
        unpack(member, ROW._replace(original="http://kotabogor.go.id/index.php/show_post/detail/1"))
