"""Line 13: listings that move while they are read, pinned posts, posts dated back: none is missed."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from faulty import Faulty
from support.arranged import make_site
from support.misbehaving import serve

from crawler.minisite.content import make_post


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus of a site with a listing of eleven pages, after one night."""
    with serve(make_site(95, 0)) as server:
        faulty = Faulty(server, tmp_path_factory.mktemp("walked") / "data")
        assert faulty.night(sources=("berita",)).code == 0
        return faulty.data


@pytest.fixture
def long(tmp_path: Path, walked: Path) -> Iterator[Faulty]:
    """That site, crawled the night before."""
    shutil.copytree(walked, tmp_path / "data", symlinks=True)
    with serve(make_site(95, 0)) as server:
        yield Faulty(server, tmp_path / "data")


def test_line_13_posts_that_arrive_while_the_listing_is_read(faulty: Faulty) -> None:
    faulty.fault("arrivals=20")
    faulty.night()
    while faulty.site.newest("berita")[0].article_id not in faulty.asked and len(faulty.asked) > 3:
        before = len(faulty.site.posts())
        faulty.night(later=24)
        if len(faulty.site.posts()) == before:
            break
    faulty.heal()
    assert (faulty.night(later=24).code, faulty.wrong()) == (0, [])


def test_line_13_a_pinned_old_post_hides_nothing(long: Faulty) -> None:
    long.site.pin("berita:3", "berita:4")
    moment = long.site.newest("berita")[0].published
    for number in range(121, 140):
        long.site.publish(make_post("berita", number, moment + dt.timedelta(days=number - 120)))
    assert long.night(later=24, sources=("berita",)).code == 0
    assert long.wrong() == []


def test_line_13_a_post_dated_back_is_found_by_the_slow_sweep(long: Faulty) -> None:
    old = long.site.newest("berita")[80]
    long.site.publish(make_post("berita", 500, old.published))
    most = 0
    for _ in range(5):
        assert long.night(later=24, sources=("berita",)).code == 0
        most = max(most, long.count("/berita?page="))
    assert long.wrong() == []
    # Two pages that bring nothing new, and three of the sweep.
    assert most <= 5


def test_line_13_two_pages_without_news_are_read_before_it_stops(long: Faulty) -> None:
    """A page full of known posts comes first, as when many were pinned; the news is behind it."""
    long.site.pin(*(f"berita:{number}" for number in range(1, 10)))
    long.site.publish(make_post("berita", 500, long.site.newest("berita")[0].published))
    assert long.night(later=24, sources=("berita",)).code == 0
    assert long.wrong() == []
