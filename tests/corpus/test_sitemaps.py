"""Which sitemaps of an index a phase of a run reads: new, changed and stale ones, newest first."""

from __future__ import annotations

import datetime as dt
import sqlite3

import pytest

from pipelines.corpus.sitemaps import Phase, Sitemaps
from pipelines.pages.feed import Announcement

NOW = dt.datetime(2026, 2, 1, 3, tzinfo=dt.UTC)
HOME = "https://situs.example/peta-"


def listed(**days: int | None) -> list[Announcement]:
    """An index that lists sitemaps, changed so many days ago; None where it does not say."""
    return [
        Announcement(url=HOME + name, modified_at=None if ago is None else NOW - dt.timedelta(days=ago))
        for name, ago in days.items()
    ]


def due(sitemaps: Sitemaps, phase: Phase, now: dt.datetime = NOW, limit: int = 9) -> list[str]:
    return [url.removeprefix(HOME) for url in sitemaps.due("situs", phase, now, limit)]


@pytest.fixture
def sitemaps(connection: sqlite3.Connection) -> Sitemaps:
    return Sitemaps(connection)


def read(sitemaps: Sitemaps, *names: str, at: dt.datetime = NOW) -> None:
    for name in names:
        sitemaps.note_read("situs", HOME + name, at)


def test_at_first_all_are_new_and_left_for_the_backfill(sitemaps: Sitemaps) -> None:
    sitemaps.note_listed("situs", listed(lama=30, baru=1, tua=300, diam=None))
    assert due(sitemaps, "newest") == ["baru", "lama", "tua"]
    assert due(sitemaps, "backfill") == ["baru", "lama", "tua", "diam"]
    assert due(sitemaps, "sweep") == []
    assert due(sitemaps, "backfill", limit=2) == ["baru", "lama"]


def test_the_newest_are_those_changed_since_and_those_newer_than_all_read(sitemaps: Sitemaps) -> None:
    sitemaps.note_listed("situs", listed(lama=30, tua=300))
    read(sitemaps, "lama")
    assert (due(sitemaps, "newest"), due(sitemaps, "backfill")) == ([], ["tua"])
    sitemaps.note_listed("situs", listed(lama=2, tua=300, baru=1, sama=30, kemudian=29))
    assert due(sitemaps, "newest") == ["baru", "lama", "kemudian"]
    read(sitemaps, "lama", "baru")
    assert due(sitemaps, "newest") == []


@pytest.mark.parametrize(("days", "is_due"), [(6.999, False), (7, True), (8, True)])
def test_one_without_a_day_of_change_is_read_again_after_a_week(
    sitemaps: Sitemaps, days: float, is_due: bool
) -> None:
    sitemaps.note_listed("situs", listed(diam=None, lama=30))
    read(sitemaps, "diam", "lama")
    assert due(sitemaps, "sweep", NOW + dt.timedelta(days=days)) == (["diam"] if is_due else [])


def test_the_longest_unread_is_swept_first(sitemaps: Sitemaps) -> None:
    sitemaps.note_listed("situs", listed(a=None, b=None, c=None))
    for hours, name in enumerate(("b", "c", "a")):
        read(sitemaps, name, at=NOW + dt.timedelta(hours=hours))
    assert due(sitemaps, "sweep", NOW + dt.timedelta(days=8)) == ["b", "c", "a"]


def test_another_source_has_its_own(sitemaps: Sitemaps) -> None:
    sitemaps.note_listed("lain", listed(baru=1))
    sitemaps.note_listed("situs", listed(lama=30))
    sitemaps.note_read("lain", HOME + "baru", NOW)
    assert due(sitemaps, "newest") == ["lama"]
