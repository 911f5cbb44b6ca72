"""Posts of one day over the border of two listing pages stand on neither of them; they are found all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from nights_of import BERITA, Nights
from support.arranged import make_site
from support.corpora import by_id
from support.misbehaving import serve

from crawler.minisite.model import Site

CARDS_A_PAGE = 9


@pytest.fixture
def site() -> Site:
    """36 posts. Page 2 and page 3 each show the same three posts of one day, and none of the other three."""
    site = make_site(36, 0)
    site.index_pages = 2
    posts = site.newest("berita")
    for post in posts[15:21]:
        site.edit(post.article_id, published=posts[18].published)
    return site


def hidden(site: Site) -> set[str]:
    shown = {
        post.article_id
        for page in range(1, 5)
        for post in site.listing_of_page(page)[(page - 1) * CARDS_A_PAGE : page * CARDS_A_PAGE]
    }
    return {post.article_id for post in site.newest("berita")} - shown


@pytest.mark.parametrize("way", ["deleted", "withdrawn"])
def test_a_post_that_comes_back_on_no_page_is_found(site: Site, tmp_path: Path, way: str) -> None:
    (article_id, *_) = sorted(hidden(site))
    with serve(site) as server:
        nights = Nights(tmp_path / "data", server)
        for _ in range(2):
            nights(sources=BERITA)
        assert by_id(nights.data)[article_id]["status"] == "live"
        (site.delete if way == "deleted" else site.withdraw)(article_id)
        for _ in range(4):
            nights(sources=BERITA)
        assert by_id(nights.data)[article_id]["status"] == ("gone" if way == "deleted" else "unlisted")
        (site.restore if way == "deleted" else site.republish)(article_id)
        assert article_id in hidden(site)
        for _ in range(2):
            nights(sources=BERITA)
        assert by_id(nights.data)[article_id]["status"] == "live"


def test_while_the_listing_shows_all_a_deleted_post_is_left_alone(site: Site, tmp_path: Path) -> None:
    site.index_pages = None
    with serve(site) as server:
        nights = Nights(tmp_path / "data", server)
        nights(sources=BERITA)
        site.delete("berita:5")
        for _ in range(4):
            nights(sources=BERITA)
        assert by_id(nights.data)["berita:5"]["status"] == "gone"
        assert all("berita:5" not in nights(sources=BERITA) for _ in range(4))
