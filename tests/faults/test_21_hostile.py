"""Line 21: a hostile page is text in the dataset, in terminals and in reports; no file leaves the data directory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from faulty import Faulty
from support.arranged import make_site
from support.corpora import by_id
from support.misbehaving import serve

from crawler.cli.main import main

SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)> Judul"
CONTROL = "Judul \x1b]0;milik saya\x07\x1b[31mmerah\x1b[2J\x9b1m\u202egnp.exe dan akhirnya"
LONG = "Judul panjang " + "panjang " * 125_000
TITLES = {"berita:1": SCRIPT, "berita:2": CONTROL, "berita:3": LONG}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    with serve(make_site(14, 12)) as server:
        faulty = Faulty(server, tmp_path_factory.mktemp("hostile") / "data")
        for article_id, title in TITLES.items():
            faulty.site.edit(article_id, title=title)
        newest = faulty.site.newest("show_post")[0]
        faulty.site.edit(newest.article_id, title=SCRIPT, slug="../../../../etc/passwd")
        assert faulty.night().code == 0
        yield faulty


def test_line_21_rows_hold_the_text(hostile: Faulty) -> None:
    stored = by_id(hostile.data)
    assert len(stored) == len(hostile.site.posts())
    assert stored["berita:1"]["title"] == SCRIPT
    assert len(stored["berita:3"]["title"] or "") in (0, len(LONG.strip()))
    assert hostile.broken() == []


def test_line_21_every_file_is_below_the_data_directory(hostile: Faulty) -> None:
    outside = [p for p in hostile.data.parent.rglob("*") if hostile.data not in (p, *p.parents)]
    assert outside == []
    root = hostile.data.resolve()
    assert all(root in (p.resolve(), *p.resolve().parents) for p in hostile.data.rglob("*"))


@pytest.mark.parametrize("article_id", sorted(TITLES))
def test_line_21_a_terminal_shows_text(
    hostile: Faulty, capsys: pytest.CaptureFixture[str], article_id: str
) -> None:
    assert main(["show", article_id, "--data", str(hostile.data)]) == 0
    shown = capsys.readouterr().out
    assert shown.strip()
    assert not {c for c in shown if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 or c in "\u202e\u2066"}


@pytest.mark.parametrize(
    "name", ["berita:../../etc/passwd", "../berita:7", "berita:\x1b[31m7", "https://[bad", "b\x00"]
)
def test_line_21_a_hostile_id_finds_nothing(
    hostile: Faulty, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main(["show", name, "--data", str(hostile.data)]) in (1, 2)
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert "\x1b" not in said.err


def test_line_21_a_report_shows_text(hostile: Faulty, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    assert main(["report", "--to", str(page), "--data", str(hostile.data)]) == 0
    html = page.read_text()
    assert "<script>alert('x')" not in html
    assert "onerror=alert(1)>" not in html
    assert "\x1b" not in html
