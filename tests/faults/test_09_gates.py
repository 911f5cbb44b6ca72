"""Line 9: a site that looks different all at once is held back, and nothing is made of it."""

from __future__ import annotations

import datetime as dt

import pytest
from faulty import Faulty
from support.corpora import by_id, files, rows

from crawler.minisite.content import make_post


def revisions(faulty: Faulty) -> int:
    return faulty.one("SELECT count(*) FROM revisions")


@pytest.mark.parametrize(
    ("rule", "full"),
    [
        ("maintenance", True),
        ("captcha", False),
        ("soft_404", True),
        ("empty_listing", False),
        ("status=404 on detail", True),
    ],
)
def test_line_9_nothing_is_made_of_a_site_that_is_not_itself(known: Faulty, rule: str, full: bool) -> None:
    before, stored = files(known.data), revisions(known)
    known.fault(rule)
    for hours in (30, 24):
        summary = known.night(later=hours, full=full)
        assert summary.code == 4
        assert "--accept" in summary.problems[-1]
        assert files(known.data) == before
        assert revisions(known) == stored
    known.heal()
    assert known.night(later=24, full=full).code == 0
    assert (files(known.data), known.wrong(), known.broken()) == (before, [], [])


def test_line_9_the_healthy_source_is_published(known: Faulty) -> None:
    moment = dt.datetime.fromisoformat("2025-02-01T09:00:00+07:00")
    known.site.publish(make_post("show_post", 104000, moment))
    known.site.publish(make_post("berita", 99, moment))
    known.fault("empty_listing")
    summary = known.night(later=24)
    assert summary.code == 4
    assert known.wrong("berita:99") == []
    assert [row["status"] for row in rows(known.data)] == ["live"] * len(rows(known.data))
    known.heal()
    assert (known.night(later=24).code, known.wrong()) == (0, [])


def test_line_9_accept_publishes_what_was_held_back(known: Faulty) -> None:
    known.fault("status=410 on detail")
    assert known.night(later=24, full=True).code == 4
    assert known.night(later=24, full=True, accept=True).code == 0
    assert known.night(later=24, full=True, accept=True).code == 0
    assert {row["status"] for row in by_id(known.data).values()} == {"gone"}
    assert known.broken() == []
