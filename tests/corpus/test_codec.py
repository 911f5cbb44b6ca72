"""Values as SQLite stores them: every column comes back as it was, and what is damaged is told without a traceback."""

from __future__ import annotations

from typing import Any

import pytest
from corpus_rows import version

from pipelines.corpus.codec import decode, encode, why_unreadable
from pipelines.schema import NAMES


def test_every_column_comes_back_as_it_was() -> None:
    row = version(1)
    assert decode(encode(row)) == {name: row.get(name) for name in NAMES}


@pytest.mark.parametrize(
    ("column", "stored"),
    [
        ("fetched_at", 10**18),  # beyond the year 9999
        ("published_at", -(10**18)),
        ("fetched_at", "kemarin"),
        ("published_date", "2024-02-30"),
        ("published_date", 20240230),
        ("tags", '["taman"'),
        ("related_links", b"\xff[]"),
    ],
)
def test_a_damaged_value_is_told(column: str, stored: Any) -> None:
    assert why_unreadable(column, stored)


@pytest.mark.parametrize(
    ("column", "stored"), [("fetched_at", 0), ("tags", "[]"), ("title", ""), ("author", None)]
)
def test_a_sound_value_is_not(column: str, stored: Any) -> None:
    assert why_unreadable(column, stored) is None
