"""The demo plays four nights, and what it prints at its end can be pasted into a shell."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pyarrow.dataset as ds

ROOT = Path(__file__).resolve().parents[2]


def commands(output: str) -> list[str]:
    return re.findall(r"^  (\S*/bin/.*|\.venv/bin/.*)$", output, re.M)


def test_each_night_says_what_it_found(demo_output):
    nights = re.findall(r"(\d\d \w+), ([\w ,]+): ok: ([\w ,]+);", " ".join(demo_output.split()))
    assert [(title, found) for _, title, found in nights] == [
        ("the first crawl", "176 new"),
        ("three new articles", "3 new"),
        ("one article edited, one withdrawn", "1 edited"),
        ("a quiet night", "nothing new"),
    ]
    assert len({day for day, *_ in nights}) == 4


def test_the_edited_article_has_two_versions(demo_data):
    rows = ds.dataset(demo_data / "revisions").to_table(columns=["article_id", "revision"]).to_pylist()
    assert [row["article_id"] for row in rows if row["revision"] == 2] == ["berita:66"]


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
