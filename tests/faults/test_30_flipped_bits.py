"""Lines 30 and 31: single bits flipped anywhere are named and mended; a database in use or a full disk is no damage."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from faulty import Faulty
from support.corpora import rows

import pipelines.corpus.database
from crawler.cli.main import main

DATASETS = ("articles", "revisions")


def flip(path: Path, place: int, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1 << bit
    path.unlink()  # a published file may be another snapshot's too
    path.write_bytes(content)


def published(data: Path) -> dict[str, list[dict[str, Any]]] | None:
    try:
        return {name: rows(data, name) for name in DATASETS}
    except (OSError, ValueError, KeyError):
        return None


def settle(data: Path) -> None:
    """Writes the log into the database, so that all of it is one file."""
    with closing(sqlite3.connect(data / "corpus.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


KINDS: dict[str, Callable[[Path], list[Path]]] = {
    "database": lambda data: [data / "corpus.sqlite"],
    "parquet": lambda data: sorted((data / ".current").glob("*/*/*.parquet")),
    "archive": lambda data: sorted((data / "archive").glob("*.warc.gz")),
    "checksums": lambda data: [data / ".current" / "SHA256SUMS"],
}


def flip_and_mend(known: Faulty, capsys: pytest.CaptureFixture[str], kind: str, rounds: int) -> None:
    settle(known.data)
    sound = known.data.with_name("sound")
    shutil.copytree(known.data, sound, symlinks=True)
    right, named = published(sound), 0
    rng = random.Random(f"bits {kind}")
    data = str(known.data)
    for _ in range(rounds):
        shutil.rmtree(known.data)
        shutil.copytree(sound, known.data, symlinks=True)
        path = rng.choice(KINDS[kind](known.data))
        flip(path, rng.randrange(path.stat().st_size), rng.randrange(8))
        code = main(["verify", "--data", data])
        said = capsys.readouterr()
        assert code in (0, 1), (path, said)
        assert "an error of ours" not in said.err
        named += code
        assert code or published(known.data) == right
        mended = main(["verify", "--repair", "--data", data])
        said = capsys.readouterr()
        assert "an error of ours" not in said.err
        assert published(known.data) == right, said
        # What a flip took from the archive is nowhere else.
        assert mended == 0 or kind == "archive", said
    # A small database is for the most part free space, where a bit says nothing.
    assert named > rounds // 8


@pytest.mark.parametrize("kind", KINDS)
def test_line_30_a_few_flipped_bits(known: Faulty, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    flip_and_mend(known, capsys, kind, 2)


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_line_30_hundreds_of_flipped_bits(
    known: Faulty, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    flip_and_mend(known, capsys, kind, 100)


CELLS = {
    "invalid UTF-8": "UPDATE revisions SET title = CAST(x'c328' AS TEXT) WHERE article_id = 'berita:7'",
    "broken JSON": "UPDATE revisions SET tags = '[\"x' WHERE article_id = 'berita:7'",
    "no date": "UPDATE revisions SET published_date = '2024-13-01' WHERE article_id = 'berita:7'",
    "a blob": "UPDATE revisions SET title = CAST(title AS BLOB) WHERE article_id = 'berita:7'",
    "a text for a number": "UPDATE revisions SET fetched_at = 'x' WHERE article_id = 'berita:7'",
    "a run's counts": "UPDATE runs SET counts = '{'",
    "a card's flags": "UPDATE pages SET card_flags = '[' WHERE article_id = 'berita:7'",
}


@pytest.mark.parametrize("cell", CELLS)
def test_line_30_a_cell_that_cannot_be_read_is_named_and_mended(
    known: Faulty, capsys: pytest.CaptureFixture[str], cell: str
) -> None:
    before, data = published(known.data), str(known.data)
    with closing(sqlite3.connect(known.data / "corpus.sqlite")) as connection, connection:
        assert connection.execute(CELLS[cell]).rowcount
    assert main(["verify", "--data", data]) == 1
    assert "cannot be read" in capsys.readouterr().out
    assert main(["verify", "--repair", "--data", data]) == 0
    assert published(known.data) == before
    assert (known.night(later=24, full=True).code, known.wrong(), known.broken()) == (0, [], [])


def test_line_30_a_flipped_value_gives_way_to_parquet_hash_and_capture(known: Faulty) -> None:
    before, data = published(known.data), str(known.data)
    with closing(sqlite3.connect(known.data / "corpus.sqlite")) as connection, connection:
        connection.execute(
            "UPDATE revisions SET body = replace(body, 'a', 'e') WHERE article_id = 'berita:7'"
        )
        connection.execute(
            "UPDATE revisions SET first_seen_at = first_seen_at + 64 WHERE article_id = 'berita:8'"
        )
    assert len(known.broken()) >= 2
    assert main(["verify", "--repair", "--data", data]) == 0
    assert published(known.data) == before


def test_line_30_a_wrong_index_is_named_and_built_anew(
    known: Faulty, capsys: pytest.CaptureFixture[str]
) -> None:
    data = str(known.data)
    with closing(sqlite3.connect(known.data / "corpus.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, '(source, year)', '(year, source)')"
            " WHERE name = 'revisions_partition'"
        )
    assert main(["verify", "--data", data]) == 1
    assert "corpus.sqlite is damaged" in capsys.readouterr().out
    assert main(["verify", "--repair", "--data", data]) == 0
    assert "indexes" in capsys.readouterr().err
    assert list(known.data.glob("*.damaged-*")) == []


def test_line_31_a_database_in_use_is_no_damage(
    known: Faulty, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipelines.corpus.database, "LOCK_TIMEOUT", 0.1)
    data = str(known.data)
    with closing(sqlite3.connect(known.data / "corpus.sqlite", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        for arguments in (["verify"], ["verify", "--repair"], ["reprocess"]):
            assert main([*arguments, "--data", data]) == 1
            said = capsys.readouterr().err
            assert "another program holds the database" in said
            assert len(said.splitlines()) == 1
    assert list(known.data.glob("*.damaged-*")) == []
    assert known.broken() == []


def test_line_31_a_full_disk_is_no_damage(
    known: Faulty, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    before = published(known.data)
    with monkeypatch.context() as patched:
        patched.setattr(pipelines.corpus.database, "migrate", full)
        assert main(["verify", "--repair", "--data", str(known.data)]) == 6
    assert "full" in capsys.readouterr().err
    assert list(known.data.glob("*.damaged-*")) == []
    assert (published(known.data), known.broken()) == (before, [])
