from __future__ import annotations

import datetime as dt
from contextlib import closing

import pytest

from pipelines.corpus import run_log
from pipelines.corpus.database import open_writer

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


@pytest.fixture
def connection(tmp_path):
    with closing(open_writer(tmp_path)) as connection:
        yield connection


@pytest.mark.parametrize(
    ("ended", "first"),
    [
        ([], None),
        ([("crawl", 0)], 0),
        ([("crawl", 0), ("crawl", 0)], 1),
        ([("crawl", 0), ("crawl", 6), ("crawl", 4), ("crawl", 0)], 1),
        ([("crawl", 0), ("crawl", 6)], 1),
        ([("crawl", 0), ("crawl --from wayback", 0), ("reprocess", 0), ("forget", 0)], 1),
        ([("crawl", 3), ("crawl", 0)], 0),
    ],
)
def test_the_last_crawl_begins_with_those_whose_findings_it_published(connection, ended, first):
    for day, (command, code) in enumerate(ended):
        start = START + dt.timedelta(days=day)
        run_log.end(connection, run_log.begin(connection, command, start), start, code, None, {})
    assert run_log.started_at(connection) == (None if first is None else START + dt.timedelta(days=first))


def test_a_run_is_found_by_its_number(connection):
    number = run_log.begin(connection, "import", START)
    assert run_log.started_at(connection, number) == START
    assert run_log.started_at(connection, number + 1) is None
