"""``verify`` names every kind of damage made by hand; ``repair`` makes anew what can be."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from support.corpora import rows
from support.crawling import command

from pipelines.corpus.database import CorpusError, open_reader
from pipelines.maintenance.repair import repair
from pipelines.maintenance.verify import verify


def problems(data: Path) -> list[str]:
    with closing(open_reader(data)) as connection:
        return list(verify(connection, data))


def sql(data: Path, statement: str) -> None:
    with closing(sqlite3.connect(data / "corpus.sqlite")) as connection:
        assert connection.execute(statement).rowcount != 0
        connection.commit()


def parquet(data: Path, dataset: str = "articles") -> Path:
    """The fullest published file."""
    return max((data / ".current" / dataset).glob("*/*.parquet"), key=lambda path: path.stat().st_size)


def warc(data: Path) -> Path:
    return next((data / "archive").glob("*.warc.gz"))


def flip(path: Path, where: float = 0.4) -> None:
    content = bytearray(path.read_bytes())
    for place in range(int(len(content) * where), int(len(content) * where) + 64):
        content[place] ^= 0xFF
    path.chmod(0o644)
    path.write_bytes(content)


def flip_capture(data: Path) -> None:
    with closing(open_reader(data)) as connection:
        (offset,) = connection.execute(
            "SELECT archive_offset FROM revisions WHERE article_id = 'berita:7'"
        ).fetchone()
    flip(warc(data), (offset + 200) / warc(data).stat().st_size)


def reorder_columns(data: Path) -> None:
    path = parquet(data)
    table = pq.read_table(path)
    path.unlink()
    pq.write_table(table.select(table.column_names[::-1]), path)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-500])


def relink(data: Path) -> None:
    (data / "articles").unlink()
    (data / "articles").symlink_to(".current/revisions")


def flip_page(data: Path) -> None:
    """Overwrites the root page of an index, so that the tables can still be opened."""
    with closing(sqlite3.connect(data / "corpus.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'revisions_partition'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with (data / "corpus.sqlite").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * 200)


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "flipped bytes in Parquet": (lambda d: flip(parquet(d)), "cannot be read"),
    "a deleted file": (lambda d: parquet(d, "revisions").unlink(), "is missing"),
    "a file too many": (
        lambda d: shutil.copy(parquet(d), parquet(d).with_name("1999.parquet")),
        "1999.parquet has no rows in the database",
    ),
    "a stray file": (
        lambda d: (parquet(d).parent / "catatan.txt").write_text("x"),
        "is no file of the dataset",
    ),
    "another order of columns": (reorder_columns, "other columns than the schema"),
    "a wrong link": (relink, "articles does not lead to the published snapshot"),
    "a lost pointer": (lambda d: (d / ".current").unlink(), "nothing is published"),
    "a title changed in the database": (
        lambda d: sql(d, "UPDATE revisions SET title = 'x' WHERE article_id = 'berita:7'"),
        "differ in title of berita:7",
    ),
    "a body changed in the database": (
        lambda d: sql(d, "UPDATE revisions SET body = 'x' WHERE article_id = 'berita:7'"),
        "content_hash that is not its text's",
    ),
    "a tag changed in the database": (
        lambda d: sql(d, "UPDATE revisions SET tags = '[\"x\"]' WHERE article_id = 'berita:7'"),
        "berita:7 revision 1 extracted again has another tags",
    ),
    "a listed day changed in the database": (
        lambda d: sql(d, "UPDATE revisions SET published_date = '2001-01-01' WHERE article_id = 'berita:7'"),
        "berita:7",
    ),
    "a revision too few": (
        lambda d: sql(d, "DELETE FROM revisions WHERE article_id = 'berita:19' AND revision = 1"),
        "invariant 1: berita:19",
    ),
    "a current row that is not the newest": (
        lambda d: [
            sql(
                d,
                f"UPDATE revisions SET is_current = {n} WHERE article_id = 'berita:19' AND revision = {2 - n}",
            )
            for n in (0, 1)
        ],
        "invariant 1: berita:19",
    ),
    "a revision that changed nothing": (
        lambda d: sql(
            d, "UPDATE revisions SET status = 'live', gone_at = NULL WHERE article_id = 'berita:18'"
        ),
        "berita:18 revision 2 changed nothing",
    ),
    "a gone article without its moment": (
        lambda d: sql(d, "UPDATE revisions SET gone_at = NULL WHERE article_id = 'berita:18'"),
        "berita:18 revision 2 has a status that its gone_at denies",
    ),
    "a lost address": (
        lambda d: sql(d, "DELETE FROM pages WHERE article_id = 'berita:7'"),
        "berita:7 is stored but would never be looked at again",
    ),
    "a lost row": (lambda d: sql(d, "DELETE FROM revisions WHERE article_id = 'berita:7'"), "berita:7"),
    "a cut archive": (lambda d: cut(warc(d)), "is shorter than what was committed"),
    "a deleted archive": (lambda d: warc(d).unlink(), "is missing"),
    "flipped bytes in the archive": (flip_capture, "the raw capture of berita:7 revision 1 cannot be read"),
    "a pointer astray": (
        lambda d: sql(
            d, "UPDATE revisions SET archive_offset = archive_offset + 1 WHERE article_id = 'berita:7'"
        ),
        "the raw capture of berita:7 revision 1 cannot be read",
    ),
    "a damaged page of the database": (flip_page, "corpus.sqlite is damaged"),
}


def test_an_undamaged_corpus_has_no_problems(two_nights: Path) -> None:
    assert problems(two_nights) == []


def test_progress_counts_every_version(two_nights: Path) -> None:
    told: list[tuple[int, int]] = []
    with closing(open_reader(two_nights)) as connection:
        assert list(verify(connection, two_nights, lambda done, total: told.append((done, total)))) == []
    count = len(rows(two_nights, "revisions"))
    assert told == [(number, count) for number in range(1, count + 1)]


@pytest.mark.parametrize("damage", DAMAGES)
def test_each_damage_is_named(corpus: Path, damage: str) -> None:
    make, words = DAMAGES[damage]
    make(corpus)
    assert any(words in problem for problem in problems(corpus)), problems(corpus)


PARQUET = [
    "flipped bytes in Parquet",
    "a deleted file",
    "a file too many",
    "another order of columns",
    "a wrong link",
]


@pytest.mark.parametrize("damage", [*PARQUET, "a lost pointer", "a stray file"])
def test_parquet_is_made_anew_from_the_database(corpus: Path, two_nights: Path, damage: str) -> None:
    DAMAGES[damage][0](corpus)
    list(repair(corpus))
    assert problems(corpus) == []
    for dataset in ("articles", "revisions"):
        assert rows(corpus, dataset) == rows(two_nights, dataset)


def wreck(data: Path) -> None:
    (data / "corpus.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)


@pytest.mark.parametrize("loss", [wreck, flip_page, lambda d: (d / "corpus.sqlite").unlink()])
def test_the_database_is_made_anew_from_revisions_and_archive(
    corpus: Path, two_nights: Path, loss: Callable[[Path], object]
) -> None:
    loss(corpus)
    lines = list(repair(corpus))
    assert "made anew from 30 published revisions" in lines[0]
    assert problems(corpus) == []
    for dataset in ("articles", "revisions"):
        assert rows(corpus, dataset) == rows(two_nights, dataset)
    for table, columns in (
        ("pages", "article_id, source, post_id, url"),
        # A page that tells its own day needs no card.
        ("pages WHERE source = 'berita'", "article_id, card_title, card_date, card_text, card_source"),
        ("sketches", "*"),
        ("bands", "*"),
        ("archive_files", "*"),
    ):
        query = f"SELECT {columns} FROM {table} ORDER BY 1, 2"
        with closing(open_reader(corpus)) as made, closing(open_reader(two_nights)) as kept:
            assert made.execute(query).fetchall() == kept.execute(query).fetchall()


def test_what_one_damaged_file_held_of_the_past_is_named_and_the_rest_is_kept(
    corpus: Path, two_nights: Path
) -> None:
    (year,) = {row["year"] for row in rows(corpus) if row["article_id"] == "berita:19"}
    (corpus / "corpus.sqlite").unlink()
    flip(corpus / f".current/revisions/berita/{year}.parquet")
    lines = list(repair(corpus))
    assert f"revisions/berita/{year}.parquet cannot be read" in lines[0]
    assert lines[0].endswith("its older versions are lost")
    assert problems(corpus) == []
    numbers = ("revision", "article_id")
    stored = [{k: v for k, v in row.items() if k not in numbers} for row in rows(corpus)]
    assert stored == [{k: v for k, v in row.items() if k not in numbers} for row in rows(two_nights)]


def test_captures_that_a_new_database_had_set_aside_are_taken_back(corpus: Path) -> None:
    (corpus / "corpus.sqlite").unlink()
    path = warc(corpus)
    path.rename(path.with_name(path.name + ".uncommitted"))
    list(repair(corpus))
    assert problems(corpus) == []


def test_without_database_and_snapshot_there_is_one_clear_line(corpus: Path) -> None:
    (corpus / "corpus.sqlite").unlink()
    shutil.rmtree(corpus / "snapshots")
    with pytest.raises(CorpusError, match="import"):
        list(repair(corpus))
    answer = command("verify", "--repair", "--data", corpus)
    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1
