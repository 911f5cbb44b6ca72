"""Crawls of web archives: what is fetched of an index, what becomes of it, and what a later run leaves alone."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

import attrs
import pytest
from support.corpora import broken, by_id, files, rows
from support.crawling import Clock, night
from support.webarchives import ArchiveServer, Capture, Wayback, capture_site
from webarchives_crawl.stand_ins import (
    ARCHIVES,
    FIRST,
    SECOND,
    SOURCES,
    History,
    Losing,
    fetched,
    make_history,
    versions,
)

import crawler.spiders.archive_protocols
from crawler.minisite.content import make_site
from crawler.minisite.messages import Request, Response, redirect
from crawler.minisite.server import running, serve
from pipelines.addresses import identify
from pipelines.archive import Pointer, read_capture
from pipelines.archive.reader import read_record
from pipelines.archive.records import field

NIGHT = Clock("2026-11-01T01:00:00+07:00")


@pytest.fixture(scope="module")
def past() -> History:
    return make_history()


def crawl(data: Path, captures, archive: str, sources: tuple[str, ...] = SOURCES, **options):
    with running(ArchiveServer(ARCHIVES[archive](captures))) as server:
        summary = night(data, server.url, NIGHT, sources=sources, origin=archive, **options)
        return summary, server


@pytest.mark.parametrize("archive", ARCHIVES)
def test_the_newest_capture_is_current_and_an_earlier_one_that_differs_an_older_revision(
    tmp_path: Path, past: History, archive: str
) -> None:
    summary, _ = crawl(tmp_path, past.captures, archive)
    assert summary.code == 0, summary
    stored = by_id(tmp_path)
    assert stored.keys() == {post.article_id for post in past.site.posts()}
    for post in past.site.posts():
        row = stored[post.article_id]
        assert (row["title"], row["body"], row["published_date"]) == (post.title, post.body, post.day)
        assert row["url"] == post.url
    history = [r for r in rows(tmp_path, "revisions") if r["article_id"] == past.edited.article_id]
    assert [row["fetched_at"].date() for row in history] == [FIRST.date(), SECOND.date()]
    assert [row["body"] == past.edited.body for row in history] == [False, True]
    others = [row for row in rows(tmp_path, "revisions") if row["article_id"] != past.edited.article_id]
    assert {row["fetched_at"].date() for row in others} == {FIRST.date()}, "later ones only confirm"
    assert broken(tmp_path) == []


@pytest.mark.parametrize("archive", ARCHIVES)
def test_a_second_run_fetches_no_capture_again(tmp_path: Path, past: History, archive: str) -> None:
    broken = [attrs.evolve(past.second[0], damage="truncated"), *past.second[1:]]
    crawl(tmp_path, past.first + broken, archive)
    before = files(tmp_path)
    summary, server = crawl(tmp_path, past.first + broken, archive)
    assert summary.code == 0
    assert fetched(server) == []
    assert files(tmp_path) == before


def test_both_archives_together_fetch_a_payload_once(tmp_path: Path, past: History) -> None:
    crawl(tmp_path, past.captures, "wayback")
    _, server = crawl(tmp_path, past.captures, "commoncrawl")
    assert fetched(server) == []


def test_an_index_is_read_to_its_end(tmp_path: Path, past: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawler.spiders.archive_protocols, "ROWS_PER_ANSWER", 5)
    _, server = crawl(tmp_path, past.captures, "wayback", sources=("show_post",))
    keyed = [entry.path for entry in server.log if "resumeKey=" in entry.path]
    assert len(keyed) == 4  # 24 captures, five at a time
    assert len(by_id(tmp_path)) == 12
    _, server = crawl(tmp_path / "crawl", past.captures, "commoncrawl")
    assert {entry.path.rpartition("page=")[2] for entry in server.log if "&page=" in entry.path} == {
        "0",
        "1",
        "2",
    }
    assert len(by_id(tmp_path / "crawl")) == 12


def test_an_index_that_always_gives_another_key_is_read_up_to_a_bound(
    tmp_path: Path, past: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crawler.spiders.archive_protocols, "ROWS_PER_ANSWER", 1)
    monkeypatch.setattr(crawler.spiders.archive_protocols, "MOST_ANSWERS", 3)
    _, server = crawl(tmp_path, past.captures, "wayback")
    assert len([entry for entry in server.log if entry.path.startswith("/cdx/")]) <= 3 * 4


@pytest.mark.parametrize(
    ("archive", "status", "on"), [("wayback", 429, "/web/"), ("commoncrawl", 503, "-index")]
)
def test_an_archive_that_answers_429_is_left_alone_as_long_as_it_asks(
    tmp_path: Path, past: History, archive: str, status: int, on: str
) -> None:
    with running(ArchiveServer(ARCHIVES[archive](past.first))) as server:
        server.faults.add("status", f"{status}:1", on=on, times=1)
        summary = night(tmp_path, server.url, NIGHT, sources=("show_post",), origin=archive)
    asked = [entry.status for entry in server.log if entry.path == server.log[-1].path]
    assert summary.code == 0
    assert sum(entry.status == status for entry in server.log) == 1
    assert asked[-1] != status
    assert len(by_id(tmp_path)) == 12


def damaged_second(past: History) -> list[Capture]:
    """The second round as exact copies of the first one's payloads, half of which did not come whole."""
    copies = [
        attrs.evolve(one, timestamp=two.timestamp) for one, two in zip(past.first, past.second, strict=True)
    ]
    copies[0] = attrs.evolve(copies[0], damage="truncated")
    copies[1] = attrs.evolve(copies[1], damage="empty")
    return copies


@pytest.mark.parametrize("archive", ARCHIVES)
def test_damaged_captures_are_replaced_by_others_of_the_same_payload(
    tmp_path: Path, past: History, archive: str
) -> None:
    copies = damaged_second(past)
    summary, _ = crawl(tmp_path, past.first + copies, archive)
    assert "2 damaged" in summary.line
    stored = {row["fetched_at"].strftime("%Y%m%d%H%M%S") for row in rows(tmp_path)}
    wanted = {past.first[0].timestamp, past.first[1].timestamp, *(c.timestamp for c in copies[2:])}
    assert stored == wanted


def test_an_article_without_a_whole_capture_makes_no_row(tmp_path: Path, past: History) -> None:
    copies = damaged_second(past)
    summary, _ = crawl(tmp_path, copies, "wayback")
    assert summary.code == 0
    assert len(by_id(tmp_path)) == 10


def test_a_page_with_its_closing_tag_is_accepted_although_its_digest_differs(
    tmp_path: Path, past: History
) -> None:
    class Rechunked(Capture):
        """Listed with the digest of other bytes, as captures of chunked answers are."""

        @property
        def digest(self) -> str:
            return "A" * 32

    one = past.first[0]
    crawl(tmp_path, [Rechunked(one.timestamp, one.url, one.body)], "wayback")
    assert len(by_id(tmp_path)) == 1


def test_a_redirect_to_a_capture_that_is_listed_is_not_stored_twice(tmp_path: Path, past: History) -> None:
    with running(ArchiveServer(Losing(past.captures, past.first))) as server:
        summary = night(tmp_path, server.url, NIGHT, sources=SOURCES, origin="wayback")
        assert (summary.code, len(by_id(tmp_path))) == (0, 12)
        assert {row["fetched_at"].date() for row in rows(tmp_path, "revisions")} == {FIRST.date()}
        asked = len(fetched(server))
        night(tmp_path, server.url, NIGHT, sources=SOURCES, origin="wayback")
        assert len(fetched(server)) == asked


def test_a_redirect_to_a_capture_that_is_not_listed_makes_a_version(tmp_path: Path, past: History) -> None:
    edited = next(one for one in past.second if past.edited.path in one.url)
    with running(ArchiveServer(Losing(past.first, [edited]))) as server:
        for _ in range(2):
            night(tmp_path, server.url, NIGHT, sources=SOURCES, origin="wayback")
        (row,) = rows(tmp_path, "revisions")
        assert (row["article_id"], row["fetched_at"]) == (past.edited.article_id, edited.moment)
        assert row["body"] == past.edited.body
        assert len(fetched(server)) == len(past.first) + 1


def test_a_redirect_to_another_spelling_of_the_address_is_followed(tmp_path: Path, past: History) -> None:
    (one,) = past.first[:1]
    playback = Wayback([one])

    def respelled(request: Request) -> Response:
        plain = request.target.replace("//www.", "//")
        if "id_/" in plain and plain == request.target:
            return redirect(plain.replace("//kotabogor", "//www.kotabogor"))
        return playback(Request(request.method, plain))

    with running(ArchiveServer(respelled)) as server:
        summary = night(tmp_path, server.url, NIGHT, sources=SOURCES, origin="wayback")
        assert len(fetched(server)) == 2
    assert summary.code == 0
    (row,) = rows(tmp_path, "revisions")
    assert row["fetched_at"] == one.moment


def test_a_redirect_to_another_article_is_not_followed(tmp_path: Path, past: History) -> None:
    lost, other = past.first[0], past.first[1]
    playback = Wayback(past.first)

    def astray(request: Request) -> Response:
        wanted = request.path.startswith("/web/") and request.target.endswith(urlsplit(lost.url).path)
        return redirect(f"/web/{other.timestamp}id_/{other.url}") if wanted else playback(request)

    with running(ArchiveServer(astray)) as server:
        summary = night(tmp_path, server.url, NIGHT, sources=SOURCES, origin="wayback")
    assert summary.code == 0
    expected = {
        address.article_id for one in past.first if one is not lost and (address := identify(one.url))
    }
    assert by_id(tmp_path).keys() == expected
    assert summary.figures.counts["show_post"]["damaged"] == 1
    assert len(fetched(server)) == len(past.first)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_that_lead_ever_further_are_followed_three_times(
    tmp_path: Path, past: History, status: int
) -> None:
    playback = Wayback(past.first[:1])

    def further(request: Request) -> Response:
        found = re.match(r"/web/(\d{14})id_/(.+)", request.target)
        there = found and f"/web/{int(found[1]) + 1}id_/{found[2]}"
        return redirect(there, status) if there else playback(request)

    with running(ArchiveServer(further)) as server:
        summary = night(tmp_path, server.url, NIGHT, sources=SOURCES, origin="wayback")
        assert len(fetched(server)) == 1 + 3
    assert summary.figures.counts["show_post"]["damaged"] == 1
    assert by_id(tmp_path) == {}


def test_a_page_without_an_article_is_in_quarantine_unless_another_capture_has_the_article(
    tmp_path: Path, past: History
) -> None:
    late = (SECOND + dt.timedelta(days=9)).strftime("%Y%m%d%H%M%S")
    nothing = (
        b"<html><head><title>Kota Bogor</title></head><body><p>Halaman tidak ditemukan</p></body></html>"
    )
    known, unknown = past.first[0], past.first[1].url.replace("show_post/detail/", "show_post/detail/9")
    captures = [known, Capture(late, known.url, nothing), Capture(late, unknown, nothing)]
    for _ in range(2):
        crawl(tmp_path, captures, "wayback")
        assert len(by_id(tmp_path)) == 1
        (line,) = (tmp_path / "quarantine.jsonl").read_text().splitlines()
        assert "detail/9" in line
    assert broken(tmp_path) == []


def test_a_limit_fetches_each_article_once_before_older_versions_and_the_next_run_goes_on(
    tmp_path: Path, past: History
) -> None:
    _, server = crawl(tmp_path, past.captures, "wayback", limit=12)
    assert len(fetched(server)) == len(by_id(tmp_path)) == len(rows(tmp_path, "revisions")) == 12
    _, server = crawl(tmp_path, past.captures, "wayback")
    assert len(fetched(server)) == 12
    crawl(tmp_path / "whole", past.captures, "wayback")
    assert versions(tmp_path) == versions(tmp_path / "whole")


@pytest.mark.parametrize("archive_first", [True, False])
def test_a_live_page_and_its_captures_are_one_history_in_order_of_time(
    tmp_path: Path, archive_first: bool
) -> None:
    site = make_site(0, 6)
    article_id = site.newest("show_post")[1].article_id
    texts, captures = [], []
    for number, moment in enumerate((FIRST, FIRST + dt.timedelta(days=4), SECOND)):
        texts.append(
            site.edit(article_id, paragraphs=(f"Naskah ke-{number} dari redaksi.", "Isi tetap.")).body
        )
        captures.append(capture_site(site, moment))
    between = Clock("2026-03-06T10:00:00+07:00")

    def live(clock: Clock, text: str) -> None:
        site.edit(article_id, paragraphs=tuple(text.split("\n")))
        with serve(site) as server:
            assert night(tmp_path, server.url, clock, sources=("show_post",), full=True).code == 0

    if not archive_first:
        live(between, texts[1])
    assert crawl(tmp_path, captures[0] + captures[2], "wayback")[0].code == 0
    if archive_first:
        live(Clock("2026-05-09T10:00:00+07:00"), texts[2])
    history = [row for row in rows(tmp_path, "revisions") if row["article_id"] == article_id]
    days = [row["fetched_at"].date() for row in history]
    if archive_first:
        # The feed of the live site gave the moment of publication, with which its capture replaced the second one.
        assert days == [FIRST.date(), dt.date(2026, 5, 9)]
    else:
        assert days == [FIRST.date(), between().date(), SECOND.date()]
        live(Clock("2026-05-09T10:00:00+07:00"), texts[0])
        history = [row for row in rows(tmp_path, "revisions") if row["article_id"] == article_id]
        assert [row["body"] for row in history] == [texts[0], texts[1], texts[2], texts[0]]
    assert {row["first_seen_at"].date() for row in history} == {FIRST.date()}
    assert len(by_id(tmp_path)) == 6
    assert broken(tmp_path) == []


def test_articles_that_only_archives_have_become_gone_without_tripping_a_gate(
    tmp_path: Path, past: History
) -> None:
    crawl(tmp_path, past.captures, "wayback")
    clock = Clock("2026-11-02T01:00:00+07:00")
    with serve(make_site(5, 0)) as server:
        for status in ("live", "gone"):
            assert night(tmp_path, server.url, clock).code == 0
            found = {row["status"] for row in rows(tmp_path) if row["source"] == "show_post"}
            assert found == {status}
            clock.move(hours=24)
    assert len(by_id(tmp_path)) == 17
    assert broken(tmp_path) == []


@pytest.mark.parametrize("archive", ARCHIVES)
def test_the_archive_says_where_a_capture_came_from(tmp_path: Path, past: History, archive: str) -> None:
    _, server = crawl(tmp_path, past.first, archive)
    row = rows(tmp_path)[0]
    pointer = Pointer(row["archive_file"], row["archive_offset"])
    capture = read_capture(tmp_path / "archive", pointer)
    assert capture.url in {one.url for one in past.first}
    assert capture.fetched_at == row["fetched_at"]
    source = field(read_record(tmp_path / "archive", pointer).fields, "WARC-Source-URI")
    assert source.startswith(server.url)


def test_a_forgotten_article_is_not_fetched(tmp_path: Path, past: History) -> None:
    crawl(tmp_path, past.first[:1], "wayback")
    with sqlite3.connect(tmp_path / "corpus.sqlite") as connection:
        connection.execute("INSERT INTO tombstones VALUES (?, 'permintaan', 0)", (past.edited.article_id,))
    _, server = crawl(tmp_path, past.captures, "wayback")
    assert not [path for path in fetched(server) if past.edited.path in path]


def test_an_archive_that_is_down_or_refuses_ends_with_exit_3(tmp_path: Path, past: History) -> None:
    crawl(tmp_path, past.first, "wayback")
    before = files(tmp_path)
    gone = night(tmp_path, "http://127.0.0.1:9", NIGHT, sources=("show_post",), origin="wayback")
    assert (gone.code, gone.problems[0].startswith("show_post is unreachable")) == (3, True)
    with running(ArchiveServer(ARCHIVES["commoncrawl"](past.first))) as server:
        server.faults.add("status", "403")
        refused = night(tmp_path, server.url, NIGHT, sources=SOURCES, origin="commoncrawl")
    assert (refused.code, refused.problems[0].startswith("show_post and joomla are refused")) == (3, True)
    assert len(server.log) == 2
    assert files(tmp_path) == before


def test_an_archive_that_stops_answering_is_left_alone_and_the_next_run_goes_on(
    tmp_path: Path, past: History
) -> None:
    with running(ArchiveServer(ARCHIVES["wayback"](past.first))) as server:
        server.faults.add("status", "500", on="/web/")
        silent = night(
            tmp_path,
            server.url,
            NIGHT,
            sources=("show_post",),
            origin="wayback",
            overrides={"RETRY_TIMES": 0},
        )
        assert silent.code == 3
        assert len(fetched(server)) == 5
    crawl(tmp_path, past.first, "wayback")
    assert len(by_id(tmp_path)) == 12


def test_an_archive_without_captures_is_no_failure(tmp_path: Path) -> None:
    for archive in ARCHIVES:
        assert crawl(tmp_path, [], archive)[0].code == 0


def test_an_archive_run_does_not_change_the_state_of_the_live_site(tmp_path: Path, past: History) -> None:
    crawl(tmp_path, past.captures, "wayback")
    with sqlite3.connect(tmp_path / "corpus.sqlite") as connection:
        assert connection.execute("SELECT * FROM sources").fetchall() == []
        assert connection.execute("SELECT DISTINCT command FROM runs").fetchall() == [
            ("crawl --from wayback",)
        ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--source", "joomla"], "--from wayback"),
        (["--from", "wayback", "--full"], "--full"),
        (["--from", "wayback", "--accept"], "--accept"),
        (["--from", "commoncrawl", "--confirm-gone", "now"], "--confirm-gone"),
        (["--from", "commoncrawl", "--start-id", "1", "--end-id", "2"], "--start-id"),
        (["--from", "commoncrawl", "--delay", "0.7"], "1 seconds"),
    ],
)
def test_an_option_that_has_no_effect_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    from crawler.cli.main import main

    assert main(["crawl", "--data", str(tmp_path / "new"), *arguments]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
