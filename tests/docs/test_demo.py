"""The demo plays four nights, and what it prints at its end can be pasted into a shell."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pyarrow.dataset as ds
import pytest
from support.crawling import command

ROOT = Path(__file__).resolve().parents[2]


def commands(output: str) -> list[str]:
    return re.findall(r"^  (\S*/bin/.*|\.venv/bin/.*)$", output, re.M)


def check(output):
    assert "179 rows" in output
    for program in ("pyarrow", "pandas", "bogor-news show", "bogor-news report"):
        assert program in output


def test_it_says_what_to_do_with_the_rows(demo_output):
    check(demo_output)


@pytest.mark.soak
def test_it_works_twice(demo_data, tmp_path):
    shutil.copytree(demo_data, tmp_path / "demo", symlinks=True)
    again = command("demo", "--data", tmp_path / "demo")
    assert again.returncode == 0, again
    check(again.stdout)


def test_each_night_says_what_it_found(demo_output):
    nights = re.findall(r"(\d\d \w+), ([\w ,-]+): ok: ([\w ,]+);", " ".join(demo_output.split()))
    assert [(title, found) for _, title, found in nights] == [
        ("the first crawl", "176 new"),
        ("three new articles", "3 new"),
        ("one article edited, one withdrawn, crawl --full", "1 edited, 1 unlisted, 177 same"),
        ("a quiet night", "nothing new"),
    ]
    assert len({day for day, *_ in nights}) == 4


def test_the_edited_and_the_withdrawn_article_have_two_versions(demo_data):
    columns = ["article_id", "revision", "status"]
    rows = ds.dataset(demo_data / "revisions").to_table(columns=columns).to_pylist()
    later = {row["article_id"]: row["status"] for row in rows if row["revision"] == 2}
    assert later == {"berita:64": "unlisted", "berita:66": "live"}


def test_what_it_prints_can_be_pasted(demo_output, demo_data):
    lines = commands(demo_output)
    assert [line.rpartition("/bin/")[2].split()[0] for line in lines] == [
        "python",
        "pip",
        "python",
        "bogor-news",
        "bogor-news",
    ]
    for line in lines:
        if "pip install" not in line:
            done = subprocess.run(line, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
            assert (done.returncode, bool(done.stdout)) == (0, True), done.stderr
    assert "berita:66" in lines[3]
    assert (demo_data / "report.html").exists()
