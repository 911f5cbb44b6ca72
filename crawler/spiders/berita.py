"""The current generation of the site: a paged listing; only its cards give the publication day."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.http import Response

from crawler.spiders.exchanges import header
from crawler.spiders.kotabogor import linked_articles
from crawler.spiders.listing import ListingSpider
from pipelines.addresses import HOME, Address
from pipelines.pages.kotabogor.berita_listing import read_listing
from pipelines.pages.listing import Listing


class BeritaSpider(ListingSpider):
    """Crawls ``/berita?page=N`` and the articles listed there."""

    name = source = "berita"

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

    def linked(self, body: bytes) -> Iterator[Address]:
        """Yields the articles of the site that a page links to."""
        return linked_articles(body)
