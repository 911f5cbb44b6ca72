from __future__ import annotations

import json
import re
import unicodedata

from crawler.cli.main import main


def test_an_article_its_facts_and_its_history(nights, capsys):
    assert main(["show", "https://www.kotabogor.go.id/berita-detail/3/", "--data", str(nights)]) == 0
    shown = capsys.readouterr().out
    assert re.match(r"Judul .*<b>yang</b> & lain", shown)
    assert "·  berita:3  ·  live  ·  2 versions\nhttps://kotabogor.go.id/berita-detail/3\n" in shown
    assert re.search(r"^capture   \S+\.warc\.gz at \d+, 2026-03-02 18:00 UTC$", shown, re.M)
    history = shown.partition("History, newest first\n")[2].splitlines()
    assert history[0] == "2026-03-02 18:00 UTC  edited    version 2"
    assert history[1].startswith("  title: [-")
    assert history[-1] == "2026-02-28 18:00 UTC  new       version 1"
    assert [c for c in shown if c != "\n" and unicodedata.category(c) in ("Cc", "Cf")] == []


def test_json_holds_every_version_and_nothing_a_terminal_obeys(nights, capsys):
    assert main(["show", "berita:3", "--json", "--data", str(nights)]) == 0
    shown = capsys.readouterr().out
    assert [version["revision"] for version in json.loads(shown)] == [1, 2]
    assert [c for c in shown if c != "\n" and unicodedata.category(c) in ("Cc", "Cf")] == []
