"""Any listing page: its links that lead to articles, whatever its cards look like."""

from __future__ import annotations

from urllib.parse import urlsplit

from pipelines.addresses import absolute, host_of, identify
from pipelines.article import NotAnArticle
from pipelines.pages.base import parse_html
from pipelines.pages.kotabogor.listing import Listing, ListingCard
from pipelines.text.charset import decode


def read_linked(
    body: bytes, url: str, *, source: str, following: str, content_type: str | None = None
) -> Listing:
    """Returns the source's articles that a page links to, each once in page order. Never raises.

    ``following`` is the next page's address, which becomes the listing's ``next_url`` where the page links to it: the
    last one does not.
    """
    try:
        root = parse_html(decode(body, content_type).text)
    except NotAnArticle:  # an empty body
        return Listing()
    links = [link for a in root.iter("a") if (link := absolute(url, a.get("href", "")))]
    found = {address.url: address for link in links if (address := identify(link))}
    cards = tuple(ListingCard(a.url, a.post_id) for a in found.values() if a.source == source)
    leads_on = _place(following) in map(_place, links)
    return Listing(cards, following if leads_on else None)


def _place(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return host_of(url), parts.path, parts.query
