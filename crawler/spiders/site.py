"""The spiders of all other sites: what their modules in ``pipelines.sites`` tell is all there is to them."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urljoin

from scrapy.http import Response

from crawler.spiders.base import Requests
from crawler.spiders.exchanges import header
from crawler.spiders.feed import newest_in_feed
from crawler.spiders.listing import ListingSpider
from crawler.spiders.sitemap import listed_sitemaps, newest_in_sitemaps
from pipelines.addresses import Address
from pipelines.corpus.frontier import Met
from pipelines.pages.columns import Card
from pipelines.pages.listing import Listing, read_linked
from pipelines.sites import SITES, Site


class SiteSpider(ListingSpider):
    """A site that is announced by any of feeds, sitemaps and a listing."""

    site: ClassVar[Site]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._told: set[str] = set()

    def meet(self, address: Address, found_by: str, card: Card | None = None) -> Met:
        """Notes an address with its card; of several cards in one run the first counts, or they would take turns."""
        if card is None or address.article_id in self._told:
            return super().meet(address, found_by)
        self._told.add(address.article_id)
        return super().meet(address, found_by, card)

    def listing_url(self, page: int) -> str:
        """Returns the address of a page of the listing."""
        return urljoin(self.home, str(self.site.listing).format(page=page))

    def read_listing(self, response: Response, page: int) -> Listing:
        """Returns the page's links to articles of the site."""
        return read_linked(
            response.body,
            self.listing_url(page),
            source=self.source,
            following=self.listing_url(page + 1),
            content_type=header(response, "Content-Type"),
        )

    async def newest(self) -> Requests:
        """Yields what feeds, sitemaps and the first pages of the listing bring."""
        for feed in self.site.feeds:
            async for request in newest_in_feed(self, urljoin(self.home, feed)):
                yield request
        own = [urljoin(self.home, path) for path in self.site.sitemaps]
        async for request in newest_in_sitemaps(self, own):
            yield request
        if self.site.listing:
            async for request in super().newest():
                yield request

    async def backfill(self) -> Requests:
        """Yields what sitemaps never read and the rest of the listing bring."""
        async for request in listed_sitemaps(self, "backfill"):
            yield request
        if self.site.listing:
            async for request in super().backfill():
                yield request

    async def sweep(self) -> Requests:
        """Yields what was added to old sitemaps that tell no day of change, and to the listing's later pages."""
        async for request in listed_sitemaps(self, "sweep"):
            yield request
        if self.site.listing:
            async for request in super().sweep():
                yield request


for _site in SITES.values():  # Scrapy finds spiders among the classes of a module
    globals()[f"{_site.name.title()}Spider"] = type(
        f"{_site.name.title()}Spider",
        (SiteSpider,),
        {
            "__doc__": f"Crawls {_site.home}.",
            "name": _site.name,
            "source": _site.name,
            "home": _site.home,
            "site": _site,
        },
    )
