"""The current generation of the site: a paged listing; only its cards give the publication day."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.http import Response

from crawler.spiders.exchanges import header
from crawler.spiders.kotabogor import linked_articles
from crawler.spiders.listing import ListingSpider, card_of
from pipelines.addresses import HOME, Address, address_for, article_url
from pipelines.article import Card
from pipelines.pages.kotabogor.berita_listing import read_listing
from pipelines.pages.listing import Listing


class BeritaSpider(ListingSpider):
    """Crawls ``/berita?page=N`` and the articles listed there."""

    name = source = "berita"
    lists_everything = True

    def listing_url(self, page: int) -> str:
        """Returns the address of a listing page, counted from 1."""
        return f"{HOME}/berita?page={page}"

    def read_listing(self, response: Response, page: int) -> Listing:
        """Returns the page's cards with their days."""
        return read_listing(
            response.body,
            self.listing_url(page),
            content_type=header(response, "Content-Type"),
            fetched_at=self.corpus_run.ingest.clock(),
        )

    def search_url(self, words: str, page: int) -> str:
        """Returns the address of a page of search results; the site's own links to them are broken."""
        return f"{HOME}/berita/cari?key={words}" + (f"&page={page}" if page > 1 else "")

    def read_search(self, response: Response, page: int) -> tuple[list[tuple[Address, Card | None]], bool]:
        """Returns the cards on a page of search results, and whether another page follows."""
        listing = self.read_listing(response, page)
        offered = [(address_for(self.source, card.url), card_of(card)) for card in listing.cards]
        return offered, listing.next_url is not None

    def numbered(self, number: int) -> Address:
        """Returns the article with a number."""
        return address_for(self.source, article_url(self.source, number))

    def linked(self, body: bytes) -> Iterator[Address]:
        """Yields the articles of the site that a page links to."""
        return linked_articles(body)
