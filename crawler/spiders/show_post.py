"""The generation before: a feed of the newest hundred, links between articles, and numbers to try."""

from __future__ import annotations

from typing import Final

from crawler.capture import header
from crawler.spiders.base import NewsSpider, Requests
from pipelines.addresses import HOME, address_for, article_url, identify
from pipelines.checks import Card
from pipelines.corpus import frontier, sources
from pipelines.corpus.frontier import Met
from pipelines.pages.feed import read_feed

FEED: Final = f"{HOME}/index.php/rss_berita"
SWEEP_IDS: Final = 3


class ShowPostSpider(NewsSpider):
    """Crawls the feed, the related links, and an id range from its top down."""

    name = source = "show_post"

    async def newest(self) -> Requests:
        """Yields what the feed brings; a site without one (404) is read by links and numbers alone."""
        response = await self.fetch(FEED)
        if response is None or response.status != 200:
            return
        items = read_feed(
            response.body,
            FEED,
            content_type=header(response, "Content-Type"),
            fetched_at=self.corpus_run.ingest.clock(),
        )
        own = [(item, identify(item.url)) for item in items]
        own = [(item, address) for item, address in own if address and address.source == self.source]
        self.report.front = len(own)
        met = []
        for item, address in own:
            assert address is not None
            card = Card(
                item.published_date, item.published_at, item.date_text, "feed", item.title, item.flags
            )
            met.append((address, self.meet(address, "feed", card)))
        if any(how is Met.NEWS for _, how in met):
            self.keep_evidence(response)
        for address, how in met:
            if how is not Met.KNOWN:
                for request in self.ask_address(address):
                    yield request

    async def backfill(self) -> Requests:
        """Yields the numbers of the id range that were never tried, highest first."""
        connection, options = self.corpus_run.ingest.connection, self.corpus_run.options
        if options.start_id is not None and options.end_id is not None:
            sources.advance(connection, self.source, range_start=options.start_id, range_next=options.end_id)
        progress = sources.progress(connection, self.source)
        if progress.range_start is None or progress.range_next is None:
            return
        for number in frontier.unknown_ids(
            connection, self.source, progress.range_start, progress.range_next
        ):
            if self.corpus_run.exhausted:
                return
            address = address_for(self.source, article_url(self.source, number))
            self.meet(address, "range")
            for request in self.ask_address(address):
                yield request
            sources.advance(connection, self.source, range_next=number - 1)
        sources.advance(connection, self.source, range_next=progress.range_start - 1)

    async def sweep(self) -> Requests:
        """Yields a few numbers at which nothing was found long ago: posts may have come there since."""
        run = self.corpus_run
        for page in frontier.longest_absent(
            run.ingest.connection, self.source, run.ingest.clock(), SWEEP_IDS
        ):
            for request in self.ask(page):
                yield request
