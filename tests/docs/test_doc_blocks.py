"""Every Python, SQL and shell block of the documentation works as it is, on the demo's dataset."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from doc_pages import FOLLOWED, IDS, PAGES, ROOT, Block, blocks
from support.crawling import Clock, night

from crawler.minisite.content import make_site
from crawler.minisite.server import serve

RUNNER = Path(__file__).with_name("run_doc_blocks.py")
SHELLS = ("sh", "bash", "shell")
LIBRARIES = ("python", "python", "sql")


class Result(NamedTuple):
    """What one block gave: what it printed, and the rows of its answer."""

    block: Block
    printed: str
    answer: list[list] | None


def run_page(page: Path, folder: Path) -> list[Result]:
    """Runs the page's Python and SQL in one process; answers below one heading must be the same."""
    found = runnable(page, "python", "sql")
    done = subprocess.run(
        [sys.executable, RUNNER],
        input=json.dumps([(b.language, "\n" * b.line + b.text, page.name) for b in found]),
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    results = [Result(b, *given) for b, given in zip(found, json.loads(done.stdout), strict=True)]
    answers: dict[str, list] = {}
    for block, _, answer in results:
        if answer is not None:
            assert answer == answers.setdefault(block.heading, answer), f"{page.name}, line {block.line}"
    return results


def table(text: str) -> list[list[str]]:
    return [re.split(r"\s{2,}", line.strip()) for line in text.strip().splitlines()]


def runnable(page: Path, *languages: str) -> list[Block]:
    if page.name in FOLLOWED:
        return []
    return [block for block in blocks(page, *languages) if block.not_run is None]


def having(*languages: str) -> list:
    return [
        pytest.param(page, id=name)
        for page, name in zip(PAGES, IDS, strict=True)
        if runnable(page, *languages)
    ]


@pytest.mark.parametrize("page", having("python", "sql"))
def test_python_and_sql(page, checkout):
    for block, printed, answer in run_page(page, checkout):
        where = f"{page.name}, line {block.line}"
        if block.expected is not None and answer is not None:
            shown = table(block.expected)
            assert shown == [[str(cell) for cell in row] for row in answer[: len(shown)]], where
        elif block.expected is not None:
            assert printed.strip() == block.expected.strip(), where


@pytest.mark.soak
def test_questions_on_a_corpus_with_a_history(tmp_path):
    """In this corpus, articles were edited, vanished and came back."""
    site, data, clock = make_site(), tmp_path / "data", Clock()
    later = [
        lambda: site.edit("berita:9", title="Judul Baru bagi Berita Lama"),
        lambda: site.edit("berita:10", paragraphs=("Naskah ini disunting oleh redaksi.",)),
        lambda: (site.delete("berita:11"), site.delete("berita:12")),
        lambda: None,
        lambda: site.restore("berita:12"),
    ]
    with serve(site) as server:
        night(data, server.url, clock)
        for change in later:
            change()
            clock.move(hours=24)
            assert night(data, server.url, clock, full=True).code == 0
    results = run_page(ROOT / "docs/use-the-data.md", tmp_path)
    answers = {block.heading.split(".")[0]: answer for block, _, answer in results if answer is not None}
    assert [row[0] for row in answers["8"]] == ["berita:11"]
    assert answers["9"] == [["berita:10", 2, 0, 1], ["berita:9", 2, 1, 0]]
    history = {article_id: revision for article_id, _, revision in answers["History"]}
    assert (history["berita:9"], history["berita:12"], history.get("berita:11")) == (2, 3, None)


@pytest.mark.parametrize("page", having(*SHELLS))
def test_shell(page, checkout):
    script = "set -euo pipefail\n" + "".join(
        f"echo 'block at line {b.line}' >&2\n{b.text}" for b in runnable(page, *SHELLS)
    )
    path = f"{Path(sys.prefix) / 'bin'}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        text=True,
        cwd=checkout,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


@pytest.mark.parametrize("page", FOLLOWED)
def test_a_page_that_is_followed_elsewhere(page):
    assert page in FOLLOWED[page].read_text("utf-8")


def test_ten_questions_each_in_three_libraries():
    by_question: dict[str, list[str]] = {}
    for block in runnable(ROOT / "docs/use-the-data.md", "python", "sql"):
        if re.match(r"\d+\. ", block.heading):
            by_question.setdefault(block.heading, []).append(block.language)
    assert [int(question.split(".")[0]) for question in by_question] == list(range(1, 11))
    assert set(map(tuple, by_question.values())) == {LIBRARIES}
