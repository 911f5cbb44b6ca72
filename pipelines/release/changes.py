"""The changes since an earlier release, so that its users can update their copy without loading all of it again.

They drop the rows of all ids in these files, and add the rows in these files: the result is the new ``articles``.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa

from pipelines.release import yearly as tables
from pipelines.schema import arrow_schema
from pipelines.snapshot import read_file

MEANINGS: Final = {
    "added": "articles that were not there",
    "edited": "the site changed the article, or brought it back",
    "corrected": "the article is the same, we know or read more of it",
    "vanished": "the site no longer has the article; its last text stays",
    "taken_out": "removed from the corpus for good; only the ids are listed",
}


# Null in a release without the captures: that changes no article.
_POINTERS: Final = ("archive_file", "archive_offset")


class _Known(NamedTuple):
    digest: bytes
    revision: int
    status: str


def write_changes(since: Path, target: Path) -> dict[str, int]:
    """Writes ``changes/KIND.parquet`` below the new release ``target`` and returns the number of rows of each."""
    old = dict(_known(since))
    changed: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _articles(target):
        kind = _kind(old.pop(row["article_id"], None), row)
        if kind:
            changed[kind].append(row)
    for kind in MEANINGS:
        rows, schema = changed[kind], arrow_schema()
        if kind == "taken_out":
            rows, schema = [{"article_id": i} for i in sorted(old)], pa.schema([schema.field("article_id")])
        tables.write(target / f"changes/{kind}.parquet", [pa.Table.from_pylist(rows, schema)], dataset=kind)
    return {kind: len(old) if kind == "taken_out" else len(changed[kind]) for kind in MEANINGS}


def _articles(release: Path) -> Iterator[dict[str, Any]]:
    for path in sorted((release / "articles").glob("*.parquet")):
        yield from read_file(path)


def _known(release: Path) -> Iterator[tuple[str, _Known]]:
    for row in _articles(release):
        yield row["article_id"], _Known(_digest(row), row["revision"], row["status"])


def _digest(row: dict[str, Any]) -> bytes:
    told = [(name, value) for name, value in sorted(row.items()) if name not in _POINTERS]
    return hashlib.blake2b(repr(told).encode(), digest_size=16).digest()


def _kind(old: _Known | None, row: dict[str, Any]) -> str | None:
    if old is None:
        return "added"
    if old.digest == _digest(row):
        return None
    if row["status"] == "gone" and old.status != "gone":
        return "vanished"
    return "edited" if row["revision"] != old.revision else "corrected"
