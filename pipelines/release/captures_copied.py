"""The raw captures of a release, without those of articles that it leaves out."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

import pyarrow.parquet as pq

from pipelines.archive import Pointer, erase


def captures_of(snapshot: Path, article_ids: Collection[str]) -> set[Pointer]:
    """Returns the captures of all versions of some articles."""
    found = set()
    for path in (snapshot / "revisions").glob("*/*.parquet") if article_ids else ():
        table = pq.read_table(path, columns=["article_id", "archive_file", "archive_offset"])
        for article_id, file, offset in zip(*(c.to_pylist() for c in table.columns), strict=True):
            if article_id in article_ids and file:
                found.add(Pointer(file, offset))
    return found


def copy_archive(archive: Path, lengths: Mapping[str, int], to: Path, left_out: Collection[Pointer]) -> None:
    """Copies the committed bytes of the archive's files, then erases the captures to be left out."""
    to.mkdir()
    for name, length in lengths.items():
        with (archive / name).open("rb") as source, (to / name).open("xb") as sink:
            shutil.copyfileobj(source, sink)
            sink.truncate(length)
    erase(to, left_out)
