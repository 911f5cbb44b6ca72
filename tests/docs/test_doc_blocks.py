"""Every Python, SQL and shell block of the documentation works as it stands, on the demo's dataset."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from doc_pages import FOLLOWED, IDS, PAGES, ROOT, Block, blocks

RUNNER = Path(__file__).with_name("run_doc_blocks.py")
SHELLS = ("sh", "bash", "shell")
LIBRARIES = ("python", "python", "sql")


def run_blocks(found: list[Block], page: Path, folder: Path) -> list[tuple[str, list | None]]:
    work = [(b.language, "\n" * b.line + b.text, f"{page.name}") for b in found]
    done = subprocess.run(
        [sys.executable, RUNNER],
        input=json.dumps(work),
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [tuple(result) for result in json.loads(done.stdout)]


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
    found = runnable(page, "python", "sql")
    answers: dict[str, list] = {}
    for block, (printed, answer) in zip(found, run_blocks(found, page, checkout), strict=True):
        where = f"{page.name}, line {block.line}"
        if answer is not None:
            assert answer == answers.setdefault(block.heading, answer), f"{where}: another answer"
        if block.expected is not None and answer is not None:
            shown = table(block.expected)
            assert shown == [[str(cell) for cell in row] for row in answer[: len(shown)]], where
        elif block.expected is not None:
            assert printed.strip() == block.expected.strip(), where


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
