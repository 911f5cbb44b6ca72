"""The files of the raw archive: their names and their whole length."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pipelines.archive.inflating import members

SUFFIX: Final = ".warc.gz"
ASIDE: Final = ".uncommitted"  # added to the name of a file that is not in the database


def free_name(root: Path, now: dt.datetime) -> str:
    """Returns a file name made of the time in UTC and a serial number, never used before below ``root``."""
    stamp = now.astimezone(dt.UTC).strftime("%Y%m%d%H%M%S")
    taken = {path.name.removesuffix(ASIDE) for path in root.iterdir()}
    names = (f"bogor-news-{stamp}-{serial:05d}{SUFFIX}" for serial in range(100_000))
    return next(name for name in names if name not in taken)


def whole_length(path: Path) -> int:
    """Returns the bytes up to the end of a file's last undamaged record, to rebuild a lost database from."""
    with path.open("rb") as file:
        return max((piece.end for piece in members(file, 0)), default=0)


def damaged_members(path: Path, length: int) -> Iterator[tuple[int, str]]:
    """Yields the offset of each damaged gzip member among the first ``length`` bytes, and what is wrong with it."""
    with path.open("rb") as file:
        for piece in members(file, 0):
            if piece.damage and piece.offset < length:
                yield piece.offset, piece.damage
