"""Line 18: database or Parquet damaged by hand: named, and made anew from what is left."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from faulty import Faulty
from support.corpora import rows

from crawler.cli.main import main
from pipelines.corpus.database import CorpusError


def a_file(data: Path, dataset: str = "articles") -> Path:
    return sorted(data.glob(f"{dataset}/*/*.parquet"))[0]


def truncate(path: Path) -> None:
    raw = path.read_bytes()
    path.unlink()  # the bytes may be another snapshot's too
    path.write_bytes(raw[: len(raw) // 2])


def overwrite(path: Path) -> None:
    raw = path.read_bytes()
    path.unlink()
    path.write_bytes(raw[:200] + b"\xff" * (len(raw) // 2) + raw[200 + len(raw) // 2 :])


def swap(data: Path) -> None:
    one, other = sorted(data.glob("articles/*/*.parquet"))[:2]
    raw = other.read_bytes()
    one.unlink()
    one.write_bytes(raw)


PARQUET: dict[str, Callable[[Path], Any]] = {
    "a file is cut short": lambda data: truncate(a_file(data)),
    "a file is overwritten": lambda data: overwrite(a_file(data, "revisions")),
    "a file is lost": lambda data: a_file(data).unlink(),
    "a file is another's": swap,
    "the links are lost": lambda data: [(data / name).unlink() for name in ("articles", ".current")],
    "all of it is lost": lambda data: shutil.rmtree(data / "snapshots"),
}
DATABASE: dict[str, Callable[[Path], Any]] = {
    "it is overwritten": lambda data: overwrite(data / "corpus.sqlite"),
    "it is cut short": lambda data: truncate(data / "corpus.sqlite"),
    "it is empty": lambda data: (data / "corpus.sqlite").write_bytes(b""),
    "it is something else": lambda data: (data / "corpus.sqlite").write_text("catatan " * 999),
    "it is lost": lambda data: (data / "corpus.sqlite").unlink(),
}


def mend(known: Faulty, capsys: pytest.CaptureFixture[str], damage: Callable[[Path], Any]) -> None:
    before = {name: rows(known.data, name) for name in ("articles", "revisions")}
    data = str(known.data)
    damage(known.data)
    assert main(["verify", "--data", data]) == 1
    assert "".join(capsys.readouterr())
    assert main(["verify", "--repair", "--data", data]) == 0
    assert {name: rows(known.data, name) for name in before} == before
    assert main(["verify", "--data", data]) == 0
    assert (known.night(later=24, full=True).code, known.wrong()) == (0, [])
    assert {name: rows(known.data, name) for name in before} == before


@pytest.mark.parametrize("damage", PARQUET)
def test_line_18_parquet_is_made_anew_from_the_database(
    known: Faulty, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    mend(known, capsys, PARQUET[damage])


@pytest.mark.parametrize("damage", DATABASE)
def test_line_18_the_database_is_made_anew_from_revisions_and_archive(
    known: Faulty, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    mend(known, capsys, DATABASE[damage])


def test_line_18_a_lost_database_is_not_crawled_over(known: Faulty) -> None:
    before = rows(known.data)
    (known.data / "corpus.sqlite").unlink()
    with pytest.raises(CorpusError, match="--repair"):
        known.night(later=24)
    assert rows(known.data) == before


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE revisions SET title = 'diubah' WHERE article_id = 'berita:7'", "berita:7"),
        ("UPDATE revisions SET is_current = 0 WHERE article_id = 'berita:7'", "berita:7"),
        ("DELETE FROM pages WHERE article_id = 'berita:7'", "berita:7"),
        ("DELETE FROM revisions WHERE article_id = 'berita:7'", "berita"),
        ("UPDATE revisions SET archive_offset = 12 WHERE article_id = 'berita:7'", "berita:7"),
        ("UPDATE revisions SET content_hash = 'x' WHERE article_id = 'berita:7'", "berita:7"),
    ],
)
def test_line_18_a_row_changed_by_hand_is_named(known: Faulty, statement: str, named: str) -> None:
    with sqlite3.connect(known.data / "corpus.sqlite") as connection:
        connection.execute(statement)
    connection.close()
    assert named in " ".join(known.broken())


def test_line_18_a_damaged_archive_is_named(known: Faulty) -> None:
    path = next(known.data.glob("archive/*.warc.gz"))
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2] + bytes(100) + raw[len(raw) // 2 + 100 :])
    assert "capture" in " ".join(known.broken())
    path.unlink()
    assert path.name in " ".join(known.broken())
