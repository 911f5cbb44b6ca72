"""The stand-in for the web archives follows their protocols."""

import base64
import datetime as dt
import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from urllib.parse import quote

import attrs
import pytest
from support.http_client import Client
from support.webarchives import ArchiveServer, Capture, CommonCrawl, Wayback, capture_site
from warcio.archiveiterator import ArchiveIterator

from crawler.minisite.content import make_site
from crawler.minisite.server import running

PREFIX = "kotabogor.go.id/index.php/show_post/detail/"
CDX = f"/cdx/search/cdx?url={PREFIX}&matchType=prefix&output=json"
FIRST = dt.datetime(2025, 2, 3, 3, tzinfo=dt.UTC)


def history() -> list[Capture]:
    """Twelve posts at three moments: captured, one edited, one gone; with a broken and an empty capture."""
    site = make_site(0, 12)
    captures = capture_site(site, FIRST)
    edited = site.newest("show_post")[2]
    site.edit(edited.article_id, paragraphs=("Naskah yang diperbaiki.", *edited.paragraphs[1:]))
    later = capture_site(site, FIRST + dt.timedelta(days=60))
    later[0] = attrs.evolve(later[0], damage="truncated")
    later[1] = attrs.evolve(later[1], damage="empty")
    gone = Capture("20250501000000", captures[3].url, b"<html>404</html>", status=404)
    other = Capture("20250501000001", "http://www.kotabogor.go.id/index.php/galeri", b"<html>galeri</html>")
    return [*captures, *later, gone, other]


@pytest.fixture(scope="module")
def captures() -> list[Capture]:
    return history()


@pytest.fixture(scope="module")
def wayback(captures) -> Iterator:
    with running(ArchiveServer(Wayback(captures))) as server:
        yield Client(server)


@pytest.fixture(scope="module")
def crawl(captures) -> Iterator:
    with running(ArchiveServer(CommonCrawl(captures), too_fast=503)) as server:
        yield Client(server)


def rows(client, tail="", query=CDX):
    answer = client.get(query + tail)
    assert answer.headers["Content-Type"] == "application/json"
    return json.loads(answer.body)


def test_the_index_begins_with_its_header(wayback):
    header, *found = rows(wayback)
    assert header == ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
    assert len(found) == 25
    assert found == sorted(found, key=lambda r: (r[0], r[1]))
    assert found[0][0].startswith("id,go,kotabogor)/index.php/show_post/detail/1038")


def test_no_hits_are_an_empty_list(wayback):
    assert rows(wayback, query="/cdx/search/cdx?url=kotabogor.go.id/tidak/ada&output=json") == []


def test_fields_filters_and_time_range(wayback):
    fields = "&fl=timestamp,statuscode"
    assert rows(wayback, fields + "&filter=statuscode:404")[1:] == [["20250501000000", "404"]]
    assert len(rows(wayback, "&filter=!statuscode:404&filter=mimetype:text/html")) == 25
    assert len(rows(wayback, "&filter=mimetype:image/png")) == 0
    assert len(rows(wayback, "&from=20250301")) - 1 == 13
    assert len(rows(wayback, "&from=2025&to=202502")) - 1 == 12


def test_collapsing_keeps_the_first_of_equal_neighbours(wayback):
    by_key = rows(wayback, "&collapse=urlkey")[1:]
    assert len(by_key) == 12
    assert {r[1][:8] for r in by_key} == {"20250203"}
    assert len(rows(wayback, "&collapse=timestamp:6")) - 1 == 25


def test_an_exact_address_and_one_with_a_star(wayback, captures):
    exact = f"/cdx/search/cdx?url={quote(captures[0].url)}&output=json"
    assert len(rows(wayback, query=exact)) - 1 == 2
    star = "/cdx/search/cdx?url=kotabogor.go.id/*&output=json"
    assert len(rows(wayback, query=star)) - 1 == 26


def test_pages_are_read_with_resume_keys(wayback):
    everything = rows(wayback)[1:]
    read, tail = [], ""
    for _ in range(10):
        _, *found = rows(wayback, f"&limit=7&showResumeKey=true{tail}")
        if len(found) < 2 or found[-2] != []:
            read += found
            break
        read += found[:-2]
        tail = f"&resumeKey={found[-1][0]}"
    assert read == everything


def test_without_json_the_index_is_lines(wayback):
    text = wayback.get(CDX.replace("&output=json", "&limit=2")).text
    assert len(text.splitlines()) == 2
    assert text.split()[0].startswith("id,go,kotabogor)")


def test_a_capture_is_played_back_as_it_was(wayback, captures):
    answer = wayback.get(f"/web/{captures[5].timestamp}id_/{captures[5].url}")
    assert answer.status == 200
    assert answer.body == captures[5].body
    assert answer.headers["Content-Type"] == "text/html; charset=UTF-8"
    assert answer.headers["x-archive-orig-Cache-Control"] == "no-cache, private"
    digest = base64.b32encode(hashlib.sha1(answer.body).digest()).decode()
    assert digest in {r[5] for r in rows(wayback)[1:]}


def test_without_id_it_has_the_toolbar(wayback, captures):
    answer = wayback.get(f"/web/{captures[5].timestamp}/{captures[5].url}")
    assert b"WAYBACK TOOLBAR" in answer.body


def test_another_time_leads_to_the_nearest_capture(wayback, captures):
    answer = wayback.get(f"/web/20250101id_/{captures[4].url}")
    assert answer.status == 302
    assert answer.headers["Location"] == f"/web/{captures[4].timestamp}id_/{captures[4].url}"
    answer = wayback.get(f"/web/20250420id_/{captures[4].url}")
    assert answer.headers["Location"] == f"/web/{captures[16].timestamp}id_/{captures[4].url}"
    assert wayback.get("/web/2024id_/http://kotabogor.go.id/lain").status == 404


def test_captures_can_be_truncated_or_empty(wayback, captures):
    truncated, empty = captures[12:14]
    body = wayback.get(f"/web/{truncated.timestamp}id_/{truncated.url}").body
    assert 0 < len(body) < len(truncated.body)
    assert truncated.digest != base64.b32encode(hashlib.sha1(body).digest()).decode()
    assert wayback.get(f"/web/{empty.timestamp}id_/{empty.url}").body == b""


@pytest.mark.parametrize("status", [429, 503])
def test_asked_too_fast(captures, status):
    with running(ArchiveServer(Wayback(captures), pause=60, too_fast=status)) as server:
        client = Client(server)
        assert client.get(CDX).status == 200
        answer = client.get(CDX)
        assert (answer.status, answer.headers["Retry-After"]) == (status, "1")


def test_faults_show_on_archives_too(captures):
    with running(ArchiveServer(Wayback(captures))) as server:
        server.faults.add("status", "429:30", on="/web/", times=1)
        client = Client(server)
        path = f"/web/{captures[0].timestamp}id_/{captures[0].url}"
        assert [client.get(p).status for p in (CDX, path, path)] == [200, 429, 200]


def test_crawls_are_listed_newest_first(crawl):
    crawls = json.loads(crawl.get("/collinfo.json").body)
    assert [c["id"] for c in crawls] == ["CC-MAIN-2025-18", "CC-MAIN-2025-14", "CC-MAIN-2025-06"]
    assert crawls[0]["cdx-api"] == f"{crawl.server.url}/CC-MAIN-2025-18-index"


def index(crawl, tail):
    return crawl.get(f"/CC-MAIN-2025-06-index?url={PREFIX}*&output=json{tail}")


def test_an_index_is_read_page_by_page(crawl):
    assert json.loads(index(crawl, "&showNumPages=true").body)["pages"] == 3
    lines = [json.loads(line) for n in range(3) for line in index(crawl, f"&page={n}").text.splitlines()]
    assert len(lines) == len({line["url"] for line in lines}) == 12
    wanted = {
        "url",
        "timestamp",
        "mime",
        "mime-detected",
        "status",
        "digest",
        "length",
        "offset",
        "filename",
        "languages",
    }
    assert wanted <= set(lines[0])
    assert index(crawl, "&page=3").status == 400


def test_no_hits_in_a_crawl_are_a_404_with_a_message(crawl):
    answer = crawl.get("/CC-MAIN-2025-06-index?url=kotabogor.go.id/lain/*&output=json")
    assert answer.status == 404
    assert "No Captures found" in json.loads(answer.body)["message"]


def test_a_record_is_one_gzip_member_at_its_range(crawl, captures):
    for page in range(3):
        for line in map(json.loads, index(crawl, f"&page={page}").text.splitlines()):
            first, length = int(line["offset"]), int(line["length"])
            answer = crawl.get(f"/{line['filename']}", Range=f"bytes={first}-{first + length - 1}")
            assert (answer.status, len(answer.body)) == (206, length)
            assert gzip.decompress(answer.body).startswith(b"WARC/1.")
            record = next(iter(ArchiveIterator(io.BytesIO(answer.body))))
            capture = next(c for c in captures if (c.url, c.timestamp) == (line["url"], line["timestamp"]))
            assert record.rec_headers["WARC-Target-URI"] == line["url"]
            assert record.rec_headers["WARC-Date"] == capture.moment.strftime("%Y-%m-%dT%H:%M:%SZ")
            assert record.content_stream().read() == capture.body


def test_a_damaged_record_says_so(crawl):
    lines = crawl.get(f"/CC-MAIN-2025-14-index?url={PREFIX}*&output=json").text.splitlines()
    damaged = [line for line in map(json.loads, lines) if "truncated" in line]
    assert damaged
    first, length = int(damaged[0]["offset"]), int(damaged[0]["length"])
    answer = crawl.get(f"/{damaged[0]['filename']}", Range=f"bytes={first}-{first + length - 1}")
    (record,) = ArchiveIterator(io.BytesIO(answer.body))
    assert record.rec_headers["WARC-Truncated"] == "length"


def test_a_range_beyond_the_file_is_refused(crawl):
    line = json.loads(index(crawl, "&page=0").text.splitlines()[0])
    assert crawl.get(f"/{line['filename']}", Range="bytes=99999999-99999999").status == 416
