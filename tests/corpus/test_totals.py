"""How much of the corpus came lately."""

from __future__ import annotations

import datetime as dt
import sqlite3

import pytest

from pipelines.corpus.totals import growth

NEWEST = 1_700_000_000_000_000


@pytest.mark.parametrize(
    ("before", "recent"),
    [(dt.timedelta(days=30, microseconds=-1), 3), (dt.timedelta(days=30), 2), (dt.timedelta(days=400), 2)],
)
def test_what_was_captured_in_the_thirty_days_before_the_newest_capture_is_recent(
    before: dt.timedelta, recent: int
) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE revisions (fetched_at INTEGER)")
    moments = (NEWEST, NEWEST - 1, NEWEST - before // dt.timedelta(microseconds=1))
    connection.executemany("INSERT INTO revisions VALUES (?)", [(moment,) for moment in moments])
    assert growth(connection) == (3, recent)
    connection.close()
