"""What the gates call usual: the shares of checked pages that changed and vanished in good crawls before."""

from __future__ import annotations

import sqlite3

import pytest
from support.parquet_rows import NOW

from pipelines.corpus import run_log
from pipelines.corpus.staging import baseline

SAME = {"same": 80, "updated": 5, "filled": 5, "new": 40}


def keep_run(
    connection: sqlite3.Connection, counts: dict[str, int], *, command: str = "crawl", code: int = 0
) -> None:
    number = run_log.begin(connection, command, NOW)
    run_log.end(connection, number, NOW, code, None, {"berita": counts})


def shares(connection: sqlite3.Connection) -> tuple[float, float]:
    usual = baseline(connection, "berita")
    return usual.usual_change, usual.usual_missing


def test_the_shares_are_of_the_pages_that_were_checked(connection: sqlite3.Connection) -> None:
    keep_run(connection, {**SAME, "edited": 3, "back": 2, "missing": 4, "gone": 1})
    assert shares(connection) == (0.05, 0.05)
    keep_run(connection, {"same": 100})
    assert shares(connection) == (0.025, 0.025)


@pytest.mark.parametrize(("command", "code"), [("crawl", 6), ("import", 0)])
def test_a_run_that_failed_or_was_no_crawl_is_not_usual(
    connection: sqlite3.Connection, command: str, code: int
) -> None:
    keep_run(connection, {"same": 9, "edited": 1})
    keep_run(connection, {"edited": 50, "missing": 50}, command=command, code=code)
    assert shares(connection) == (0.1, 0.0)


def test_only_the_last_thirty_runs_count(connection: sqlite3.Connection) -> None:
    keep_run(connection, {"missing": 100})
    for _ in range(30):
        keep_run(connection, {"same": 10})
    assert shares(connection) == (0.0, 0.0)


def test_without_any_run_nothing_is_usual(connection: sqlite3.Connection) -> None:
    assert shares(connection) == (0.0, 0.0)
