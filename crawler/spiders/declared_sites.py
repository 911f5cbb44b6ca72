"""The spiders of all other sites, each made from its module in ``pipelines.sites``."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urljoin

from scrapy.http import Response

from crawler.spiders.exchanges import header
from crawler.spiders.feed import newest_in_feed
from crawler.spiders.listing import ListingSpider
from crawler.spiders.news_spider import Requests
from crawler.spiders.sitemap import listed_sitemaps, newest_in_sitemaps
from pipelines.addresses import Address
from pipelines.article import Card
from pipelines.corpus.frontier import Discovery
from pipelines.pages.listing import Listing, read_linked
from pipelines.sites import SITES, Site


class SiteSpider(ListingSpider):
    """A site whose articles are found by feeds, sitemaps, a listing, or several of them."""

    site: ClassVar[Site]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._with_card: set[str] = set()

    def discover(self, address: Address, found_by: str, card: Card | None = None) -> Discovery:
        """Stores an address with its card. Of several cards in one run only the first counts."""
        if card is None or address.article_id in self._with_card:
            return super().discover(address, found_by)
        self._with_card.add(address.article_id)
        return super().discover(address, found_by, card)

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
        """Yields requests for the articles in feeds, sitemaps and the first pages of the listing."""
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
        """Yields requests for the articles in sitemaps never read and in the rest of the listing."""
        async for request in listed_sitemaps(self, "backfill"):
            yield request
        if self.site.listing:
            async for request in super().backfill():
                yield request

    async def sweep(self) -> Requests:
        """Yields requests for the articles added to old sitemaps without a change date, and to later listing pages."""
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
