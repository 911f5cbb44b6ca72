from __future__ import annotations

import base64
import datetime as dt
import gzip
import importlib.util
import io
import json
import re
import sys
from html.parser import HTMLParser

import pytest
from report_corpora import NOW, row, write

from crawler.cli.main import main
from pipelines.corpus.failed_pages import FailedPage
from pipelines.corpus.run_log import RunRecord
from pipelines.report.facts import ReportData, gather
from pipelines.report.page import render, script_json
from pipelines.report.texts import write_script

HOSTILE = "</script><script>alert(1)</script><!-- & \u2028 \"'> <img src=x onerror=alert(2)>"


@pytest.fixture
def moment(monkeypatch):
    monkeypatch.setenv("BOGOR_NEWS_NOW", NOW.isoformat())


def page(rows, *, texts=None, **values) -> str:
    return render(gather(rows, now=NOW, **values), texts)


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
    edited = row(1, title=HOSTILE, tags=[HOSTILE], source="berita")
    rows = [
        {**edited, "title": "Judul"},
        {**edited, "revision": 2},
        row(2, url="javascript:alert(3)", title="Judul", status="gone", gone_at=NOW, body=HOSTILE),
    ]
    failure = FailedPage("javascript:alert(4)", None, "no_body", HOSTILE, NOW)
    html = page(rows, failures=[failure])
    parsed = Scripts(html)
    assert len(parsed.scripts) == 4
    assert "img" not in parsed.tags
    assert {"ins", "del"} <= set(parsed.tags)
    data = json.loads(parsed.scripts[0])
    assert data["articles"][1][1] == HOSTILE
    assert data["tags"] == [HOSTILE]
    assert 'href="javascript:' not in html


def test_every_chart_has_its_place():
    rows = [{**row(1), "revision": n, "fetched_at": NOW - dt.timedelta(days=40 * n)} for n in (5, 4, 3, 2)]
    html = page([row(1, tags=["pajak"]), *rows, row(2, source="show_post")])
    specs = json.loads(Scripts(html).scripts[2])["specs"]
    assert set(specs) == {"per_month", "year_2025", "coverage", "origins", "lengths", "changes"}
    for name in specs:
        assert f'id="{name}"' in html


def test_what_repeats_in_addresses_and_tags_is_written_once():
    rows = [row(n, tags=["pajak", f"t{n}"]) for n in range(3)]
    data = json.loads(Scripts(page(rows)).scripts[0])
    assert data["bases"] == ["https://kotabogor.go.id/berita/"]
    assert data["tags"] == ["pajak", "t2", "t1", "t0"]
    assert data["articles"][0] == ["2025-01-06", "Warga Membersihkan Sungai ke-2", 0, "2", [0, 1], ""]


def test_vanished_articles_can_be_read_and_older_ones_are_folded():
    rows = [
        row(
            n,
            title=f"Hilang {n}",
            status="gone",
            gone_at=NOW - dt.timedelta(days=n),
            body=f"Teks {n}.\nLagi.",
        )
        for n in range(25)
    ]
    html = page(rows)
    assert html.count("<p>Teks 3.</p>") == 1
    html = html.partition('id="vanished"')[2]
    assert html.index("Hilang 19") < html.index("Older ones (5)") < html.index("Hilang 20")
    assert "Vanished articles" not in page([row(1)])


def test_pages_that_failed_are_listed():
    failures = [FailedPage("https://kotabogor.go.id/berita-detail/7", "berita:7", "no_body", "kosong", NOW)]
    html = page([row(1)], failures=failures, failed=12)
    assert "The newest 1 of 12." in html
    assert "no_body: kosong" in html
    assert "Pages that failed" not in page([row(1)])


def test_a_page_for_others_holds_no_runs_and_loads_nothing():
    html = page([row(1)])
    assert 'id="run-list"' not in html
    assert "in-texts" not in html.partition("<script")[0]
    assert "file:" not in html.partition("<title>")[0]


def test_months_stand_above_their_first_week():
    html = page([row(1, day=dt.date(2025, 1, 6)), row(2, day=dt.date(2025, 3, 2))])
    places = re.findall(r'left: ([\d.]+)%" href="#q=(\d{4}-\d\d)"', html)
    assert places == [("0.0", "2025-01"), ("7.4", "2025-02"), ("14.8", "2025-03")]


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
    one, other = ((path.read_text("utf-8")) for path in (data / "report.html", tmp_path / "other.html"))
    assert one == other.replace("other-texts.js", "report-texts.js")
    assert str(data / "report.html") in capsys.readouterr().out
    texts = [data / "report-texts.js", tmp_path / "other-texts.js"]
    assert [p.stat().st_size for p in texts] == [texts[0].stat().st_size] * 2
    assert "other-texts.js" in (tmp_path / "other.html").read_text("utf-8")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "other-texts.js", "other.html"]


def test_command_on_an_empty_corpus(tmp_path, moment):
    data = write(tmp_path / "data", [], with_runs=False)
    assert main(["report", "--data", str(data)]) == 0
    assert "No article yet" in (data / "report.html").read_text("utf-8")


def test_without_the_extra_it_says_what_to_install(tmp_path, capsys, monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        "crawler.cli.extras.find_spec", lambda name: found(name) if name == "altair" else None
    )
    assert main(["report", "--data", str(tmp_path)]) == 1
    assert f"`{sys.executable} -m pip install vl-convert-python`" in capsys.readouterr().err


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
    html = page([row(1)], runs=[run] * count)
    assert ('id="runs"' in html) is drawn
    assert html.count("&lt;look&gt;") == count


def test_texts_are_packed_newest_first_until_there_are_too_many(monkeypatch):
    bodies = ["satu" * 1000, "dua <b>", "", "tiga"]
    assert unpacked(bodies) == (4, bodies)
    monkeypatch.setattr("pipelines.report.texts.MOST_CHARACTERS", 4007)
    assert unpacked(bodies) == (3, bodies[:3])
    assert unpacked([]) == (0, [])


def unpacked(bodies):
    file = io.BytesIO()
    count = write_script(file, bodies)
    packed = re.fullmatch(rb'receiveTexts\("([A-Za-z0-9+/=]+)"\);\n', file.getvalue())
    return count, json.loads(gzip.decompress(base64.b64decode(packed[1])))


def test_a_tag_with_quotation_marks_can_be_clicked():
    html = page([row(1, tags=['kata "satu"'])])
    assert 'href="#q=tag%3A%22kata%20%20satu%20%22"' in html
