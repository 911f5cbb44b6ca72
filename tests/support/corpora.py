"""Looking at a corpus as its readers do."""

from __future__ import annotations

import hashlib
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs
import pyarrow.dataset

from crawler.minisite.model import Site
from pipelines.corpus.database import open_reader
from pipelines.maintenance.verify import verify


def rows(data: Path, dataset: str = "articles") -> list[dict[str, Any]]:
    """The published rows, by id and revision."""
    table = pyarrow.dataset.dataset(data / dataset).to_table()
    return sorted(table.to_pylist(), key=lambda row: (row["article_id"], row["revision"]))


def by_id(data: Path) -> dict[str, dict[str, Any]]:
    """The published current rows by article_id."""
    return {row["article_id"]: row for row in rows(data)}


def files(data: Path) -> dict[str, str]:
    """The digest of every published file, by path."""
    found = [*data.glob("articles/*/*.parquet"), *data.glob("revisions/*/*.parquet")]
    return {str(p.relative_to(data)): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


def broken(data: Path) -> list[str]:
    """What ``verify`` finds."""
    with closing(open_reader(data)) as connection:
        return list(verify(connection, data))


def plain(value: Any) -> Any:
    """A model's value as Parquet gives it back."""
    if isinstance(value, tuple | list):
        return [attrs.asdict(x) if attrs.has(type(x)) else x for x in value]
    return value


def show_post_range(site: Site) -> dict[str, int]:
    """The options that try every number of the older generation."""
    numbers = [post.post_id for post in site.posts() if post.source == "show_post"]
    return {"start_id": min(numbers), "end_id": max(numbers)}
