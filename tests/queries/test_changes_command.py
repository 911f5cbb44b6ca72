from __future__ import annotations

import json
import re

import pytest
from lxml import etree

from crawler.cli.main import main

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def changes(nights, capsys):
    """Runs the command and returns its JSON lines."""

    def run(*arguments: str) -> list[dict]:
        assert main(["changes", *arguments, "--json", "--data", str(nights)]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_the_last_run_a_run_and_a_day(changes):
    assert changes() == []
    (edited,) = changes("--since", "2")
    assert (edited["article_id"], edited["change"], edited["fields"]) == ("berita:3", "edited", ["title"])
    assert set(edited) == {"article_id", "change", "at", "title", "url", "fields"}
    assert edited["at"] == "2026-03-02T18:00:00+00:00"
    assert changes("--since", "2026-03-02") == [edited]
    every = changes("--since", "1")
    assert [c["change"] for c in every] == ["edited"] + ["new"] * 6
    assert every == changes("--since", "2026-02-28")


def test_people_see_what_an_edit_changed(nights, capsys):
    assert main(["changes", "--since", "2", "--data", str(nights)]) == 0
    answer = capsys.readouterr()
    assert re.match(r"2026-03-02 18:00  edited    berita:3  Judul", answer.out)
    assert re.search(r"title: .*\[-.+-\]\{\+.*<b>yang</b>", answer.out.replace("\n", " "))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", answer.out)
    assert answer.err == "1 change since 2026-03-02 18:00 UTC\n"


def test_a_feed_is_valid_and_its_entries_keep_their_ids(nights, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("BOGOR_NEWS_NOW", "2026-03-05T00:00:00Z")
    one, other = tmp_path / "one.atom", tmp_path / "other.atom"
    assert main(["changes", "--atom", str(one), "--data", str(nights)]) == 0
    assert main(["changes", "--atom", str(other), "--since", "2", "--data", str(nights)]) == 0
    assert capsys.readouterr().out == ""
    feeds = [etree.parse(path).getroot() for path in (one, other)]
    for feed in feeds:
        check_atom(feed)
    every, (edited,) = (feed.findall(f"{ATOM}entry") for feed in feeds)
    assert len(every) == 7
    assert etree.tostring(every[0]).strip() == etree.tostring(edited).strip()
    assert feeds[0].findtext(f"{ATOM}updated") == edited.findtext(f"{ATOM}updated") == "2026-03-02T18:00:00Z"
    content = edited.find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert "<ins>" in content.text
    assert "&lt;b&gt;yang&lt;/b&gt; &amp; lain" in content.text
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one.atom", "other.atom"]


def test_a_feed_without_changes_is_valid_and_stays_the_same(nights, tmp_path):
    path = tmp_path / "quiet.atom"
    for _ in range(2):
        assert main(["changes", "--atom", str(path), "--since", "2026-03-20", "--data", str(nights)]) == 0
        check_atom(etree.parse(path).getroot())
        assert path.read_bytes().count(b"2026-03-20T00:00:00Z") == 1


@pytest.mark.parametrize("since", ["99", "yesterday", "2026-02-30", "-1", ""])
def test_what_is_neither_a_day_nor_a_run_is_wrong_use(nights, capsys, since):
    try:
        code = main(["changes", f"--since={since}", "--data", str(nights)])
    except SystemExit as stop:
        code = stop.code
    answer = capsys.readouterr()
    assert (code, answer.out, len(answer.err.splitlines())) == (2, "", 1)


def check_atom(feed) -> None:
    """What RFC 4287 asks of a feed and its entries."""
    assert feed.tag == f"{ATOM}feed"
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            (one,) = element.findall(f"{ATOM}{name}")
            assert one.text
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", element.findtext(f"{ATOM}id"))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", element.findtext(f"{ATOM}updated"))
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.find(f"{ATOM}link[@rel='alternate']").get("href").startswith("https://")
