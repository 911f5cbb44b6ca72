"""What the gates are given of a run: each count of what was staged, by what was found out."""

from __future__ import annotations

import sqlite3

import pytest
from corpus_rows import store, version

from pipelines.corpus.decisions import Outcome
from pipelines.corpus.gates import SourceFacts
from pipelines.corpus.staging import Baseline, baseline, source_facts, stage

# How many articles of each outcome: no sum of some is the sum of others, and all share bits.
STAGED = {Outcome.NEW: 3, Outcome.EDITED: 2, Outcome.BACK: 7, Outcome.SAME: 14, Outcome.UPDATED: 29}
BEFORE = Baseline(live=90, usual_change=0.1, usual_missing=0.2, usual_coverage={"title": 1.0})


def fill(connection: sqlite3.Connection, **values: object) -> None:
    number = 0
    for outcome, count in STAGED.items():
        for _ in range(count):
            number += 1
            row = version(number, **{"title": f"Judul {number}", "body": f"Isi {number}", **values})
            stage(connection, outcome, row)


def facts(connection: sqlite3.Connection, offered: int | None = 10, unreadable: int = 3) -> SourceFacts:
    return source_facts(connection, "berita", BEFORE, offered=offered, unreadable=unreadable)


def test_each_outcome_is_counted_where_it_belongs(connection: sqlite3.Connection) -> None:
    fill(connection)
    found = facts(connection)
    assert (found.checked, found.changed, found.read) == (2 + 7 + 14 + 29, 2 + 7, 3 + 2 + 7)
    assert (found.missing, found.vanished, found.unreadable, found.offered) == (0, 0, 3, 10)
    assert (found.live, found.usual_change, found.usual_missing) == (90, 0.1, 0.2)
    assert (found.coverage["title"], found.coverage["body"]) == (1.0, 1.0)
    assert found.usual_coverage == {"title": 1.0}


def test_new_versions_with_one_text_are_counted_together(connection: sqlite3.Connection) -> None:
    fill(connection, body="Sedang dalam perbaikan")
    assert facts(connection).same_text == 3 + 2 + 7
    assert facts(connection, offered=0).known == 0


def test_without_a_text_there_is_no_same_text(connection: sqlite3.Connection) -> None:
    fill(connection, body="")
    assert facts(connection).same_text == 0


def test_nothing_staged_is_nothing_found(connection: sqlite3.Connection) -> None:
    found = facts(connection)
    assert (found.checked, found.changed, found.read, found.same_text) == (0, 0, 0, 0)
    assert found.usual_coverage == {}


@pytest.mark.parametrize("stored", [0, 3])
def test_the_live_rows_of_before_are_those_stored(connection: sqlite3.Connection, stored: int) -> None:
    store(connection, [version(number) for number in range(1, stored + 1)])
    assert baseline(connection, "berita").live == stored
    assert baseline(connection, "lain").live == 0
