"""Old databases are brought up to date, newer ones refused, lost ones not begun anew."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from corpus_rows import store, version
from support.parquet_rows import NOW

from pipelines.corpus import publishing, tables
from pipelines.corpus.database import FILE_NAME, CorpusError, is_readable, open_reader, open_writer
from pipelines.corpus.rows import current_row
from pipelines.corpus.tables import NewerDatabaseError
from pipelines.ingest import open_ingest

MORE = "ALTER TABLE sources ADD COLUMN colour TEXT; UPDATE sources SET colour = 'hijau';"


def has_colour(connection: sqlite3.Connection) -> bool:
    return "colour" in [row[1] for row in connection.execute("PRAGMA table_info(sources)")]


def test_an_older_database_is_upgraded_and_keeps_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_writer(tmp_path)) as connection:
        store(connection, [version(1)])
    monkeypatch.setattr(tables, "MIGRATIONS", (*tables.MIGRATIONS, MORE))
    with pytest.raises(CorpusError, match="next `bogor-news crawl`"):
        open_reader(tmp_path)
    assert is_readable(tmp_path)
    for _ in range(2):  # the second time there is nothing to do
        with closing(open_writer(tmp_path)) as connection:
            assert has_colour(connection)
            assert current_row(connection, "berita:1") == version(1)
    open_reader(tmp_path).close()


def test_an_upgrade_sketches_every_text(tmp_path: Path) -> None:
    def sketched(connection: sqlite3.Connection) -> list[list[object]]:
        return [
            connection.execute(f"SELECT * FROM {t} ORDER BY 1, 2").fetchall() for t in ("sketches", "bands")
        ]

    with closing(open_writer(tmp_path)) as connection:
        texts = [" ".join(f"{word}{number}" for word in ("kota", "hujan", "taman") * 9) for number in (1, 2)]
        store(connection, [version(1, body=texts[0]), version(2, body=texts[1]), version(3, body=None)])
        expected = sketched(connection)
        assert [len(rows) for rows in expected] == [2, 40]
    (tmp_path / "old").mkdir()
    with closing(sqlite3.connect(tmp_path / "old" / FILE_NAME)) as connection:
        connection.executescript(f"{tables.MIGRATIONS[0]} PRAGMA user_version = 1")
        connection.execute("ATTACH ? AS made", (str(tmp_path / FILE_NAME),))
        connection.execute("INSERT INTO revisions SELECT * FROM made.revisions")
        connection.execute(
            "INSERT INTO bands SELECT band + 1, article_id FROM made.bands"
        )  # another way of hashing
        connection.commit()
    with closing(open_writer(tmp_path / "old")) as connection:
        assert sketched(connection) == expected


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_writer(tmp_path).close()
    with monkeypatch.context() as patch:
        patch.setattr(tables, "MIGRATIONS", (*tables.MIGRATIONS, MORE + "DROP TABLE nothing;"))
        with pytest.raises(CorpusError, match="nothing"):
            open_writer(tmp_path)
    with closing(open_reader(tmp_path)) as connection:
        assert not has_colour(connection)


@pytest.mark.parametrize("use", [open_writer, open_reader, is_readable])
def test_a_newer_database_is_refused_and_never_taken_for_damaged(tmp_path: Path, use) -> None:
    with closing(open_writer(tmp_path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(tables.MIGRATIONS) + 1}")
    with pytest.raises(NewerDatabaseError, match="install the newer bogor-news"):
        use(tmp_path)


@pytest.mark.parametrize("how", ["removed", "emptied"])
def test_a_lost_database_is_not_begun_anew_over_published_articles(tmp_path: Path, how: str) -> None:
    with closing(open_writer(tmp_path)) as connection:
        store(connection, [version(1)])
        publishing.write_snapshot(connection, tmp_path, NOW, 1)
    database = tmp_path / "corpus.sqlite"
    if how == "removed":
        database.unlink()
    else:
        database.write_bytes(b"")
    with pytest.raises(CorpusError, match="verify --repair"), open_ingest(tmp_path, "crawl"):
        pass
    with pytest.raises(CorpusError, match="verify --repair"):
        open_reader(tmp_path)
    assert not is_readable(tmp_path)
