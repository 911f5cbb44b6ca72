"""Line 26: SIGKILL or a full disk at any step of a command: no published row is lost, the second try is right."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import pytest
from faulty import Faulty
from ingest.warc_files import Shot, page, write
from processes import Program
from support.corpora import rows
from support.crawling import Clock

from crawler.cli.main import main
from pipelines.snapshot.shared_store import SharedStore

DATASETS = ("articles", "revisions")
# Where a capture lies differs after a kill: what was not committed is cut off.
ELSEWHERE = ("archive_file", "archive_offset")


class Case(NamedTuple):
    """A command, and what is done to the corpus before it."""

    prepare: Callable[[Faulty], object]
    arguments: tuple[str, ...]
    removes: str | None = None


def wreck(faulty: Faulty) -> None:
    (faulty.data / "corpus.sqlite").write_bytes(b"catatan " * 999)


def make_older(faulty: Faulty) -> None:
    """Makes rows look as if an older extractor had read them otherwise, and publishes them."""
    with closing(sqlite3.connect(faulty.data / "corpus.sqlite")) as connection, connection:
        connection.execute(
            "UPDATE revisions SET extractor_version = '0', author = 'Redaksi' WHERE post_id % 2"
        )
        connection.execute(
            "INSERT OR IGNORE INTO dirty SELECT DISTINCT 'articles', source, year, 0 FROM revisions"
        )
        connection.execute(
            "INSERT OR IGNORE INTO dirty SELECT DISTINCT 'revisions', source, year, 0 FROM revisions"
        )
    assert main(["import", str(nothing(faulty)), "--data", str(faulty.data)]) == 0


def nothing(faulty: Faulty) -> Path:
    """Returns a file whose import only publishes what is stored already."""
    return write(faulty.data.parent / "nothing.warc.gz", [Shot(0, page(), "https://example.org/berita")])


def add_warc(faulty: Faulty) -> None:
    url = "http://kotabogor.go.id/index.php/show_post/detail/{}/judul"
    shots = [
        Shot(n, page(title=f"Judul Nomor {n}", text=f"Kalimat {n}."), url.format(7000 + n)) for n in range(9)
    ]
    write(faulty.data / "others.warc.gz", shots)


def share(faulty: Faulty) -> None:
    store = SharedStore(str(faulty.data / "store"))
    store.publish(faulty.data, ["berita"], faulty.clock())
    faulty.site.edit("berita:7", title="Judul yang disunting")


CASES = {
    "repair": Case(wreck, ("verify", "--repair")),
    "reprocess": Case(make_older, ("reprocess",)),
    "import": Case(add_warc, ("import", "DATA/others.warc.gz")),
    "forget": Case(lambda _: None, ("forget", "berita:7", "--why", "diminta"), "berita:7"),
    "release": Case(lambda _: None, ("release", "--to", "DATA/releases")),
    "publish": Case(
        share, ("crawl", "--full", "--publish", "DATA/store", "--delay", "0", "--base-url", "URL")
    ),
}


class Interrupted:
    """One command on one corpus, to be interrupted at every place and called again."""

    def __init__(self, faulty: Faulty, bogor_news: Program, case: Case) -> None:
        self._faulty, self._program, self._case = faulty, bogor_news, case
        self._before = faulty.data.with_name("before")
        case.prepare(faulty)
        faulty.data.rename(self._before)
        self.published = self._rows(self._before)
        self.restart()
        assert self.run(die_at=0) == 0, bogor_news.said
        self.steps = int(bogor_news.said[-1])
        self.right = self._rows(faulty.data)
        assert faulty.broken() == []

    def run(self, *, die_at: int | None = None) -> int:
        names = {"DATA": str(self._faulty.data), "URL": self._faulty.server.url}
        arguments = [*self._case.arguments, "--data", "DATA"]
        for name, value in names.items():
            arguments = [argument.replace(name, value) for argument in arguments]
        return self._program.run(*arguments, die_at=die_at, BOGOR_NEWS_NOW=Clock()().isoformat())

    def kill(self, step: int) -> bool:
        """Kills the command at a step, checks, and calls it again; whether it was killed."""
        self.restart()
        code = self.run(die_at=step)
        assert code in (0, -signal.SIGKILL)
        self.check(again=True)
        return code != 0

    def check(self, *, again: bool) -> None:
        """Checks that nothing is lost now, and that the command called again ends right."""
        for name, published in self._rows(self._faulty.data).items():
            lost = published_ids(self.published[name]) - published_ids(published) - {self._case.removes}
            assert not lost
        if again:
            assert self.run() == 0, self._program.said
            assert self._rows(self._faulty.data) == self.right
            assert self._faulty.broken() == []
        for folder in self._faulty.data.glob("releases/2*"):
            check_sums(folder)

    def restart(self) -> None:
        shutil.rmtree(self._faulty.data, ignore_errors=True)
        shutil.copytree(self._before, self._faulty.data, symlinks=True)

    def _rows(self, data: Path) -> dict[str, list[dict[str, Any]]]:
        found = {name: rows(data, name) for name in DATASETS}
        if (data / "store").exists():
            for name in DATASETS:
                paths = SharedStore(str(data / "store")).paths(name)
                found[f"shared {name}"] = [row for path in paths for row in pq.read_table(path).to_pylist()]
        return {
            name: [{k: v for k, v in row.items() if k not in ELSEWHERE} for row in table]
            for name, table in found.items()
        }


def published_ids(table: list[dict[str, Any]]) -> set[str]:
    return {row["article_id"] for row in table}


def check_sums(release: Path) -> None:
    for line in (release / "SHA256SUMS").read_text().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((release / name).read_bytes()).hexdigest() == digest


def kill_evenly(interrupted: Interrupted, rounds: int) -> None:
    steps = {1 + turn * interrupted.steps // rounds for turn in range(rounds)}
    killed = [interrupted.kill(step) for step in sorted(steps)]
    assert sum(killed) >= len(killed) // 2


@pytest.mark.parametrize("name", CASES)
def test_line_26_a_few_kills_lose_nothing(known: Faulty, bogor_news: Program, name: str) -> None:
    # A release draws its report, which takes seconds each time.
    kill_evenly(Interrupted(known, bogor_news, CASES[name]), 1 if name == "release" else 3)


@pytest.mark.soak
@pytest.mark.parametrize("name", CASES)
def test_line_26_thirty_kills_lose_nothing(known: Faulty, bogor_news: Program, name: str) -> None:
    kill_evenly(Interrupted(known, bogor_news, CASES[name]), 30)


def fill(disk: Path, left: int) -> Path:
    """Fills a disk until ``left`` bytes are free."""
    free = os.statvfs(disk)
    filler = disk / "filler"
    filler.write_bytes(bytes(max(0, free.f_bavail * free.f_bsize - left)))
    return filler


def fill_evenly(
    crawled: Path, faulty: Faulty, disk: Path, bogor_news: Program, case: Case, rounds: int
) -> None:
    faulty.data = disk / "data"
    shutil.copytree(crawled, faulty.data, symlinks=True)
    interrupted = Interrupted(faulty, bogor_news, case)
    codes = set()
    for turn in range(rounds):
        interrupted.restart()
        filler = fill(disk, turn * 40_000)
        codes.add(interrupted.run())
        interrupted.check(again=False)
        filler.unlink()
        interrupted.check(again=True)
    assert codes & {1, 6}


def test_line_26_a_disk_that_fills_loses_nothing(
    crawled: Path, faulty: Faulty, small_disk: Path, bogor_news: Program
) -> None:
    fill_evenly(crawled, faulty, small_disk, bogor_news, CASES["repair"], 2)


@pytest.mark.soak
@pytest.mark.parametrize("name", CASES)
def test_line_26_thirty_full_disks_lose_nothing(
    crawled: Path, faulty: Faulty, small_disk: Path, bogor_news: Program, name: str
) -> None:
    fill_evenly(crawled, faulty, small_disk, bogor_news, CASES[name], 30)


@pytest.mark.parametrize(
    "line", ['{"article_id": "berita:9", "why": "dim', "[]", '{"article_id": 7}', "\xff"]
)
def test_line_26_a_torn_line_of_forgotten_jsonl_is_named_and_loses_nothing(
    known: Faulty, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    data = str(known.data)
    assert main(["forget", "berita:7", "berita:8", "--why", "diminta", "--data", data]) == 0
    tombstones = known.data / "forgotten.jsonl"
    good = tombstones.read_bytes()
    with tombstones.open("ab") as file:
        file.write(line.encode("latin-1") + b"\n")
    before = {name: rows(known.data, name) for name in DATASETS}
    wreck(known)
    capsys.readouterr()
    assert main(["verify", "--repair", "--data", data]) == 1
    assert "line 3 of" in capsys.readouterr().err
    assert {name: rows(known.data, name) for name in DATASETS} == before
    tombstones.write_bytes(good)
    assert main(["verify", "--repair", "--data", data]) == 0
    assert {name: rows(known.data, name) for name in DATASETS} == before
    assert known.night(later=24, full=True).code == 0
    assert {name: rows(known.data, name) for name in DATASETS} == before


def test_line_26_an_empty_database_is_never_published(
    known: Faulty, capsys: pytest.CaptureFixture[str]
) -> None:
    """A crawl and an import find a new database beside a full dataset: they refuse, and repair fills it."""
    before = {name: rows(known.data, name) for name in DATASETS}
    with closing(sqlite3.connect(known.data / "corpus.sqlite")) as connection, connection:
        for table in ("revisions", "pages", "archive_files"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("INSERT INTO dirty VALUES ('articles', 'berita', 2024, 0)")
    data = str(known.data)
    assert main(["import", str(nothing(known)), "--data", data]) == 1
    assert "--repair" in capsys.readouterr().err
    assert {name: rows(known.data, name) for name in DATASETS} == before
    assert main(["verify", "--repair", "--data", data]) == 0
    assert {name: rows(known.data, name) for name in DATASETS} == before
    assert (known.night(later=24, full=True).code, known.wrong(), known.broken()) == (0, [], [])
