"""How a night resumes what the one before left: walks over the listing, limits, validators, quarantine."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from nights_of import BERITA, Nights
from support.arranged import make_site
from support.corpora import by_id
from support.misbehaving import serve

from crawler.minisite.content import make_post
from crawler.minisite.messages import Request, Response
from crawler.minisite.model import Site
from crawler.spiders import listing
from pipelines.pages.listing import Listing


def stored(nights: Nights) -> set[str]:
    return set(by_id(nights.data))


def offered(site: Site) -> set[str]:
    return {post.article_id for post in site.listing()}


def pages(nights: Nights, since: int) -> list[int]:
    """The numbers of the listing pages that were requested, in order."""
    paths = [entry.path for entry in nights.server.log[since:]]
    return [int(match[1]) for path in paths if (match := re.fullmatch(r"/berita\?page=(\d+)", path))]


def without_cards(response: Response) -> Response:
    """A listing page whose cards are gone; its pagination stays."""
    body = re.sub(rb"blog-one__(single|title|date)", rb"kosong", response.body)
    body = re.sub(rb'href="[^"]*/berita-detail/\d+"', b'href="#"', body)
    return Response(response.status, body, response.headers)


def test_a_backfill_resumes_one_page_back_since_deleted_posts_moved_the_others(tmp_path: Path) -> None:
    with serve(make_site(63, 0)) as server:
        nights = Nights(tmp_path, server)
        nights(sources=BERITA, limit=40)
        assert pages(nights, 0) == [1, 2, 3, 4, 5]
        newest = [post.article_id for post in server.site.listing()][:9]
        for article_id in newest:
            server.site.delete(article_id)
        since = len(server.log)
        nights(sources=BERITA)
        assert offered(server.site) <= stored(nights)
        # Two pages bring nothing new. The backfill goes on one page before the one it had reached.
        assert pages(nights, since)[:5] == [1, 2, 4, 5, 6]


def test_the_time_left_counts_the_posts_on_the_pages_that_were_not_read_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[int | None] = []
    note = listing.Walk._note_position

    def noted(walk: listing.Walk, number: int, page: Listing) -> None:
        note(walk, number, page)
        left.append(walk._spider.report.not_queued)

    monkeypatch.setattr(listing.Walk, "_note_position", noted)
    with serve(make_site(36, 0)) as server:
        nights = Nights(tmp_path, server)
        nights(sources=BERITA)
        assert left == [27, 18, 9, 0]
        left.clear()
        nights(sources=BERITA)
    assert set(left) == {0}  # a night that only looks for news knows that nothing else waits


@pytest.mark.parametrize("has_pagination", [True, False])
def test_a_listing_page_without_cards_in_the_middle_does_not_end_the_walk(
    tmp_path: Path, has_pagination: bool
) -> None:
    with serve(make_site(40, 0)) as server:
        nights, app = Nights(tmp_path, server), server._pages

        def empty(request: Request) -> Response:
            response = app(request)
            if request.target != "/berita?page=3":
                return response
            return without_cards(response) if has_pagination else Response(200, b"<html><p>Kosong</p></html>")

        server._pages = empty
        nights(sources=BERITA)
        # Without a pagination it may be any page: the backfill tries it once more, and the next night goes on there.
        assert pages(nights, 0) == ([1, 2, 3, 4, 5] if has_pagination else [1, 2, 3, 1, 2, 3])
        server._pages = app
        for _ in range(4):
            nights(sources=BERITA)
        assert stored(nights) == offered(server.site)


def test_a_limit_takes_new_articles_before_re_checks(nights: Nights) -> None:
    known, site = stored(nights), nights.server.site
    moment = site.listing()[0].published
    for number in (101, 102):
        site.publish(make_post("berita", number, moment + dt.timedelta(days=number - 100)))
    asked = nights(sources=BERITA, limit=5, hours=24 * 400)
    assert sorted(asked[:2]) == ["berita:101", "berita:102"]
    assert len(asked) == 5
    assert set(asked[2:]) < known


def test_a_limit_takes_re_checks_before_the_id_range(nights: Nights) -> None:
    numbers = sorted(post.post_id for post in nights.server.site.posts() if post.source == "show_post")
    first, last = numbers[-1] + 1, numbers[-1] + 50
    asked = nights(sources=("show_post",), limit=8, hours=24 * 1200, start_id=first, end_id=last)
    assert sorted(asked[:6]) == [f"show_post:{number}" for number in numbers]
    assert sorted(asked[6:]) == [f"show_post:{last - 1}", f"show_post:{last}"]


def test_validators_are_kept_after_an_answer_of_304(nights: Nights) -> None:
    nights.server.faults.add("validators")
    nights(full=True, sources=BERITA)
    known = nights.page("berita:7", "etag", "last_modified")
    assert all(known)
    for _ in range(2):
        since = len(nights.server.log)
        nights(full=True, sources=BERITA)
        assert {e.status for e in nights.server.log[since:] if e.path == "/berita-detail/7"} == {304}
        assert nights.page("berita:7", "etag", "last_modified") == known


def test_a_good_page_clears_the_quarantine(tmp_path: Path) -> None:
    with serve(make_site(6, 0)) as server:
        nights, app = Nights(tmp_path, server), server._pages

        def unreadable(request: Request) -> Response:
            response = app(request)
            wanted = request.path == "/berita-detail/4"
            return Response(200, b"<html><body></body></html>") if wanted else response

        server._pages = unreadable
        nights(sources=BERITA)
        exported = tmp_path / "quarantine.jsonl"
        assert "berita:4" in exported.read_text()
        assert "berita:4" not in stored(nights)
        server._pages = app
        nights(sources=BERITA, hours=24 * 31)
        assert exported.read_text() == ""
        assert "berita:4" in stored(nights)
