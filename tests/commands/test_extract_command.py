from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from crawler.cli.main import main

PAGE = Path(__file__).parents[1] / "fixtures/berita/paragraphs/page.html"
URL = ["--url", "https://kotabogor.go.id/berita-detail/7"]


@pytest.fixture
def page(tmp_path: Path, monkeypatch) -> Path:
    """A saved page, which is on standard input too."""
    path = tmp_path / "page.html"
    path.write_bytes(PAGE.read_bytes())
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(path.read_bytes())))
    return path


def test_a_dash_reads_the_page_from_standard_input(page, capsys):
    assert main(["extract", "-", *URL, "--json"]) == main(["extract", str(page), *URL, "--json"]) == 0
    one, other = capsys.readouterr().out.splitlines()
    assert json.loads(one) == json.loads(other)
    assert json.loads(one)["title"]


def test_an_empty_standard_input_is_one_line(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO()))
    assert main(["extract", "-"]) == 1
    answer = capsys.readouterr()
    assert (answer.out, len(answer.err.splitlines())) == ("", 1)
