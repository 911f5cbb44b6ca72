"""Line 14: SIGKILL at any moment; the next run ends with the rows of one that was not killed."""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.dataset
import pytest
from faulty import Faulty
from processes import Program
from support.arranged import make_site
from support.corpora import rows
from support.crawling import Clock

from crawler.minisite.content import make_post
from crawler.minisite.server import MiniSite, serve

# Where a row's capture lies differs after a kill: what was not committed is cut off.
ELSEWHERE = ("archive_file", "archive_offset")


class Reader(threading.Thread):
    """Resolves the link and reads, over and over, until it is told to stop."""

    def __init__(self, data: Path) -> None:
        super().__init__(daemon=True)
        self._link = data / "articles"
        self._done = threading.Event()
        self.reads = 0
        self.errors: list[str] = []

    def run(self) -> None:
        while not self._done.is_set():
            if self._link.exists():
                self._read()
            time.sleep(0.01)

    def _read(self) -> None:
        try:
            table = pyarrow.dataset.dataset(os.path.realpath(self._link)).to_table(
                columns=["article_id", "body"]
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, no reader should see it
            self.errors.append(repr(error))
            return
        self.reads += 1
        ids = table["article_id"].to_pylist()
        if len(ids) != len(set(ids)) or table["body"].null_count:
            self.errors.append(f"double or broken rows among {ids}")

    def __enter__(self) -> Reader:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self.join()


class Ordeal:
    """A night in which everything happens, to be killed in the middle of."""

    def __init__(self, server: MiniSite, directory: Path, bogor_news: Program) -> None:
        self._server, self._directory, self._program = server, directory, bogor_news
        self._now = Clock()
        self.before = self._prepare(directory / "before")
        twin = self._copy("twin")
        began = time.monotonic()
        assert self._crawl(twin) == 0
        self.seconds = time.monotonic() - began
        self.steps = self._count_steps()
        self.right = {name: self._rows(twin, name) for name in ("articles", "revisions")}

    def _prepare(self, data: Path) -> Path:
        """Two nights go by; then articles are new, edited, dated into another year, gone and brought back."""
        site = self._server.site
        faulty = Faulty(self._server, data)
        site.delete("berita:3")
        faulty.night()
        site.restore("berita:3")
        site.delete("berita:4")
        faulty.night(later=24, full=True)
        newest = site.newest("berita")[0]
        for number in (90, 91, 92):
            site.publish(make_post("berita", number, newest.published + dt.timedelta(days=number)))
        for number in (6, 7):
            site.edit(f"berita:{number}", paragraphs=("Naskah yang disunting kemudian.", f"Alinea {number}."))
        site.edit("berita:8", published=newest.published - dt.timedelta(days=2000))
        site.delete("berita:5")
        self._now.now = faulty.clock.now + dt.timedelta(hours=24)
        return data

    def _count_steps(self) -> int:
        data = self._copy("counted")
        assert self._crawl(data, die_at=0) == 0
        return int(self._program.said[-1])

    def _copy(self, name: str, *, empty: bool = False) -> Path:
        data = self._directory / name
        shutil.rmtree(data, ignore_errors=True)
        if not empty:
            shutil.copytree(self.before, data, symlinks=True)
        return data

    def _arguments(self, data: Path) -> tuple[str | Path, ...]:
        return "crawl", "--data", data, "--base-url", self._server.url, "--delay", "0", "--full"

    def _crawl(self, data: Path, die_at: int | None = None) -> int:
        return self._program.run(
            *self._arguments(data), die_at=die_at, BOGOR_NEWS_NOW=self._now().isoformat()
        )

    @staticmethod
    def _rows(data: Path, dataset: str) -> list[dict[str, Any]]:
        return [{k: v for k, v in row.items() if k not in ELSEWHERE} for row in rows(data, dataset)]

    def kill(self, *, after: float | None = None, step: int | None = None) -> bool:
        """Kills one run, after a time or at a step, has another complete it, and checks; whether it hit."""
        data = self._copy("killed")
        with Reader(data) as reader:
            if step is not None:
                code = self._crawl(data, die_at=step)
            else:
                pid = self._program.start(*self._arguments(data), BOGOR_NEWS_NOW=self._now().isoformat())
                time.sleep(after or 0.0)
                os.kill(pid, signal.SIGKILL)
                code = self._program.wait(pid)
            assert code in (0, -signal.SIGKILL)
            assert self._crawl(data) == 0, self._program.said
        assert reader.errors == []
        assert reader.reads > 0
        for name, right in self.right.items():
            assert self._rows(data, name) == right
        assert Faulty(self._server, data).broken() == []
        return code != 0


@pytest.fixture
def ordeal(tmp_path: Path, bogor_news: Program) -> Iterator[Ordeal]:
    with serve(make_site(12, 6)) as server:
        yield Ordeal(server, tmp_path, bogor_news)


def kill_often(ordeal: Ordeal, rounds: int) -> None:
    """Half of the kills come at a step that reaches the disk, half at any moment."""
    rng = random.Random(14)
    hits = 0
    for turn in range(rounds):
        if turn % 2:
            hits += ordeal.kill(step=1 + turn * ordeal.steps // rounds)
        else:
            hits += ordeal.kill(after=rng.uniform(0, ordeal.seconds))
    assert hits > rounds // 2


def test_line_14_six_kills(ordeal: Ordeal) -> None:
    kill_often(ordeal, 6)


@pytest.mark.soak
def test_line_14_two_hundred_kills(ordeal: Ordeal) -> None:
    kill_often(ordeal, 200)


@pytest.mark.soak
def test_line_14_a_kill_at_every_step(ordeal: Ordeal) -> None:
    for step in range(1, ordeal.steps):
        assert ordeal.kill(step=step), step
