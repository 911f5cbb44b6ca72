"""From a served site to a dataset: every article, every field, and nothing done twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.corpora import by_id, files, plain, rows, show_post_range
from support.crawling import Clock, command, night
from support.expected import expected

from crawler.minisite.content import make_site
from crawler.minisite.server import MiniSite, serve
from pipelines.sites import SITES

FIELDS = (
    "title", "published_date", "published_at", "body", "tags", "related_links", "images", "event_date", "url",
    "post_id", "source",
)  # fmt: skip


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory):
    data = tmp_path_factory.mktemp("corpus") / "data"
    site = make_site()
    with serve(site) as server:
        summary = night(data, server.url, **show_post_range(site))
    assert summary.code == 0, summary
    return site, data


@pytest.mark.parametrize("field", FIELDS)
def test_every_article_is_exactly_what_the_site_was_built_from(crawled, field: str) -> None:
    site, data = crawled
    stored = by_id(data)
    wanted = {post.article_id: expected(post, site) for post in site.posts()}
    assert stored.keys() == wanted.keys()
    assert any(field in truth for truth in wanted.values())
    wrong = {
        article_id: (stored[article_id][field], plain(truth[field]))
        for article_id, truth in wanted.items()
        if field in truth and stored[article_id][field] != plain(truth[field])
    }
    assert not wrong


def test_the_corpus_keeps_every_invariant(crawled) -> None:
    _, data = crawled
    answer = command("verify", "--data", data)
    assert (answer.returncode, answer.stderr) == (0, "")


def test_articles_of_both_generations_with_one_text_are_found(crawled) -> None:
    _, data = crawled
    stored = by_id(data)
    twins = {row["article_id"]: row["duplicate_of"] for row in stored.values() if row["duplicate_of"]}
    assert len(twins) >= 3
    for article_id, older in twins.items():
        assert "duplicate" in stored[article_id]["quality"]
        assert stored[older]["published_date"] <= stored[article_id]["published_date"]
        assert stored[older]["duplicate_of"] is None


def test_a_quiet_night_asks_little_and_touches_nothing(server: MiniSite, tmp_path: Path) -> None:
    clock = Clock("2026-03-01T01:00:00+07:00")
    night(tmp_path, server.url, clock)
    before = files(tmp_path)
    for _ in range(2):
        clock.move(hours=24)
        asked = len(server.log)
        assert night(tmp_path, server.url, clock).code == 0
        paths = [entry.path for entry in server.log[asked:]]
        assert paths.count("/robots.txt") == 1
        assert paths.count("/index.php/rss_berita") == 1
        assert sum(path.startswith("/berita?page=") for path in paths) <= 5
        assert not [path for path in paths if "detail" in path]
    assert files(tmp_path) == before


def test_without_articles_there_is_one_file_with_zero_rows(tmp_path: Path) -> None:
    with serve(make_site(0, 0)) as server:
        summary = night(tmp_path, server.url)
    assert summary.code == 3
    assert [row for name in ("articles", "revisions") for row in rows(tmp_path, name)] == []
    assert len(files(tmp_path)) == 2


def test_a_limit_takes_the_newest_first_and_the_next_run_goes_on(server: MiniSite, tmp_path: Path) -> None:
    newest = [post.article_id for post in server.site.listing()[:7]]
    night(tmp_path, server.url, sources=("berita",), limit=7)
    assert sorted(by_id(tmp_path)) == sorted(newest)
    for _ in range(20):
        night(tmp_path, server.url, sources=("berita",), limit=7)
    assert len(by_id(tmp_path)) == len(server.site.listing())


def test_scrapy_crawl_ends_in_the_same_dataset(server: MiniSite, tmp_path: Path) -> None:
    scrapy = Path(sys.executable).with_name("scrapy")
    settings = ["-s", f"BOGOR_DATA={tmp_path / 'a'}", "-s", f"BOGOR_BASE_URL={server.url}"]
    quick = ["-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0"]
    home = Path(__file__).parents[2]
    for name in ("berita", "show_post"):
        subprocess.run([scrapy, "crawl", name, *settings, *quick], check=True, cwd=home, capture_output=True)
    night(tmp_path / "b", server.url)
    columns = ("article_id", "title", "published_date", "body", "status", "duplicate_of")
    one, other = ([[row[name] for name in columns] for row in rows(tmp_path / which)] for which in ("a", "b"))
    assert one == other
    listed = subprocess.run([scrapy, "list"], check=True, cwd=home, capture_output=True, text=True)
    assert listed.stdout.split() == sorted(["berita", "show_post", *SITES])


def test_show_and_status_tell_what_was_stored(crawled) -> None:
    site, data = crawled
    post = site.posts()[0]
    answer = json.loads(command("show", post.article_id, "--json", "--data", data).stdout)
    assert [version["body"] for version in answer] == [post.body]
    assert post.title in " ".join(command("show", post.url + "?utm_source=x", "--data", data).stdout.split())
    facts = json.loads(command("status", "--json", "--data", data).stdout)
    assert {s["source"]: s["live"] for s in facts["sources"]} == {"berita": 64, "show_post": 112}
    assert command("status", "--data", data).returncode == 0


def test_an_old_corpus_is_called_stale(crawled) -> None:
    _, data = crawled  # its run ended in 2025
    stale = command("status", "--max-age", "30", "--data", data)
    assert stale.returncode == 1
    assert "stale" in stale.stderr
    assert command("status", "--max-age", "1e9", "--data", data).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["crawl", "--bogus"], 2, "--bogus"),
        (["crawl", "--source", "nowhere"], 2, "nowhere"),
        (["crawl", "--delay", "0"], 2, "0.5"),
        (["crawl", "--delay", "nan"], 2, "too short"),
        (["crawl", "--base-url", "kotabogor"], 2, "http://"),
        (["crawl", "--start-id", "3"], 2, "--end-id"),
        (["crawl", "--start-id", "9", "--end-id", "3"], 2, "exchange"),
        (["crawl", "--limit", "-1"], 2, "-1"),
        (["crawl", "--base-url", "http://127.0.0.1:9", "--delay", "0", "--data", "{tmp}/new"], 3, "refused"),
        (["crawl", "--base-url", "http://127.0.0.1:9", "--data", "/dev/null/corpus"], 1, "/dev/null"),
        (["status", "--data", "{tmp}/nothing"], 1, "crawl"),
        (["verify", "--data", "{tmp}/nothing"], 1, "crawl"),
        (["show", "berita:1", "--data", "{tmp}/nothing"], 1, "crawl"),
        (["extract", "{tmp}/no-html.html"], 1, "not_html"),
        (["extract", "{tmp}/absent.html"], 1, "absent.html"),
        (["parse-date", "--now", "tomorrow", "x"], 2, "ISO"),
        ([], 2, "COMMAND"),
    ],
)
def test_bad_input_gets_one_clear_line(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    (tmp_path / "no-html.html").write_bytes(os.urandom(4000))
    answer = command(*(argument.format(tmp=tmp_path) for argument in arguments))
    assert answer.returncode == code, answer
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr + answer.stdout
    assert len(answer.stderr.strip().splitlines()) == 1


def test_parse_date_prints_a_json_line_a_text() -> None:
    answer = command("parse-date", "Jum'at, 06 September 2024", "Tahun Anggaran 2024")
    lines = [json.loads(line) for line in answer.stdout.splitlines()]
    assert lines == [
        {"text": "Jum'at, 06 September 2024", "date": "2024-09-06", "datetime": None, "flags": []},
        {"text": "Tahun Anggaran 2024", "date": None, "datetime": None, "flags": []},
    ]


def test_the_demo_leaves_another_corpus_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "corpus.sqlite").write_text("my own")
    refused = command("demo", "--data", tmp_path / "mine")
    assert (refused.returncode, (tmp_path / "mine" / "corpus.sqlite").read_text()) == (2, "my own")
