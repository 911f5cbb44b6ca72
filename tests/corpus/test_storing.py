"""From what a run found to rows and files: exactly the partitions that changed, whatever crash comes between."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest
from corpus_rows import DAY, dirty, files, store, version
from support.parquet_rows import NOW

from pipelines import snapshot
from pipelines.addresses import Address
from pipelines.corpus import publishing, staging
from pipelines.corpus.decisions import Outcome
from pipelines.corpus.frontier import Card, Frontier
from pipelines.corpus.queue import Queue
from pipelines.corpus.rows import current_row, history, partitions
from pipelines.snapshot import current, read_rows
from pipelines.snapshot.publish import publish as publish_snapshot

LAST_YEAR = DAY.replace(year=2023)


def publish(connection: sqlite3.Connection, data: Path, run_id: int = 1) -> snapshot.Published:
    return publishing.write_snapshot(connection, data, NOW + dt.timedelta(minutes=run_id), run_id)


def test_a_new_article_touches_its_year_alone(connection: sqlite3.Connection) -> None:
    store(connection, [version(1), version(2, day=LAST_YEAR)])
    dirty(connection)
    store(connection, [version(3)])
    assert dirty(connection) == {("articles", "berita", 2024), ("revisions", "berita", 2024)}


def test_an_edit_that_changes_the_year_moves_the_row_and_leaves_the_old_version(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    store(connection, [version(1), version(2), version(3, day=LAST_YEAR)])
    publish(connection, tmp_path)
    store(connection, [version(1, day=LAST_YEAR, revision=2)], Outcome.EDITED)
    written = set(publish(connection, tmp_path, 2).written)
    assert {p[::2] for p in written} == {("articles", 2024), ("articles", 2023), ("revisions", 2023)}
    where = {(r["article_id"], r["revision"], r["year"]) for r in read_rows(tmp_path, "revisions")}
    assert {("berita:1", 1, 2024), ("berita:1", 2, 2023)} <= where
    assert {r["article_id"]: r["year"] for r in read_rows(tmp_path, "articles")} == {
        "berita:1": 2023, "berita:2": 2024, "berita:3": 2023,
    }  # fmt: skip


def test_a_day_learnt_later_takes_the_row_out_of_the_unknown_year(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    store(connection, [version(1, day=None)])
    publish(connection, tmp_path)
    store(connection, [version(1)], Outcome.UPDATED)
    publish(connection, tmp_path, 2)
    assert sorted(files(tmp_path)) == ["articles/berita/2024.parquet", "revisions/berita/2024.parquet"]
    assert [r["revision"] for r in history(connection, "berita:1")] == [1]


@pytest.mark.parametrize("outcome", [Outcome.SAME, Outcome.MISSING])
def test_what_is_no_change_touches_nothing(
    connection: sqlite3.Connection, tmp_path: Path, outcome: Outcome
) -> None:
    store(connection, [version(1)])
    publish(connection, tmp_path)
    before = files(tmp_path), current(tmp_path)
    store(connection, [version(1, title="Lain")], outcome)
    assert dirty(connection) == set()
    assert publish(connection, tmp_path, 2).written == ()
    assert (files(tmp_path), current(tmp_path)) == before


def test_a_duplicate_found_in_another_source_touches_its_file(connection: sqlite3.Connection) -> None:
    text = " ".join(f"kata{n}" for n in range(40))
    store(connection, [version(1, title="Sama", body=text)])
    dirty(connection)
    store(connection, [version(2, source="show_post", title="Sama", body=text, day=LAST_YEAR)])
    assert {d[1:] for d in dirty(connection)} == {("show_post", 2023), ("berita", 2024)}


def test_missing_counts_from_when_it_was_seen_and_ends_when_it_is_back(
    connection: sqlite3.Connection,
) -> None:
    def since() -> dt.datetime | None:
        page = Frontier(connection).find("berita:1")
        assert page is not None
        return page.missing_since

    row = version(1)
    address = Address("berita", 1, "berita:1", row["url"])
    Frontier(connection).discover(address, found_by="listing", run_id=1, now=NOW)
    store(connection, [row])
    for hours in (0, 5):  # two runs within a day
        at = NOW + dt.timedelta(hours=hours)
        Frontier(connection).note_missing("berita:1", at, at, absent=False)
        store(connection, [row], Outcome.MISSING)
        assert since() == NOW
    store(connection, [row], Outcome.SAME)
    assert since() is None
    assert len(history(connection, "berita:1")) == 1


def test_what_was_held_back_is_dropped_and_looked_at_again(connection: sqlite3.Connection) -> None:
    def meet(number: int, day: dt.date) -> None:
        row = version(number)
        address = Address("berita", number, row["article_id"], row["url"])
        card = Card(day, None, "kartu", "listing", row["title"])
        Frontier(connection).discover(address, found_by="listing", run_id=1, now=NOW, card=card)
        Frontier(connection).note_fetched(
            row["article_id"], NOW, published=day, first_seen=NOW, validators=('"a"', None)
        )

    meet(1, DAY)
    store(connection, [version(1)])
    meet(1, LAST_YEAR)  # a listing gone wrong
    staging.stage(connection, Outcome.EDITED, version(1, day=LAST_YEAR, revision=2))
    meet(2, DAY)
    staging.stage(connection, Outcome.NEW, version(2))

    later = NOW + dt.timedelta(hours=20)
    assert staging.count(connection, "berita")
    assert staging.discard(connection, "berita", later) == 2
    assert not staging.count(connection, "berita")

    known, new = (Frontier(connection).find(f"berita:{n}") for n in (1, 2))
    assert known is not None
    assert new is not None
    assert (known.state, new.state) == ("known", "pending")
    assert (known.etag, new.etag) == (None, None)
    assert known.card is not None
    assert known.card.published_date == DAY
    assert [p.article_id for p in Queue(connection).due("berita", later, 9)] == ["berita:1"]
    stored = current_row(connection, "berita:1")
    assert stored is not None
    assert stored["revision"] == 1


def test_partitions_are_those_of_all_rows(connection: sqlite3.Connection) -> None:
    assert partitions(connection, "articles") == []
    rows = [version(n, source=s, day=d) for n, (s, d) in enumerate(
        [("berita", DAY), ("berita", None), ("aa", LAST_YEAR), ("zz", LAST_YEAR), ("zz", DAY)])]  # fmt: skip
    store(connection, rows)
    wanted = [("aa", 2023), ("berita", 0), ("berita", 2024), ("zz", 2023), ("zz", 2024)]
    assert partitions(connection, "articles") == partitions(connection, "revisions") == wanted
    store(connection, [version(0, day=LAST_YEAR, revision=2)], Outcome.EDITED)
    assert set(partitions(connection, "revisions")) - set(partitions(connection, "articles")) == {
        ("berita", 2024)
    }


# -- a crash between the database and Parquet


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_crash_around_publishing_is_repaired_by_the_next_run(
    connection: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    store(connection, [version(1)])
    publish(connection, tmp_path)
    store(connection, [version(2), version(3, day=LAST_YEAR)])

    def crash(*args, **kwargs):
        if moment == "after":
            publish_snapshot(*args, **kwargs)
        raise OSError("killed")

    connection.execute("BEGIN")
    with monkeypatch.context() as patch, pytest.raises(OSError, match="killed"):
        patch.setattr(snapshot, "publish", crash)
        publish(connection, tmp_path, 2)
    connection.execute("ROLLBACK")
    publish(connection, tmp_path, 3)
    assert {r["article_id"] for r in read_rows(tmp_path, "articles")} == {"berita:1", "berita:2", "berita:3"}
    assert dirty(connection) == set()
    before = files(tmp_path)
    assert publish(connection, tmp_path, 4).written == ()
    assert files(tmp_path) == before


def test_a_lost_file_is_written_again_by_the_next_run(connection: sqlite3.Connection, tmp_path: Path) -> None:
    store(connection, [version(1), version(2, day=LAST_YEAR)])
    publish(connection, tmp_path)
    path = tmp_path / "articles/berita/2023.parquet"
    path.unlink()
    assert [p.path for p in publish(connection, tmp_path, 2).written] == ["articles/berita/2023.parquet"]
    assert path.exists()


def test_a_year_without_history_is_one_file_until_an_article_of_it_changes(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    def one_file(year: int) -> bool:
        articles, revisions = (tmp_path / f"{d}/berita/{year}.parquet" for d in ("articles", "revisions"))
        return articles.samefile(revisions)

    store(connection, [version(1), version(2, day=LAST_YEAR)])
    first = publish(connection, tmp_path)
    assert (one_file(2024), one_file(2023)) == (True, True)
    assert (
        len(first.written),
        first.bytes_written,
    ) == (4, sum(p.stat().st_size for p in tmp_path.glob("articles/*/*")))
    store(connection, [version(1, body="Naskah yang disunting.", revision=2)], Outcome.EDITED)
    publish(connection, tmp_path, 2)
    assert (one_file(2024), one_file(2023)) == (False, True)
    assert [row["revision"] for row in read_rows(tmp_path, "articles")] == [1, 2]
    assert [row["revision"] for row in read_rows(tmp_path, "revisions")] == [1, 1, 2]


def test_a_year_that_an_article_left_has_a_history(connection: sqlite3.Connection, tmp_path: Path) -> None:
    store(connection, [version(1), version(2)])
    publish(connection, tmp_path)
    store(connection, [version(1, day=LAST_YEAR, revision=2), version(3)], Outcome.EDITED)
    publish(connection, tmp_path, 2)
    found = {(d, row["article_id"], row["year"]) for d in snapshot.DATASETS for row in read_rows(tmp_path, d)}
    assert found == {
        ("articles", "berita:1", 2023),
        ("articles", "berita:2", 2024),
        ("articles", "berita:3", 2024),
        ("revisions", "berita:1", 2023),
        ("revisions", "berita:1", 2024),
        ("revisions", "berita:2", 2024),
        ("revisions", "berita:3", 2024),
    }
