"""A source that is dead for good is asked once a week."""

from __future__ import annotations

from pathlib import Path

from support.arranged import make_site
from support.crawling import Clock, night
from support.misbehaving import serve


def test_after_seven_nights_a_dead_source_is_asked_weekly_and_not_mentioned(tmp_path: Path) -> None:
    clock, asked, mentioned = Clock(), [], []
    with serve(make_site(10, 0)) as server:
        for day in range(1, 24):
            mark = len(server.log)
            summary = night(tmp_path, server.url, clock, all_sources=True)
            assert summary.code == 0
            if any("rss_berita" in entry.path for entry in server.log[mark:]):
                asked.append(day)
            if any("show_post" in line for line in summary.problems):
                mentioned.append(day)
            clock.move(hours=24)
        assert asked == [1, 2, 3, 4, 5, 6, 7, 14, 21]
        assert mentioned == [1, 2, 3, 4, 5, 6, 7]
        mark = len(server.log)
        night(tmp_path, server.url, clock, sources=("show_post",))
        assert any("rss_berita" in entry.path for entry in server.log[mark:])


def test_without_a_living_source_all_are_asked_every_night(tmp_path: Path) -> None:
    clock = Clock()
    with serve(make_site(0, 0)) as server:
        for _ in range(9):
            mark = len(server.log)
            assert night(tmp_path, server.url, clock, all_sources=True).code == 3
            assert any("rss_berita" in entry.path for entry in server.log[mark:])
            clock.move(hours=24)
