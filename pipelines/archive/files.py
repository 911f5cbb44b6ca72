"""The files of the raw archive: their names and their whole length."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

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


class Damage(NamedTuple):
    """A damaged stretch of an archive file: its offset, its bytes up to the next sound member, and what is wrong."""

    offset: int
    length: int
    reason: str


def damaged_members(path: Path, length: int | None = None) -> Iterator[Damage]:
    """Yields what is damaged in a file, or in its first ``length`` bytes."""
    size = path.stat().st_size if length is None else length
    found: tuple[int, str] | None = None
    with path.open("rb") as file:
        for piece in members(file, 0):
            if found and piece.offset > found[0]:
                yield Damage(found[0], min(piece.offset, size) - found[0], found[1])
                found = None
            if piece.damage and piece.offset < size:
                found = (piece.offset, piece.damage)
    if found:
        yield Damage(found[0], size - found[0], found[1])
