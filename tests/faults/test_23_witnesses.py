"""Line 23: a site that answers 500 for what it does not have. What is gone, and what only fails."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from faulty import Faulty
from support.corpora import by_id, files, rows


def statuses(data: Path) -> Counter[str]:
    return Counter(row["status"] for row in by_id(data).values())


def test_line_23_a_deleted_article_is_gone_within_its_two_looks(known: Faulty) -> None:
    known.site.delete("berita:7")
    assert known.night(later=24, full=True).code == 0
    assert by_id(known.data)["berita:7"]["status"] == "live"
    assert known.night(later=19, full=True).code == 0
    assert by_id(known.data)["berita:7"]["status"] == "live"
    assert known.night(later=2, full=True).code == 0
    assert by_id(known.data)["berita:7"]["status"] == "gone"
    assert statuses(known.data)["gone"] == 1
    assert known.broken() == []


def test_line_23_a_broken_page_is_never_gone(known: Faulty) -> None:
    known.site.break_page("berita:7")
    before = files(known.data)
    for _ in range(3):
        assert known.night(later=24, full=True).code == 0
        assert known.count("/berita-detail/7") >= 1
    assert by_id(known.data)["berita:7"]["status"] == "live"
    assert files(known.data) == before


@pytest.mark.parametrize("outage", ["database", "maintenance"])
def test_line_23_an_outage_changes_no_row(known: Faulty, outage: str) -> None:
    before = files(known.data)
    known.site.fail(outage)
    for _ in range(2):
        assert known.night(later=24, full=True, sources=("berita",)).code == 3
    assert files(known.data) == before
    known.site.recover()
    assert known.night(later=24, full=True).code == 0
    assert files(known.data) == before


def test_line_23_an_outage_between_two_looks_is_no_look(known: Faulty) -> None:
    known.site.delete("berita:7")
    known.night(later=24, full=True)
    known.site.fail("database")
    known.night(later=24, full=True)
    known.site.recover()
    known.site.restore("berita:7")
    assert known.night(later=24, full=True).code == 0
    assert [row["status"] for row in rows(known.data, "revisions") if row["article_id"] == "berita:7"] == [
        "live"
    ]


def test_line_23_what_is_gone_costs_nothing_and_what_fails_one_request(known: Faulty) -> None:
    known.site.delete("berita:7")
    known.site.break_page("berita:8")
    for _ in range(2):
        known.night(later=24, full=True)
    assert by_id(known.data)["berita:7"]["status"] == "gone"
    for _ in range(3):
        assert known.night(later=24).code == 0
        assert known.asked.count("/berita-detail/7") == 0
        assert known.asked.count("/berita-detail/8") <= 1


def test_line_23_an_article_that_comes_back_is_live_again(known: Faulty) -> None:
    known.site.delete("berita:7")
    for _ in range(2):
        known.night(later=24, full=True)
    known.site.restore("berita:7")
    known.night(later=24, full=True)
    found = [row["status"] for row in rows(known.data, "revisions") if row["article_id"] == "berita:7"]
    assert found == ["live", "gone", "live"]
