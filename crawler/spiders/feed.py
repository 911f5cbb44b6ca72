"""The part of a spider that reads feeds, RSS or Atom, in every run."""

from __future__ import annotations

from crawler.spiders.base import NewsSpider, Requests
from crawler.spiders.exchanges import header
from pipelines.addresses import identify
from pipelines.pages.columns import Card
from pipelines.pages.feed import FeedItem, read_feed


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
    found = [(identify(item.url), item) for item in items]
    own = [(address, _card(item)) for address, item in found if address and address.source == spider.source]
    spider.report.note_offered(len(own))
    for request in spider.ask_for(spider.meet_all(own, "feed", response)):
        yield request


def _card(item: FeedItem) -> Card:
    return Card(item.published_date, item.published_at, item.date_text, "feed", item.title, item.flags)
