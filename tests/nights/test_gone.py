"""Articles that go and come back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from nights_of import BERITA, Nights
from support.arranged import make_site
from support.corpora import files, rows

from crawler.minisite.server import serve


def test_a_gone_article_that_stays_on_the_listing_costs_one_request_a_night(nights: Nights) -> None:
    nights.server.faults.add("status", "404", on="/berita-detail/30")
    nights()
    nights(full=True)
    nights(full=True)
    assert nights.versions("berita:30")[-1][:2] == (2, "gone")
    for _ in range(2):
        asked = len(nights.server.log)
        assert nights() == ["berita:30"]
        assert nights.listing_pages(asked) <= 5


def test_a_gone_article_off_the_listing_is_not_asked_for_every_night(nights: Nights) -> None:
    nights.server.site.delete("berita:30")
    nights(confirm_gone_now=True, full=True)
    assert nights.versions("berita:30")[-1][:2] == (2, "gone")
    assert nights() == nights() == []


def test_missing_once_and_back_is_no_version(nights: Nights) -> None:
    site, before = nights.server.site, files(nights.data)
    site.delete("berita:7")
    nights(full=True)
    (since,) = nights.page("berita:7", "missing_since")
    assert since == nights.clock.now.timestamp() * 1e6
    site.restore("berita:7")
    assert nights() == ["berita:7"]
    assert nights.page("berita:7", "missing_since") == (None,)
    assert files(nights.data) == before


def test_missing_twice_within_twenty_hours_is_not_gone(nights: Nights) -> None:
    nights.server.site.delete("berita:7")
    nights(full=True)
    nights(full=True, hours=19)
    assert nights.versions("berita:7")[-1][1] == "live"
    nights(full=True, hours=1)
    assert nights.versions("berita:7")[-1][1] == "gone"


def test_confirm_gone_now_takes_one_look(nights: Nights) -> None:
    nights.server.site.delete("berita:7")
    nights(full=True, confirm_gone_now=True)
    assert nights.versions("berita:7")[-1][1] == "gone"


@pytest.mark.parametrize("answers", [("404", "soft"), ("soft", "home"), ("home", "410")])
def test_however_a_site_says_it_gone_and_back_are_versions(nights: Nights, answers: Any) -> None:
    site = nights.server.site
    lost = [site.newest(source)[3] for source in ("berita", "show_post")]
    for post, answer in zip(lost, answers, strict=True):
        site.answer_missing(post.source, answer)
        site.delete(post.article_id)
    nights(full=True)
    nights()
    for post in lost:
        site.restore(post.article_id)
    nights(full=True)
    for post in lost:
        states = [(number, state) for number, state, _ in nights.versions(post.article_id)]
        assert states == [(1, "live"), (2, "gone"), (3, "live")]


def test_many_articles_gone_softly_are_not_taken_for_unreadable_new_ones(tmp_path: Path) -> None:
    with serve(make_site(40, 0)) as server:
        nights = Nights(tmp_path, server)
        nights(sources=BERITA)
        server.site.answer_missing("berita", "soft")
        for post in server.site.newest("berita")[25:35]:
            server.site.delete(post.article_id)
        nights(full=True, sources=BERITA)
        nights(sources=BERITA)
    assert sum(row["status"] == "gone" for row in rows(tmp_path)) == 10
