"""The snapshots below the data directory, and the links to the published one that readers follow.

::

    .current   -> snapshots/ID        the link whose rename publishes a snapshot
    articles   -> .current/articles
    revisions  -> .current/revisions
    snapshots/ID/{articles,revisions}/SOURCE/YEAR.parquet

The modification time of a snapshot's directory is the moment when it was superseded; until then, published.
"""

from __future__ import annotations

import os
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from pipelines.disk import TEMPORARY, sync

DATASETS: Final = ("articles", "revisions")
KEPT_FOR: Final = timedelta(days=1)

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_POINTER: Final = ".current"
_PLACEHOLDER_SOURCE: Final = "empty"


class Partition(NamedTuple):
    """One file of a dataset: the rows of one source and year, 0 where the day is unknown."""

    dataset: str
    source: str
    year: int

    @property
    def path(self) -> str:
        """Returns the file's path below its snapshot. Raises ValueError for an unsafe name."""
        if self.dataset not in DATASETS or not _NAME.fullmatch(self.source) or self.year < 0:
            raise ValueError(f"not a partition: {self!r}")
        return f"{self.dataset}/{self.source}/{self.year}.parquet"

    @property
    def is_placeholder(self) -> bool:
        """Returns whether this is the file with zero rows of a dataset without any row."""
        return self.source == _PLACEHOLDER_SOURCE


class SnapshotError(Exception):
    """Raised where files on disk are missing or in the way; ``missing`` are the partitions to write anew."""

    def __init__(self, message: str, missing: tuple[Partition, ...] = ()) -> None:
        super().__init__(message)
        self.missing = missing


class FewerRowsError(SnapshotError):
    """Raised where a snapshot would have fewer rows than the published one, although nothing removed them."""


def placeholder(dataset: str) -> Partition:
    """Returns the partition that holds zero rows where ``dataset`` has none."""
    return Partition(dataset, _PLACEHOLDER_SOURCE, 0)


def snapshot_dir(data: Path, snapshot_id: str) -> Path:
    """Returns the directory of a snapshot. Raises ValueError for an id that is no safe file name."""
    if not _NAME.fullmatch(snapshot_id):
        raise ValueError(f"not a snapshot id: {snapshot_id!r}")
    return data / "snapshots" / snapshot_id


def current(data: Path) -> str | None:
    """Returns the id of the published snapshot, or None where there is none or its directory is lost."""
    pointer = data / _POINTER
    return pointer.readlink().name if pointer.is_symlink() and pointer.is_dir() else None


def partitions(data: Path, snapshot_id: str) -> set[Partition]:
    """Returns the partitions that a snapshot holds, without the placeholders of empty datasets."""
    root = snapshot_dir(data, snapshot_id)
    found = (
        Partition(dataset, path.parent.name, int(path.stem))
        for dataset in DATASETS
        for path in (root / dataset).glob("*/*.parquet")
        if path.stem.isdecimal()
    )
    return {p for p in found if not p.is_placeholder}


def point_to(data: Path, snapshot_id: str, now: datetime) -> None:
    """Publishes a complete snapshot; the rename of the ``.current`` link does it."""
    previous = current(data)
    if previous is not None:
        os.utime(snapshot_dir(data, previous), (now.timestamp(), now.timestamp()))
    for dataset in DATASETS:
        _link(data / dataset, f"{_POINTER}/{dataset}")
    _link(data / _POINTER, f"snapshots/{snapshot_id}")


def repair(data: Path) -> str | None:
    """Returns the id of the published snapshot, after putting its links right and removing incomplete snapshots.

    Returns None where nothing is published. Raises SnapshotError where a link's place holds something else.
    """
    for leftover in (data / "snapshots").glob(f".*{TEMPORARY}"):
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover)
    snapshot_id = current(data)
    if snapshot_id is not None:
        for dataset in DATASETS:
            _link(data / dataset, f"{_POINTER}/{dataset}")
    return snapshot_id


def remove_expired(data: Path, now: datetime) -> None:
    """Removes snapshots that were superseded at least a day ago, or, after a jump of the clock, a day ahead."""
    published = current(data)
    for path in (data / "snapshots").iterdir():
        if path.is_symlink() or not path.is_dir():
            continue  # not made by this program
        age = abs(now.timestamp() - path.stat().st_mtime)
        if path.name != published and age >= KEPT_FOR.total_seconds():
            # It is renamed first: an interrupted removal must not leave half a snapshot under a valid name.
            torn = path.with_name(f".{path.name}{TEMPORARY}")
            path.rename(torn)
            shutil.rmtree(torn)


def free_bytes(path: Path) -> int:
    """Returns the bytes free for us on the disk that holds ``path`` or its nearest existing parent."""
    existing = next(p for p in (path, *path.absolute().parents) if p.exists())
    return shutil.disk_usage(existing).free


def _link(link: Path, target: str) -> None:
    if link.is_symlink() and str(link.readlink()) == target:
        return
    if link.exists() and not link.is_symlink():
        raise SnapshotError(f"{link} is not the link that the program made there: move it away")
    temporary = link.with_name(f"{link.name}.tmp")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target)
    temporary.replace(link)
    sync(link.parent)
