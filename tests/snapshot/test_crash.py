"""Death at every step of publishing: readers see the old rows or the new, and the next publish is right."""

import datetime as dt
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from support.parquet_rows import NOW, publish_rows, row, split

from pipelines.snapshot import read_rows

OLD = [row(n, day=dt.date(2022 + n, 9, 8)) for n in range(3)]
NEW = [OLD[0], row(1, day=dt.date(2023, 9, 8), title="Judul baru"), OLD[2], row(4, source="show_post")]
CHANGED = [NEW[1], NEW[3]]
STEPS = ("rename", "replace", "link", "symlink", "unlink", "rmdir", "mkdir", "utime", "fsync", "fchmod")


class Killed(BaseException):
    """Stands for the end of the process: nothing that comes after it reaches the disk."""


def die_at(monkeypatch, step):
    calls = itertools.count()

    def mortal(function):
        def call(*args, **kwargs):
            if next(calls) >= step:
                raise Killed
            return function(*args, **kwargs)

        return call

    for name in STEPS:
        monkeypatch.setattr(os, name, mortal(getattr(os, name)))


def seen(data: Path):
    """What a reader that resolves the links sees: both datasets of one snapshot, or nothing yet."""
    if not (data / "articles").exists():
        return None
    articles, revisions = (data / "articles").resolve(), (data / "revisions").resolve()
    assert articles.parent == revisions.parent
    rows = [pq.read_table(d).sort_by("article_id").to_pylist() for d in (articles, revisions)]
    assert rows[0] == rows[1]
    return rows[0]


@pytest.mark.parametrize(
    "first", [pytest.param(True, marks=pytest.mark.soak), False], ids=["first publish", "later publish"]
)
def test_death_at_every_step(tmp_path, monkeypatch, first):
    before = tmp_path / "before"
    before.mkdir()
    if not first:
        publish_rows(before, OLD, "s0", now=NOW - dt.timedelta(days=3))
        publish_rows(before, OLD, "s1", now=NOW - dt.timedelta(days=2))
    outcomes = set()
    for step in itertools.count():
        data = tmp_path / str(step)
        shutil.copytree(before, data, symlinks=True)
        changed, keep = (NEW, ()) if first else (CHANGED, set(split(OLD)))
        with monkeypatch.context() as patch:
            die_at(patch, step)
            try:
                publish_rows(data, changed, "s2", keep=keep)
                died = False
            except Killed:
                died = True
        rows = seen(data)
        assert rows in (None if first else OLD, NEW)
        outcomes.add(rows == NEW)
        again = "s2" if rows != NEW else "s3"
        publish_rows(data, changed, again, keep=keep, now=NOW + dt.timedelta(days=2))
        assert list(read_rows(data, "articles")) == list(read_rows(data, "revisions")) == NEW
        assert {p.name for p in (data / "snapshots").iterdir()} <= {"s1", "s2", "s3"}
        assert {p.name for p in data.iterdir()} == {
            ".current",
            "README.md",
            "articles",
            "revisions",
            "snapshots",
        }
        shutil.rmtree(data)
        if not died:
            break
    assert step > 20
    assert outcomes == {True, False}


WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from support.parquet_rows import publish_rows, row
for number in range(int(sys.argv[3]), 10**9):
    publish_rows(Path(sys.argv[2]), [row(n, title=str(number)) for n in range(50)], f"s{number}")
    print(number, flush=True)
"""


def killed_writer(data: Path, start: int, seconds: float) -> int:
    """Publishes over and over in a process killed after ``seconds``; returns the last number it finished."""
    command = [sys.executable, "-c", WRITER, str(Path(__file__).parents[1]), str(data), str(start)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)
        lines = writer.stdout.read().split()
    return max(map(int, lines), default=start)


def kills(data: Path, rounds: int) -> None:
    number = 0
    for turn in range(rounds):
        last = killed_writer(data, number, seconds=0.001 * (turn * 37 % 60))
        rows = seen(data)
        assert rows is not None
        assert len(rows) == 50
        assert len({r["title"] for r in rows}) == 1
        assert last <= int(rows[0]["title"]) <= last + 1
        number = int(rows[0]["title"]) + 1


def test_a_few_kills(tmp_path):
    kills(tmp_path, 3)


@pytest.mark.soak
def test_many_kills(tmp_path):
    kills(tmp_path, 100)
