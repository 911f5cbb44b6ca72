"""Line 3: missing pages of every kind, and when they count as gone."""

from __future__ import annotations

import pytest
from faulty import Faulty
from support.corpora import by_id, rows


@pytest.mark.parametrize(
    ("article_id", "answer"),
    [
        ("berita:7", "404"),
        ("berita:7", "soft"),
        ("berita:7", "home"),
        ("show_post:103947", "410"),
        ("show_post:103947", "soft"),
    ],
)
def test_line_3_gone_only_after_two_runs_twenty_hours_apart(
    known: Faulty, article_id: str, answer: str
) -> None:
    known.site.answer_missing(article_id.partition(":")[0], answer)
    known.site.delete(article_id)

    assert known.night(later=24, full=True).code == 0
    assert by_id(known.data)[article_id]["status"] == "live"
    assert known.night(later=19, full=True).code == 0
    assert by_id(known.data)[article_id]["status"] == "live"
    summary = known.night(later=2, full=True)
    assert (int(summary.code), "1 gone" in summary.line) == (0, True)

    row = by_id(known.data)[article_id]
    assert (row["status"], row["revision"], row["gone_at"]) == ("gone", 2, known.clock())
    assert [r["status"] for r in rows(known.data, "revisions") if r["article_id"] == article_id] == [
        "live",
        "gone",
    ]
    assert len(by_id(known.data)) == len(known.site.posts()) + 1
    assert known.broken() == []


def test_line_3_confirm_gone_now_skips_the_wait(known: Faulty) -> None:
    known.site.delete("berita:7")
    known.night(later=1, full=True, confirm_gone_now=True)
    assert by_id(known.data)["berita:7"]["status"] == "gone"


def test_line_3_one_good_look_between_two_misses_starts_anew(known: Faulty) -> None:
    for _ in range(2):
        known.site.delete("berita:7")
        known.night(later=24, full=True)
        known.site.restore("berita:7")
        known.night(later=24, full=True)
    assert (by_id(known.data)["berita:7"]["status"], by_id(known.data)["berita:7"]["revision"]) == ("live", 1)
