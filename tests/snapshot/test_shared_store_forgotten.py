"""What was forgotten leaves a shared store with the next publication, and not a day later."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from support.parquet_rows import NOW, publish_rows, row

from pipelines.snapshot.shared_store import SharedStore

HOUR = dt.timedelta(hours=1)
WORD = "rahasia-warga"


def published(tmp_path: Path) -> tuple[Path, Path, SharedStore]:
    """A store of one article that is forgotten later, one that stays, and an older file of both."""
    data, shared = tmp_path / "data", tmp_path / "shared"
    store = SharedStore(str(shared))
    publish_rows(data, [row(1, title=WORD), row(2)], "s1", now=NOW)
    store.publish(data, ["berita"], NOW)
    publish_rows(data, [row(1, title=WORD), row(2), row(3)], "s2", now=NOW + HOUR)
    store.publish(data, ["berita"], NOW + HOUR)
    return data, shared, store


def holding(shared: Path) -> int:
    """In how many Parquet files of the store the word is."""
    import pyarrow.parquet as pq

    tables = (pq.read_table(path, columns=["title"]) for path in shared.rglob("*.parquet"))
    return sum(WORD in table["title"].to_pylist() for table in tables)


def test_the_next_publication_removes_the_files_that_held_it(tmp_path: Path) -> None:
    data, shared, store = published(tmp_path)
    assert holding(shared) == 4  # two datasets, the present files and the superseded ones
    publish_rows(data, [row(2), row(3)], "s3", now=NOW + 3 * HOUR)
    store.publish(data, ["berita"], NOW + 3 * HOUR, forgotten_at=NOW + 2 * HOUR)
    assert holding(shared) == 0
    assert len([*shared.rglob("*.parquet")]) == 2
    assert len(store.paths()) == 1


def test_without_anything_forgotten_since_the_last_one_readers_keep_their_day(tmp_path: Path) -> None:
    data, shared, store = published(tmp_path)
    publish_rows(data, [row(2), row(3)], "s3", now=NOW + 3 * HOUR)
    store.publish(data, ["berita"], NOW + 3 * HOUR, forgotten_at=NOW + HOUR / 2)
    assert holding(shared) == 4


def test_a_crash_before_the_files_are_removed_is_made_good_by_the_next_publication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, shared, store = published(tmp_path)
    publish_rows(data, [row(2), row(3)], "s3", now=NOW + 3 * HOUR)

    def fail(name: str) -> None:
        raise OSError(f"{name} stays")

    with monkeypatch.context() as patch:
        patch.setattr(store._store, "delete", fail)
        with pytest.raises(OSError, match="stays"):
            store.publish(data, ["berita"], NOW + 3 * HOUR, forgotten_at=NOW + 2 * HOUR)
    store.publish(data, ["berita"], NOW + 4 * HOUR, forgotten_at=NOW + 2 * HOUR)
    assert holding(shared) == 0


def test_a_manifest_without_its_time_is_damaged_and_written_again(tmp_path: Path) -> None:
    data, shared, store = published(tmp_path)
    pointer = shared / "current" / "berita"
    manifest = shared / pointer.read_text()
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "published_at": None}))
    assert store.publish(data, ["berita"], NOW + 2 * HOUR).files == 2
    assert store.publish(data, ["berita"], NOW + 3 * HOUR).files == 0
