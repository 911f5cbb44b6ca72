"""Line 15: disk full, a directory that cannot be written, clock jumps, midnight."""

from __future__ import annotations

import datetime as dt
import errno
import os
import shutil
import sqlite3
import subprocess
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from faulty import Faulty, add_fault
from processes import Program
from support.corpora import by_id, files
from support.crawling import command

from crawler.cli.main import explain
from crawler.minisite.content import make_post
from crawler.minisite.messages import Request, Response
from pipelines.archive import ArchiveWriter
from pipelines.disk import DiskFullError
from pipelines.ingest import opening

MEGABYTE = 1 << 20


def no_room(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def after(count: int, function: Any) -> Any:
    """The function, which finds the disk full from its call number ``count`` on."""
    calls = iter(range(10**9))

    def call(*arguments: Any, **named: Any) -> Any:
        return (no_room if next(calls) >= count else function)(*arguments, **named)

    return call


def add_articles(faulty: Faulty) -> None:
    moment = faulty.site.newest("berita")[0].published
    for number in range(50, 58):
        faulty.site.publish(make_post("berita", number, moment + dt.timedelta(days=number - 49)))


def ends(faulty: Faulty) -> int:
    """The exit code of a night, whether it ends in order or with an error."""
    try:
        return faulty.night(later=24).code
    except (OSError, sqlite3.Error, DiskFullError) as error:
        code, line = explain(error, faulty.data)
        assert "\n" not in line
        return code


@pytest.mark.parametrize("place", ["archive", "commit", "parquet", "quarantine"])
def test_line_15_a_full_disk_cuts_the_run_short_and_tears_nothing(
    known: Faulty, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    add_articles(known)
    before = files(known.data)
    with monkeypatch.context() as patch:
        if place == "archive":
            patch.setattr(ArchiveWriter, "append", after(3, ArchiveWriter.append))
        elif place == "commit":
            patch.setattr(ArchiveWriter, "flush", after(0, ArchiveWriter.flush))
        elif place == "parquet":
            publishing = import_module("pipelines.snapshot.publish")
            patch.setattr(publishing, "write_file", after(0, publishing.write_file))
        else:
            patch.setattr(Path, "write_text", no_room)
            known.fault("status=404 on /berita-detail/50$")
            (known.data / "quarantine.jsonl").unlink()
        assert ends(known) == 6
    known.heal()
    if place in ("commit", "parquet"):  # elsewhere, what was found is published
        assert files(known.data) == before
    assert (known.night(later=1).code, known.wrong(), known.broken()) == (0, [], [])


def cramped(data: Path, *, pages: int) -> sqlite3.Connection:
    """The database, with room for a few more pages only."""
    from pipelines.corpus.database import open_writer

    connection = open_writer(data)
    (now,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {now + pages}")
    return connection


def test_line_15_a_full_database_tears_nothing_wherever_it_fills(
    known: Faulty, crawled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_articles(known)
    codes = []
    for pages in range(0, 21, 4):
        shutil.rmtree(known.data)
        shutil.copytree(crawled, known.data, symlinks=True)
        with monkeypatch.context() as patch:
            patch.setattr(opening, "open_writer", partial(cramped, pages=pages))
            codes.append(ends(known))
        assert (known.night(later=1).code, known.wrong(), known.broken()) == (0, [], [])
    assert {*codes} == {0, 6}


@pytest.mark.parametrize("left", [0, 200_000])
def test_line_15_a_disk_that_fills_during_the_run(
    faulty: Faulty, small_disk: Path, bogor_news: Program, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    faulty.data = small_disk / "data"
    filler = small_disk / "filler"

    def fill(request: Request, response: Response) -> Response:
        free = os.statvfs(small_disk)
        with filler.open("ab") as file:
            file.write(bytes(max(0, free.f_bavail * free.f_bsize - left)))
        return response

    add_fault(monkeypatch, "fill", fill)
    faulty.fault("fill on detail every 9")
    crawl = ("crawl", "--data", faulty.data, "--base-url", faulty.server.url, "--delay", "0")
    assert bogor_news.run(*crawl) == 6
    assert "full" in " ".join(bogor_news.said)
    assert len(bogor_news.said) <= 2
    faulty.heal()
    assert bogor_news.run(*crawl) == 6  # refused beforehand: there is no room for a run
    assert "MB" in bogor_news.said[-1]
    filler.unlink()
    assert bogor_news.run(*crawl) == 0
    assert (faulty.wrong(), faulty.broken()) == ([], [])


def test_line_15_a_read_only_directory_gets_one_line(
    faulty: Faulty, small_disk: Path, bogor_news: Program
) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for data in (small_disk, small_disk / "data"):
        assert bogor_news.run("crawl", "--data", data, "--base-url", faulty.server.url, "--delay", "0") == 1
        assert len(bogor_news.said) == 1
        assert "Read-only" in bogor_news.said[0]
    assert faulty.server.log == []


def test_line_15_a_directory_below_a_file_gets_one_line(faulty: Faulty, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    answer = command(
        "crawl", "--data", tmp_path / "file" / "data", "--base-url", faulty.server.url, "--delay", "0"
    )
    assert (answer.returncode, answer.stdout, len(answer.stderr.splitlines())) == (1, "", 1)
    assert "Traceback" not in answer.stderr


def test_line_15_too_little_room_is_known_before_the_run(
    faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "free_bytes", lambda _: 20 * MEGABYTE)
    assert ends(faulty) == 6
    assert faulty.server.log == []


class MovingClock:
    """A clock that goes a second on with each look at it."""

    def __init__(self, now: str) -> None:
        self.now = dt.datetime.fromisoformat(now)

    def __call__(self) -> dt.datetime:
        self.now += dt.timedelta(seconds=1)
        return self.now.astimezone(dt.UTC)

    def move(self, **delta: float) -> None:
        self.now += dt.timedelta(**delta)


@pytest.mark.parametrize("begins", ["2025-12-31T23:59:50+07:00", "2026-03-01T06:59:50+07:00"])
def test_line_15_midnight_passes_during_the_run(faulty: Faulty, begins: str) -> None:
    faulty.clock = MovingClock(begins)  # type: ignore[assignment]
    assert (faulty.night().code, faulty.wrong(), faulty.broken()) == (0, [], [])
    before = files(faulty.data)
    assert faulty.night(later=24, full=True).code == 0
    assert files(faulty.data) == before


@pytest.mark.parametrize("hours", [-72, 24 * 3000])
def test_line_15_a_clock_that_jumps_changes_no_row(known: Faulty, hours: float) -> None:
    before = by_id(known.data)
    for later in (hours, 24, -hours, 24):
        assert known.night(later=later, full=True).code == 0
    assert by_id(known.data) == before
    assert known.broken() == []
