"""Rows and corpora for the tests of the database: whole, with a hash that is their text's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from support.parquet_rows import NOW, row

from pipelines.corpus.decisions import Outcome
from pipelines.corpus.staging import apply, stage
from pipelines.schema import Row
from pipelines.text.lines import content_hash

DAY = dt.date(2024, 9, 8)


def version(number: int, *, day: dt.date | None = DAY, **values: Any) -> Row:
    """A version of an article as a run stores it."""
    full = row(number, day=day, **values)
    if day is None and "quality" not in values:
        full["quality"] = ["no_date"]
    return full | {"content_hash": content_hash(full["title"], full["published_date"], full["body"])}


def seen(number: int, *, at: dt.datetime = NOW, **values: Any) -> Row:
    """What a fetch of its page tells of an article, capture included."""
    corpus = ("revision", "status", "first_seen_at", "gone_at", "duplicate_of")
    return {k: v for k, v in version(number, fetched_at=at, **values).items() if k not in corpus}


def store(connection: Any, rows: Iterable[Row], outcome: Outcome = Outcome.NEW) -> None:
    """Stages rows and makes them the corpus's."""
    rows = list(rows)
    for each in rows:
        stage(connection, outcome, each)
    for source in {each["source"] for each in rows}:
        apply(connection, source)


def dirty(connection: Any) -> set[tuple[str, str, int]]:
    """The partitions that are marked as not published; the marks are taken away."""
    found = set(connection.execute("SELECT dataset, source, year FROM dirty"))
    connection.execute("DELETE FROM dirty")
    return found


def files(data: Path) -> dict[str, bytes]:
    """The published files' bytes by path."""
    paths = [*data.glob("articles/*/*.parquet"), *data.glob("revisions/*/*.parquet")]
    return {str(p.relative_to(data)): p.read_bytes() for p in paths}
