"""The part of a spider that reads feeds, RSS or Atom, in every run."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.spiders.exchanges import header
from crawler.spiders.news_spider import NewsSpider, Requests
from pipelines.addresses import Address, identify
from pipelines.article import Card
from pipelines.pages.feed import Announcement, read_feed


async def newest_in_feed(spider: NewsSpider, url: str) -> Requests:
    """Yields requests for the articles of the spider's source in a feed; none where there is no such feed."""
    response = await spider.fetch(url)
    if response is None or response.status != 200:
        return
    items = read_feed(
        response.body,
        url,
        content_type=header(response, "Content-Type"),
        fetched_at=spider.corpus_run.ingest.clock(),
    )
    own = own_articles(spider, items)
    spider.report.note_offered(len(own))
    for request in spider.ask_for(spider.discover_all(own, "feed", response)):
        yield request


def own_articles(spider: NewsSpider, announced: Iterable[Announcement]) -> list[tuple[Address, Card | None]]:
    """Returns the articles of the spider's source among those that a feed or sitemap announces, with their cards."""
    found = [(identify(one.url), _card(one)) for one in announced]
    return [(address, card) for address, card in found if address and address.source == spider.source]


def _card(one: Announcement) -> Card | None:
    """Returns the title and date of an announced article, None where neither is told."""
    if one.title is None and one.date_text is None:
        return None
    return Card(one.published_date, one.published_at, one.date_text, "feed", one.title, one.flags)
