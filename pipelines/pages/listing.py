"""What a listing page offers, and the reader of any listing page: the links that lead to articles."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

import attrs

from pipelines.addresses import absolute, host_of, identify
from pipelines.article import NotAnArticle
from pipelines.pages.base import parse_html
from pipelines.text.charset import decode


@attrs.frozen
class ListingCard:
    """One article on a listing page; ``flags`` are quality flags about its day."""

    url: str
    post_id: int | None = None
    title: str | None = None
    date_text: str | None = None
    published_date: dt.date | None = None
    flags: tuple[str, ...] = ()


@attrs.frozen
class Listing:
    """One page of a listing: its cards in page order, and what its pagination says.

    ``next_url`` is the next page's address, ``page_number`` the page's own number, ``last_page`` the last page's.
    """

    cards: tuple[ListingCard, ...] = ()
    next_url: str | None = None
    page_number: int | None = None
    last_page: int | None = None


def read_linked(
    body: bytes, url: str, *, source: str, following: str, content_type: str | None = None
) -> Listing:
    """Returns the source's articles that a page links to, each once in page order. Never raises.

    ``following`` is the address of the next page. It becomes the listing's ``next_url`` if the page links to it; the
    last page does not.
    """
    try:
        root = parse_html(decode(body, content_type).utf8)
    except NotAnArticle:  # an empty body
        return Listing()
    links = [link for a in root.iter("a") if (link := absolute(url, a.get("href", "")))]
    found = {address.url: address for link in links if (address := identify(link))}
    cards = tuple(ListingCard(a.url, a.post_id) for a in found.values() if a.source == source)
    has_next = _place(following) in map(_place, links)
    return Listing(cards, following if has_next else None)


def _place(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return host_of(url), parts.path, parts.query
