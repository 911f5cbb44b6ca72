"""Publishing: exactly what was asked stands, nothing else is written, and no failure harms what stood."""

import datetime as dt
import errno
import os
import random
import resource
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from support.parquet_rows import NOW, publish_rows, row, split

from pipelines.snapshot import (
    DATASETS,
    FewerRowsError,
    Partition,
    SnapshotError,
    current,
    free_bytes,
    partitions,
    publish,
    read_rows,
    repair,
)
from pipelines.snapshot.file_sums import read_sums, sha256

DAY = dt.timedelta(days=1)
ROWS = [row(n, day=dt.date(2022 + n, 9, 8)) for n in range(3)]
ALL = set(split(ROWS))
ONE_OF_EACH = dict.fromkeys(DATASETS, 1)


def tree(root: Path):
    """Every entry below ``root`` with what a change of any kind would alter."""
    return {
        path.relative_to(root): (
            path.lstat().st_ino,
            path.lstat().st_mtime_ns,
            path.readlink() if path.is_symlink() else None,
        )
        for path in root.rglob("*")
    }


def but_snapshots(entries):
    return {path: entry for path, entry in entries.items() if path != Path("snapshots")}


def names(folder: Path):
    return {path.name for path in folder.iterdir()}


def inodes(data: Path):
    snapshot = (data / "articles").resolve().parent
    return {p.relative_to(snapshot): p.stat().st_ino for p in snapshot.rglob("*.parquet")}


def test_the_first_snapshot_is_laid_out_as_promised(tmp_path):
    published = publish_rows(tmp_path, ROWS)
    assert published.snapshot_id == current(tmp_path) == "s1"
    assert set(published.written) == ALL == partitions(tmp_path, "s1")
    files = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.glob("articles/*/*"))
    assert files == [f"articles/berita/{year}.parquet" for year in (2022, 2023, 2024)]
    assert published.bytes_written == sum(
        p.stat().st_size for d in DATASETS for p in tmp_path.glob(f"{d}/*/*")
    )
    assert (tmp_path / "articles").resolve() == tmp_path.resolve() / "snapshots/s1/articles"
    assert list(read_rows(tmp_path, "articles")) == list(read_rows(tmp_path, "revisions")) == ROWS


def test_one_partition_can_be_read_back(tmp_path):
    publish_rows(tmp_path, ROWS)
    assert list(read_rows(tmp_path, "articles", Partition("articles", "berita", 2023))) == [ROWS[1]]
    with pytest.raises(SnapshotError, match=r"articles/berita/1999\.parquet is not published"):
        list(read_rows(tmp_path, "articles", Partition("articles", "berita", 1999)))


def test_nothing_new_touches_nothing(tmp_path):
    publish_rows(tmp_path, ROWS)
    before = tree(tmp_path)
    published = publish(tmp_path, "s2", changed={}, keep=ALL, now=NOW + DAY)
    assert published == ("s1", (), 0)
    assert tree(tmp_path) == before


def test_only_changed_partitions_are_written(tmp_path):
    publish_rows(tmp_path, ROWS)
    before = inodes(tmp_path)
    edited = row(1, day=dt.date(2023, 9, 8), title="Judul baru")
    published = publish_rows(tmp_path, [edited], "s2", keep=ALL)
    assert set(published.written) == set(split([edited]))
    assert list(read_rows(tmp_path, "articles")) == [ROWS[0], edited, ROWS[2]]
    changed = {path for path, inode in inodes(tmp_path).items() if before[path] != inode}
    assert changed == {Path(d, "berita/2023.parquet") for d in DATASETS}
    assert pq.read_schema(tmp_path / "articles/berita/2023.parquet").metadata[b"snapshot_id"] == b"s2"


def test_the_previous_snapshot_stays_readable(tmp_path):
    publish_rows(tmp_path, ROWS)
    resolved = (tmp_path / "articles").resolve()
    publish_rows(tmp_path, [row(7)], "s2")
    assert pq.read_table(resolved).num_rows == len(ROWS)


def test_a_partition_without_rows_is_removed(tmp_path):
    publish_rows(tmp_path, ROWS)
    emptied = dict.fromkeys(split([ROWS[0]]), ())
    publish(tmp_path, "s2", changed=emptied, keep=ALL - emptied.keys(), now=NOW, removed=ONE_OF_EACH)
    assert list(read_rows(tmp_path, "articles")) == ROWS[1:]


def test_a_source_without_rows_leaves_no_folder(tmp_path):
    publish_rows(tmp_path, [*ROWS, row(1, source="show_post")])
    emptied = dict.fromkeys(split([row(1, source="show_post")]), ())
    publish(tmp_path, "s2", changed=emptied, keep=ALL, now=NOW, removed=ONE_OF_EACH)
    assert names(tmp_path / "articles") == {"berita"}


def test_a_partition_that_is_not_named_is_removed(tmp_path):
    publish_rows(tmp_path, ROWS)
    publish(tmp_path, "s2", changed={}, keep=set(split(ROWS[1:])), now=NOW, removed=ONE_OF_EACH)
    assert list(read_rows(tmp_path, "revisions")) == ROWS[1:]


@pytest.mark.parametrize("removed", [{}, {"articles": 1, "revisions": 1}, {"revisions": 2}])
def test_rows_that_nothing_removed_are_not_dropped(tmp_path, removed):
    publish_rows(tmp_path, ROWS)
    before = tree(tmp_path)
    with pytest.raises(FewerRowsError, match=r"articles would lose [12] of its published rows"):
        publish(tmp_path, "s2", changed={}, keep=set(split(ROWS[2:])), now=NOW, removed=removed)
    assert but_snapshots(tree(tmp_path)) == but_snapshots(before)


def test_a_row_that_moves_to_another_year_is_not_lost(tmp_path):
    publish_rows(tmp_path, ROWS)
    moved = split([*ROWS[:2], row(2, day=dt.date(2019, 9, 8))])
    publish(tmp_path, "s2", changed=dict.fromkeys(split(ROWS), ()) | moved, keep=(), now=NOW)
    assert {r["year"] for r in read_rows(tmp_path, "articles")} == {2019, 2022, 2023}


def test_each_file_has_its_checksum_in_the_snapshot(tmp_path):
    publish_rows(tmp_path, ROWS)
    changed = split([row(3, day=dt.date(2030, 1, 1))])
    publish(tmp_path, "s2", changed=changed, keep=ALL, now=NOW)
    folder = (tmp_path / "articles").resolve().parent
    sums = read_sums(folder)
    assert sums.keys() == {p.path for p in partitions(tmp_path, "s2")}
    assert {name: sha256(folder / name) for name in sums} == sums


def test_without_rows_there_is_one_file_with_zero_rows_until_there_are_some(tmp_path):
    publish(tmp_path, "s0", changed={}, keep=(), now=NOW)
    before = tree(tmp_path)
    assert [p.name for p in tmp_path.glob("articles/*/*")] == ["0.parquet"]
    assert pq.read_table(tmp_path / "articles").num_rows == 0
    assert list(read_rows(tmp_path, "revisions")) == []
    assert publish(tmp_path, "s1", changed={}, keep=(), now=NOW).written == ()
    assert tree(tmp_path) == before
    publish_rows(tmp_path, ROWS, "s1")
    assert names(tmp_path / "articles") == {"berita"}


def test_a_lost_kept_file_is_named(tmp_path):
    publish_rows(tmp_path, ROWS)
    lost = Partition("revisions", "berita", 2023)
    (tmp_path / lost.path).unlink()
    with pytest.raises(SnapshotError, match=r"revisions/berita/2023\.parquet") as caught:
        publish_rows(tmp_path, [row(9)], "s2", keep=ALL)
    assert caught.value.missing == (lost,)
    publish(tmp_path, "s2", changed={lost: [ROWS[1]]}, keep=ALL - {lost}, now=NOW)
    assert list(read_rows(tmp_path, "revisions")) == ROWS


def test_keeping_without_a_current_snapshot_names_everything(tmp_path):
    with pytest.raises(SnapshotError) as caught:
        publish(tmp_path, "s1", changed={}, keep=ALL, now=NOW)
    assert set(caught.value.missing) == ALL


def test_a_published_id_is_never_written_again(tmp_path):
    publish_rows(tmp_path, ROWS)
    before = tree(tmp_path)
    with pytest.raises(SnapshotError, match="s1 is published already"):
        publish_rows(tmp_path, [row(5)])
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", ["", ".", "..", "../x", ".s", "a/b", "a\0b", "x" * 101])
def test_names_that_leave_the_folder_are_refused(tmp_path, name):
    with pytest.raises(ValueError, match="not a snapshot id"):
        publish_rows(tmp_path / "data", ROWS, name)
    with pytest.raises(ValueError, match="not a partition"):
        publish_rows(tmp_path / "data", [row(1, source=name)])
    assert not list(tmp_path.rglob("*.parquet"))


def test_empty_is_no_source(tmp_path):
    with pytest.raises(ValueError, match="empty is not a source's name"):
        publish_rows(tmp_path, [row(1, source="empty")])


def test_a_superseded_snapshot_stays_a_day(tmp_path):
    publish_rows(tmp_path, ROWS, "s1", now=NOW)
    publish_rows(tmp_path, ROWS, "s2", now=NOW + 5 * DAY)
    publish_rows(tmp_path, ROWS, "s3", now=NOW + 6 * DAY - DAY / 100)
    assert names(tmp_path / "snapshots") == {"s1", "s2", "s3"}
    publish(tmp_path, "s4", changed={}, keep=ALL, now=NOW + 6 * DAY)
    assert names(tmp_path / "snapshots") == {"s2", "s3"}
    publish_rows(tmp_path, ROWS, "s4", now=NOW + 9 * DAY)
    assert names(tmp_path / "snapshots") == {"s3", "s4"}


def test_a_snapshot_from_a_clock_that_was_ahead_is_removed(tmp_path):
    publish_rows(tmp_path, ROWS, "s1", now=NOW)
    publish_rows(tmp_path, ROWS, "s2", now=NOW + 900 * DAY)
    publish_rows(tmp_path, ROWS, "s3", now=NOW)
    assert names(tmp_path / "snapshots") == {"s2", "s3"}
    publish_rows(tmp_path, ROWS, "s4", now=NOW + DAY)
    assert names(tmp_path / "snapshots") == {"s3", "s4"}


def test_files_of_others_stay(tmp_path):
    publish_rows(tmp_path, ROWS)
    note = tmp_path / "snapshots/note.txt"
    note.touch()
    os.utime(note, (0, 0))
    publish_rows(tmp_path, [row(9)], "s2")
    assert note.exists()


def test_links_of_others_among_the_snapshots_are_left_alone(tmp_path):
    publish_rows(tmp_path, ROWS)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("kept", ".kept.tmp"):
        (tmp_path / "snapshots" / name).symlink_to(elsewhere)
    publish_rows(tmp_path, ROWS[:2], "s2", now=NOW + 9 * DAY)
    publish_rows(tmp_path, ROWS, "s3", now=NOW + 30 * DAY)
    assert names(tmp_path / "snapshots") == {"kept", ".kept.tmp", "s2", "s3"}
    assert elsewhere.is_dir()


def test_lost_links_come_back(tmp_path):
    publish_rows(tmp_path, ROWS)
    (tmp_path / "articles").unlink()
    (tmp_path / "revisions").unlink()
    (tmp_path / "revisions").symlink_to("elsewhere")
    assert repair(tmp_path) == "s1"
    assert (
        pq.read_table(tmp_path / "articles").num_rows == pq.read_table(tmp_path / "revisions").num_rows == 3
    )


def test_a_folder_in_a_links_place_is_not_overwritten(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles/notes").touch()
    with pytest.raises(SnapshotError, match="articles is not the link"):
        publish_rows(tmp_path, ROWS)
    assert (tmp_path / "articles/notes").exists()


def test_a_lost_snapshot_is_no_snapshot(tmp_path):
    assert current(tmp_path) is None
    publish_rows(tmp_path, ROWS)
    (tmp_path / "snapshots").rename(tmp_path / "moved")
    assert current(tmp_path) is None
    with pytest.raises(SnapshotError, match="nothing is published"):
        list(read_rows(tmp_path, "articles"))
    publish_rows(tmp_path, ROWS)
    assert list(read_rows(tmp_path, "articles")) == ROWS


@pytest.mark.parametrize("number", [errno.EPERM, errno.EXDEV, errno.EMLINK])
def test_without_hard_links_files_are_copied(tmp_path, monkeypatch, number):
    publish_rows(tmp_path, ROWS)

    def refuse(source, target):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", refuse)
    publish_rows(tmp_path, [row(9, day=dt.date(2020, 1, 1))], "s2", keep=ALL)
    assert list(read_rows(tmp_path, "articles"))[1:] == ROWS


def test_a_full_disk_leaves_the_old_snapshot_and_no_litter(tmp_path, monkeypatch):
    publish_rows(tmp_path, ROWS)
    before = tree(tmp_path)

    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as caught:
        publish_rows(tmp_path, [row(9)], "s2", keep=ALL)
    assert caught.value.errno == errno.ENOSPC
    assert but_snapshots(tree(tmp_path)) == but_snapshots(before)


def test_a_write_that_fails_in_the_middle_of_a_file(tmp_path):
    publish_rows(tmp_path, ROWS)
    before = tree(tmp_path)
    noise = random.Random(1)
    rows = [row(n, body=noise.randbytes(5_000).hex()) for n in range(1_000)]
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large") as caught:
            publish_rows(tmp_path, rows, "s2", keep=ALL)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert caught.value.errno == errno.EFBIG
    assert but_snapshots(tree(tmp_path)) == but_snapshots(before)
    publish_rows(tmp_path, rows, "s2", keep=ALL)
    assert len(list(read_rows(tmp_path, "articles"))) == 2 + len(rows)


def test_rows_that_fail_half_way_leave_the_old_snapshot(tmp_path):
    def rows():
        yield row(1)
        raise RuntimeError("the database went away")

    publish_rows(tmp_path, ROWS)
    with pytest.raises(RuntimeError, match="went away"):
        publish(tmp_path, "s2", changed={Partition("articles", "berita", 2024): rows()}, keep=ALL, now=NOW)
    assert names(tmp_path / "snapshots") == {"s1"}
    assert list(read_rows(tmp_path, "articles")) == ROWS


def test_free_bytes_of_a_directory_to_be(tmp_path):
    assert 0 < free_bytes(tmp_path / "not/yet") == pytest.approx(free_bytes(tmp_path), rel=0.5)
