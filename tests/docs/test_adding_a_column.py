"""The changes of docs/adding-a-column.md are applied as they are, to a copy of the program and an older corpus."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.dataset as ds
import pytest
from doc_pages import ROOT, blocks

from crawler.minisite.content import make_site
from crawler.minisite.server import serve

PAGE = ROOT / "docs/adding-a-column.md"
CHANGE = re.compile(r"^`([^`]+)`[^\n]*:\n\n```diff\n(.*?)^```", re.M | re.S)


def changes() -> list[tuple[str, str, str]]:
    """Returns the page's changes: a file, and what stands there before and after."""
    found = []
    for path, diff in CHANGE.findall(PAGE.read_text("utf-8")):
        lines = [(line[:1], line[1:]) for line in diff.splitlines(keepends=True)]
        before = "".join(line or "\n" for sign, line in lines if sign != "+")
        after = "".join(line or "\n" for sign, line in lines if sign != "-")
        found.append((path, before, after))
    return found


@pytest.fixture
def changed_program(tmp_path: Path) -> Path:
    for folder in ("crawler", "pipelines", "tests/fixtures", "tests/support"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for path, before, after in changes():
        text = (tmp_path / path).read_text("utf-8")
        assert text.count(before) == 1, (path, before)
        (tmp_path / path).write_text(text.replace(before, after), "utf-8")
    (tmp_path / "data").mkdir()
    return tmp_path


def run(folder: Path, *arguments: str) -> str:
    path = f"{Path(sys.prefix) / 'bin'}:{os.environ['PATH']}"
    done = subprocess.run(
        arguments,
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(folder)},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def program(folder: Path, *arguments: str) -> str:
    return run(folder, sys.executable, "-m", "crawler.cli.main", *arguments)


def test_every_change_fits(changed_program):
    assert len(changes()) == 10
    (python,) = blocks(PAGE, "python")
    run(changed_program, sys.executable, "-c", python.text)
    expected = (changed_program / "tests/fixtures/berita/rich_text/expected.json").read_text("utf-8")
    assert '"declared_language": "en"' in expected
    (shell,) = blocks(PAGE, "sh")
    run(changed_program, "bash", "-c", shell.text)
    assert "| `declared_language` | string |" in (changed_program / "data/README.md").read_text("utf-8")


@pytest.mark.soak
def test_an_older_corpus_gets_the_column(changed_program, demo_data):
    data = changed_program / "data/old"
    shutil.copytree(demo_data, data, symlinks=True)
    with serve(make_site()) as server:
        night = ("crawl", "--data", "data/old", "--delay", "0", "--base-url", server.url)
        program(changed_program, *night)
        revisions = ds.dataset(data / "revisions").count_rows()
        printed = program(changed_program, "reprocess", "--data", "data/old")
        assert re.search(r"^declared_language +changed in [1-9]", printed, re.M)
    assert "every invariant holds" in program(changed_program, "verify", "--data", "data/old")
    rows = ds.dataset(data / "articles").to_table()
    assert pc.count_distinct(rows["extractor_version"]).as_py() == 1
    assert rows["declared_language"].drop_null().unique().to_pylist() == ["en"]
    assert ds.dataset(data / "revisions").count_rows() == revisions
    assert program(changed_program, "demo", "--data", "data/new").count("176 new") == 1
