"""Listings that are read by their links alone: the articles that a page links to, and the page after it."""

from __future__ import annotations

import pytest

from pipelines.pages.listing import Listing, ListingCard, read_linked

URL = "https://www.antaranews.com/terkini"
NEXT = "https://www.antaranews.com/terkini/2"


def listing(*hrefs: str, following: str = NEXT) -> Listing:
    body = "".join(f'<p><a href="{href}">Judul</a></p>' for href in hrefs)
    return read_linked(f"<body>{body}".encode(), URL, source="antaranews", following=following)


def test_each_article_counts_once_in_page_order() -> None:
    found = listing(
        "/berita/12/dua", "/berita/7/tujuh?utm_source=x", "/berita/12/dua", "/tentang", "mailto:a@b.id"
    )
    assert [(card.url.rsplit("/", 2)[-2], card.post_id) for card in found.cards] == [("12", 12), ("7", 7)]
    assert all(type(card) is ListingCard for card in found.cards)


def test_articles_of_other_sources_do_not_count() -> None:
    assert listing("https://kotabogor.go.id/berita-detail/7").cards == ()


@pytest.mark.parametrize(
    ("href", "is_next"),
    [
        ("/terkini/2", True),
        ("terkini/2", True),
        (NEXT, True),
        ("http://antaranews.com/terkini/2", True),
        ("/terkini/3", False),
        ("/terkini/2?urut=lama", False),
        ("https://kotabogor.go.id/terkini/2", False),
    ],
)
def test_there_is_a_next_page_where_the_page_links_to_it(href: str, is_next: bool) -> None:
    assert listing("/berita/7/tujuh", href).next_url == (NEXT if is_next else None)


@pytest.mark.parametrize("body", [b"", b"  \n", b"<!-- kosong -->"])
def test_an_empty_body_lists_nothing(body: bytes) -> None:
    assert read_linked(body, URL, source="antaranews", following=NEXT) == Listing()
