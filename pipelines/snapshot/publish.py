"""Publishes rows as a snapshot: writes the changed partitions, and hard-links the others."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipelines.disk import sync
from pipelines.schema import Row
from pipelines.snapshot.data_card import write_card
from pipelines.snapshot.directories import (
    DATASETS,
    FewerRowsError,
    Partition,
    SnapshotError,
    current,
    partitions,
    placeholder,
    point_to,
    remove_expired,
    repair,
    snapshot_dir,
)
from pipelines.snapshot.file_sums import FILE_NAME, read_sums, sha256, write_sums
from pipelines.snapshot.parquet import count_rows, read_file, write_file

# Some file systems have no hard links, or too few of them for one file.
_NO_LINK: Final = frozenset({errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP, errno.ENOSYS})

Rows = Iterable[Row] | Partition

NOTHING_REMOVED: Final[Mapping[str, int]] = {}


class Published(NamedTuple):
    """The published snapshot, and the partitions and bytes written for it: none where nothing had changed."""

    snapshot_id: str
    written: tuple[Partition, ...]
    bytes_written: int


def publish(
    data: Path,
    snapshot_id: str,
    *,
    changed: Mapping[Partition, Rows],
    keep: Collection[Partition],
    now: datetime,
    removed: Mapping[str, int] | None = NOTHING_REMOVED,
) -> Published:
    """Returns what it wrote to publish exactly the partitions ``changed`` that have rows, and those of ``keep``.

    Rows are an iterator in ``sort_key`` order. A partition in their place means the same rows as that partition of
    ``changed``, which comes earlier; both share one file. Where nothing changes, no file is touched. Otherwise
    readers see the current snapshot until the new one is complete on disk. A superseded one stays for a day.
    ``removed`` is how many rows of each dataset were removed on purpose since the last snapshot; None where the
    caller has compared every published row with the new ones.
    Raises FewerRowsError where more rows would go than were removed, SnapshotError for kept partitions that the
    current snapshot lacks (``missing``) and for an id that is published already, ValueError for rows that do not
    fit, OSError where the disk fails. After each of these the current snapshot is unchanged.
    """
    published = repair(data)
    existing = partitions(data, published) if published else set()
    missing = tuple(sorted(set(keep) - existing - changed.keys()))
    if missing:
        names = ", ".join(p.path for p in missing)
        raise SnapshotError(f"not in the current snapshot, to be written anew: {names}", missing)
    if published and not changed and existing == set(keep):
        remove_expired(data, now)
        return Published(published, (), 0)
    if published == snapshot_id:
        raise SnapshotError(f"snapshot {snapshot_id} is published already and never changes")

    final = snapshot_dir(data, snapshot_id)
    building = final.with_name(f".{snapshot_id}.tmp")
    before = snapshot_dir(data, published) if published else None
    kept = set(keep) - changed.keys()
    try:
        counts = _build(building, snapshot_id, changed)
        if removed is not None and before:
            _check_rows(before, existing - kept, counts, removed)
        if before:
            _keep(before, building, kept)
        written = [*counts, *_fill_empty(building, snapshot_id)]
        size = sum({f.st_ino: f.st_size for f in ((building / p.path).stat() for p in written)}.values())
        _write_sums(building, before, written, kept)
        _seal(building, now)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    if final.exists():  # complete, but a crash kept it from being published
        shutil.rmtree(final)
    building.rename(final)
    sync(final.parent)
    write_card(data)
    point_to(data, snapshot_id, now)
    remove_expired(data, now)
    return Published(snapshot_id, tuple(written), size)


def read_rows(data: Path, dataset: str, partition: Partition | None = None) -> Iterator[dict[str, Any]]:
    """Returns the published rows of a dataset, or of one partition, as the values they were written from.

    Files come sorted by source and year. Raises SnapshotError where they are not published.
    """
    snapshot_id = current(data)
    if snapshot_id is None:
        raise SnapshotError(f"nothing is published below {data}")
    found = sorted(p for p in partitions(data, snapshot_id) if p.dataset == dataset)
    if partition is not None and partition not in found:
        raise SnapshotError(f"{partition.path} is not published", (partition,))
    for each in [partition] if partition else found:
        yield from read_file(snapshot_dir(data, snapshot_id) / each.path)


def _build(root: Path, snapshot_id: str, changed: Mapping[Partition, Rows]) -> dict[Partition, int]:
    """Returns the partitions that have rows, with their number."""
    root.mkdir(parents=True)
    for dataset in DATASETS:
        (root / dataset).mkdir()
    counts: dict[Partition, int] = {}
    for partition, rows in changed.items():
        if partition.is_placeholder:
            raise ValueError(f"{partition.source} is not a source's name")
        if isinstance(rows, Partition):
            count = counts.get(rows, 0)
            if count:
                _link_partition(root, rows, partition)
        else:
            count = _write(root, partition, snapshot_id, rows)
        if count:
            counts[partition] = count
    return counts


def _link_partition(root: Path, same: Partition, partition: Partition) -> None:
    path = root / partition.path
    path.parent.mkdir(exist_ok=True)
    _link(str(root / same.path), str(path))


def _write(root: Path, partition: Partition, snapshot_id: str, rows: Iterable[Row]) -> int:
    """Returns the number of rows; a file without rows stays only as a placeholder."""
    path = root / partition.path
    path.parent.mkdir(exist_ok=True)
    count = write_file(path, partition, snapshot_id, rows)
    if not count and not partition.is_placeholder:
        path.unlink()
    return count


def _check_rows(
    before: Path, replaced: Collection[Partition], counts: Mapping[Partition, int], removed: Mapping[str, int]
) -> None:
    for dataset in DATASETS:
        old = sum(count_rows(before / p.path) for p in replaced if p.dataset == dataset)
        new = sum(count for p, count in counts.items() if p.dataset == dataset)
        lost = old - new - removed.get(dataset, 0)
        if lost > 0:
            raise FewerRowsError(f"{dataset} would lose {lost} of its published rows, which nothing removed")


def _write_sums(
    root: Path, before: Path | None, written: Iterable[Partition], kept: Collection[Partition]
) -> None:
    try:
        known = read_sums(before) if before else {}
    except ValueError:
        known = {}  # `verify` names it
    sums = {p.path: known[p.path] for p in kept if p.path in known}
    digests: dict[int, str] = {}  # the two datasets may share a file
    for partition in written:
        path = root / partition.path
        inode = path.stat().st_ino
        digests[inode] = digests.get(inode) or sha256(path)
        sums[partition.path] = digests[inode]
    write_sums(root, sums)
    sync(root / FILE_NAME)


def _keep(old: Path, new: Path, kept: Collection[Partition]) -> None:
    for folder in {partition.path.rpartition("/")[0] for partition in kept}:
        (new / folder).mkdir(exist_ok=True)
    for partition in kept:  # a thousand of them: plain strings are quicker
        _link(f"{old}/{partition.path}", f"{new}/{partition.path}")


def _link(old: str, new: str) -> None:
    try:
        os.link(old, new)
    except OSError as error:
        if error.errno not in _NO_LINK:
            raise
        shutil.copy2(old, new)
        sync(Path(new))


def _fill_empty(root: Path, snapshot_id: str) -> list[Partition]:
    empty = [placeholder(d) for d in DATASETS if not any((root / d).glob("*/*.parquet"))]
    for partition in empty:
        _write(root, partition, snapshot_id, ())
    return empty


def _seal(root: Path, now: datetime) -> None:
    for dataset in DATASETS:
        for source in (root / dataset).iterdir():
            if any(source.iterdir()):
                sync(source)
            else:
                source.rmdir()
        sync(root / dataset)
    os.utime(root, (now.timestamp(), now.timestamp()))
    sync(root)
