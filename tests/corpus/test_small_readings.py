"""What small questions to the database and the dataset answer where there is nothing, or nothing readable."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest
from corpus_rows import version

from pipelines.corpus import forgotten_ids
from pipelines.corpus.codec import to_micros
from pipelines.corpus.history import _continues
from pipelines.corpus.sitemaps import _modified
from pipelines.corpus.sources import Sources
from pipelines.pages.feed import Announcement
from pipelines.snapshot.parquet import count_rows
from pipelines.snapshot.shared_store import SharedStore, Uploaded

MORNING = dt.datetime(2025, 3, 4, 9, 30, 0, 250, tzinfo=dt.UTC)


def test_the_latest_forgetting_is_none_before_the_first_and_then_the_last(
    connection: sqlite3.Connection,
) -> None:
    assert (forgotten_ids.count(connection), forgotten_ids.latest(connection)) == (0, None)
    for article_id, hours in (("berita:1", 2), ("berita:2", 5), ("berita:3", 1)):
        forgotten_ids.add(connection, article_id, "permintaan", MORNING + dt.timedelta(hours=hours))
    assert (forgotten_ids.count(connection), forgotten_ids.latest(connection)) == (
        3,
        MORNING + dt.timedelta(hours=5),
    )


def test_a_walk_has_no_other_fields_than_its_own(connection: sqlite3.Connection) -> None:
    with pytest.raises(ValueError, match=r"not fields of WalkState: \['halaman'\]"):
        Sources(connection).advance("berita", halaman=3)


@pytest.mark.parametrize(
    ("announced", "at"),
    [
        ({"modified_at": MORNING}, MORNING),
        ({"modified_at": MORNING, "modified_date": dt.date(2024, 1, 1)}, MORNING),
        ({"modified_date": dt.date(2025, 3, 4)}, dt.datetime(2025, 3, 4, tzinfo=dt.UTC)),
        ({}, None),
    ],
)
def test_a_sitemap_changed_at_its_moment_or_at_the_start_of_its_day(
    announced, at: dt.datetime | None
) -> None:
    micros = _modified(Announcement(url="https://situs.example/peta.xml", **announced))
    assert micros == (None if at is None else to_micros(at))


@pytest.mark.parametrize(
    ("one", "other", "goes_on"),
    [
        ("Satu.\nDua.", "Satu.", True),
        ("Satu. Dua.", "Satu.", False),
        ("Satu.", "Satu.", False),
        ("Satu.", "Satu.\nDua.", False),
        ("Satu.\nDua.", None, False),
        (None, "Satu.", False),
    ],
)
def test_a_text_goes_on_where_another_ends(one: str | None, other: str | None, goes_on: bool) -> None:
    longer, shorter = version(1, body=one), version(1, body=other)
    assert _continues(longer, shorter) is goes_on
    assert not _continues({**longer, "title": "Lain"}, shorter)


@pytest.mark.parametrize("content", [None, b"", b"PAR1 rusak PAR1"])
def test_a_file_that_cannot_be_read_has_no_rows(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "a.parquet"
    if content is not None:
        path.write_bytes(content)
    assert count_rows(path) == 0


def test_without_a_snapshot_nothing_is_published(tmp_path: Path) -> None:
    store = SharedStore(str(tmp_path / "bersama"))
    assert store.publish(tmp_path / "data", ["berita"], MORNING) == Uploaded(0, 0, 0)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
