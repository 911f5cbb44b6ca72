"""The generation before ``berita``: a feed of the newest hundred articles, links between them, and an id range."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from crawler.spiders.feed import newest_in_feed
from crawler.spiders.kotabogor import linked_articles
from crawler.spiders.news_spider import NewsSpider, Requests
from pipelines.addresses import HOME, Address, address_for, article_url

FEED: Final = f"{HOME}/index.php/rss_berita"
SWEEP_IDS: Final = 3


class ShowPostSpider(NewsSpider):
    """Crawls the feed, the related links, and an id range from its top down."""

    name = source = "show_post"

    async def newest(self) -> Requests:
        """Yields requests for the feed's articles. Without a feed (404), links and the id range remain."""
        async for request in newest_in_feed(self, FEED):
            yield request

    async def backfill(self) -> Requests:
        """Yields requests for the numbers of the id range that were never tried, highest first."""
        ingest, options = self.corpus_run.ingest, self.corpus_run.options
        if options.start_id is not None and options.end_id is not None:
            ingest.sources.advance(self.source, range_start=options.start_id, range_next=options.end_id)
        state = ingest.sources.walk_state(self.source)
        if state.range_start is None or state.range_next is None:
            return
        for number in ingest.queue.unknown_ids(self.source, state.range_start, state.range_next):
            if self.corpus_run.exhausted:
                return
            self.report.not_queued = number - state.range_start
            address = address_for(self.source, article_url(self.source, number))
            if self.is_forbidden(address.url):
                continue
            for request in self.ask(ingest.page_of(address, "range")):
                yield request
            ingest.sources.advance(self.source, range_next=number - 1)
        self.report.not_queued = 0
        ingest.sources.advance(self.source, range_next=state.range_start - 1)

    async def sweep(self) -> Requests:
        """Yields requests for a few numbers that had no article long ago and may have one now."""
        run = self.corpus_run
        for page in run.ingest.queue.longest_absent(self.source, run.ingest.clock(), SWEEP_IDS):
            for request in self.ask(page):
                yield request

    def linked(self, body: bytes) -> Iterator[Address]:
        """Yields the articles of the site that a page links to."""
        return linked_articles(body)
