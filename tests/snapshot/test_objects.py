"""Objects by names behave the same in a directory and behind Arrow's file systems."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyarrow import fs

from pipelines.snapshot.objects import DirectoryStore, ObjectStore, Store, StoreError, open_store


@pytest.fixture(params=["directory", "objects"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    root = tmp_path / "toko"
    if request.param == "directory":
        return DirectoryStore(root)
    (root / "articles").mkdir(parents=True)  # an object store has no directories to make
    return ObjectStore(fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem()), "toko", "s3")


def test_what_is_written_is_read(store: Store) -> None:
    assert store.read("articles/a.parquet") is None
    store.write("articles/a.parquet", b"satu")
    store.write("articles/a.parquet", b"dua")
    assert store.read("articles/a.parquet") == b"dua"


def test_what_is_uploaded_is_read(store: Store, tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    (tmp_path / "sumber").write_bytes(content)
    store.upload(tmp_path / "sumber", "articles/b.parquet")
    assert store.read("articles/b.parquet") == content


def test_what_is_deleted_is_gone_and_deleting_it_again_changes_nothing(store: Store) -> None:
    store.write("articles/a.parquet", b"satu")
    store.write("articles/b.parquet", b"dua")
    store.delete("articles/a.parquet")
    store.delete("articles/a.parquet")
    assert (store.read("articles/a.parquet"), store.read("articles/b.parquet")) == (None, b"dua")


def test_names_are_those_right_below_in_order(store: Store, tmp_path: Path) -> None:
    assert store.names("manifests") == []
    for name in ("c", "a", "b"):
        store.write(f"articles/{name}", b"isi")
    (tmp_path / "toko" / "articles" / "lain").mkdir()
    store.write("articles/lain/d", b"isi")
    assert [name for name in store.names("articles") if name != "articles/lain"] == [
        "articles/a", "articles/b", "articles/c",
    ]  # fmt: skip
    if isinstance(store, ObjectStore):  # a prefix is no object
        assert "articles/lain" not in store.names("articles")


def test_a_reader_opens_its_address(tmp_path: Path) -> None:
    objects = ObjectStore(fs.LocalFileSystem(), "ember/korpus", "s3")
    assert objects.address("articles/a") == "s3://ember/korpus/articles/a"
    assert open_store(str(tmp_path)).address("articles/a") == str(tmp_path / "articles" / "a")


@pytest.mark.parametrize("uri", ["gopher://korpus", "s3//korpus/://"])
def test_an_address_that_makes_no_sense_is_named(uri: str) -> None:
    with pytest.raises(StoreError, match="is no directory and no object store"):
        open_store(uri)
