from __future__ import annotations

import importlib.util
import json
import re
from html.parser import HTMLParser

import pytest
from report_corpora import NOW, row, write

from crawler.cli.main import main
from pipelines.corpus.runs import RunRecord
from pipelines.report.facts import ReportData, gather
from pipelines.report.page import render, script_json

HOSTILE = "</script><script>alert(1)</script><!-- & \u2028 \"'> <img src=x onerror=alert(2)>"


@pytest.fixture
def moment(monkeypatch):
    monkeypatch.setenv("BOGOR_NEWS_NOW", NOW.isoformat())


def page(rows, **values) -> str:
    return render(gather(rows, [], forgotten=values.get("forgotten", 0), now=NOW))


class Scripts(HTMLParser):
    """Collects the script elements, and the names of all others."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.tags: list[str] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self._inside = tag == "script"
        if self._inside:
            self.scripts.append("")

    def handle_endtag(self, tag):
        self._inside = False

    def handle_data(self, data):
        if self._inside:
            self.scripts[-1] += data


def test_script_json_survives_every_text():
    text = script_json({"x": [HOSTILE]})
    assert not re.search("[<>&\u2028]", text)
    assert json.loads(text) == {"x": [HOSTILE]}


def test_a_hostile_corpus_is_only_text():
    rows = [
        row(1, title=HOSTILE, tags=[HOSTILE], source="berita"),
        row(2, url="javascript:alert(3)", title="Judul"),
    ]
    parsed = Scripts(page(rows))
    assert len(parsed.scripts) == 3
    assert "img" not in parsed.tags
    data = json.loads(parsed.scripts[0])
    assert data["titles"][1][1] == HOSTILE
    assert 'href="javascript:' not in page(rows)


def test_every_chart_has_its_place():
    html = page([row(1, tags=["pajak"]), {**row(2), "revision": 1}, {**row(2), "revision": 2}])
    data = json.loads(Scripts(html).scripts[0])
    for name in ("per_month", "year_2025", "coverage", "origins", "lengths", "tags", "changes"):
        assert name in data["specs"]
        assert f'id="{name}"' in html
    assert "runs" not in data["specs"]


def test_the_library_is_there_once_and_nothing_is_loaded():
    html = page([row(1)])
    assert html.count("window.vegaEmbed=") == 1
    assert not re.search(
        r"""(?:src|href)=["'](?!https://kotabogor\.go\.id/)[^"'#]""", html.partition("<script")[0]
    )


def test_an_empty_corpus_says_so():
    html = render(ReportData(now=NOW))
    assert "No article yet" in html
    assert "vegaEmbed" not in html


def test_the_number_of_forgotten_articles_is_shown():
    assert "Forgotten" not in page([row(1)])
    assert "<dt>Forgotten</dt><dd>3</dd>" in page([row(1)], forgotten=3)


def test_command_writes_the_same_page_twice(tmp_path, capsys, moment):
    data = write(tmp_path / "data", [row(1), row(2, day=None)])
    assert main(["report", "--data", str(data)]) == 0
    assert main(["report", "--data", str(data), "--to", str(tmp_path / "other.html")]) == 0
    assert (data / "report.html").read_bytes() == (tmp_path / "other.html").read_bytes()
    assert str(data / "report.html") in capsys.readouterr().out
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".tmp"] == []


def test_command_on_an_empty_corpus(tmp_path, moment):
    data = write(tmp_path / "data", [], with_runs=False)
    assert main(["report", "--data", str(data)]) == 0
    assert "No article yet" in (data / "report.html").read_text("utf-8")


def test_without_the_extra_it_says_what_to_install(tmp_path, capsys, monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        "crawler.cli.report.find_spec", lambda name: None if name == "altair" else found(name)
    )
    assert main(["report", "--data", str(tmp_path)]) == 1
    assert "pip install 'bogor-news[report]'" in capsys.readouterr().err


@pytest.mark.parametrize("to", ["missing/folder/report.html", "."])
def test_a_place_that_cannot_be_written_is_one_line(tmp_path, capsys, to):
    data = write(tmp_path / "data", [row(1)])
    assert main(["report", "--data", str(data), "--to", str(tmp_path / to)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_no_corpus(tmp_path, capsys):
    assert main(["report", "--data", str(tmp_path)]) == 1
    assert "no corpus" in capsys.readouterr().err


@pytest.mark.parametrize(("count", "drawn"), [(2, False), (3, True)])
def test_a_chart_of_runs_is_drawn_from_three_runs_on(count, drawn):
    run = RunRecord(1, "crawl", NOW, NOW, 0, "berita is held back: <look>", {})
    html = render(gather([row(1)], [run] * count, forgotten=0, now=NOW))
    assert ('id="runs"' in html) is drawn
    assert html.count("&lt;look&gt;") == count
