"""What every spider of a news source does: discover, fetch, re-crawl. A phase begins when the one before is done."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Final

import scrapy
from scrapy.http import Response

from crawler.download_handler import words_of
from crawler.middlewares.robots_rules import RobotsUnreachableError
from crawler.spiders.articles import MISSING, ArticleSpider
from crawler.spiders.doubts import Doubts
from crawler.spiders.exchanges import exchange_of
from pipelines.addresses import Address
from pipelines.article import Card
from pipelines.corpus.frontier import Discovery, PageState

RECHECKS_PER_RUN: Final = 200
# At most a tenth of the re-checks.
FAILING_PER_RUN: Final = RECHECKS_PER_RUN // 10
# At most this many requests wait in memory; the rest of a long walk stays in the database or on the site.
_MOST_IN_FLIGHT: Final = 64

Requests = AsyncIterator[scrapy.Request]


class NewsSpider(ArticleSpider):
    """One source of news. A subclass says how its articles are found, newest first."""

    # -- what a subclass says

    def newest(self) -> Requests:
        """Yields requests for articles that are new or changed, newest first."""
        raise NotImplementedError

    def backfill(self) -> Requests:
        """Yields requests for older articles not known yet, from where the last run stopped."""
        raise NotImplementedError

    def sweep(self) -> Requests:
        """Yields requests for articles that the repeated slow walk over the old pages finds."""
        raise NotImplementedError

    async def hidden(self) -> Requests:
        """Yields requests for articles that the listing counts and does not show: none by default."""
        return
        yield

    # An article that the listing offers in this run: its id and title.
    listed_example: tuple[str, str] | None = None

    def search_url(self, words: str, page: int) -> str | None:
        """Returns the address of a page of the site's search for encoded words, None where it has none."""
        return None

    def read_search(self, response: Response, page: int) -> tuple[list[tuple[Address, Card | None]], bool]:
        """Returns the articles on a page of search results, and whether another page follows."""
        raise NotImplementedError

    # -- the phases of a run

    async def start(self) -> AsyncIterator[Any]:
        """Yields every request of the run: new articles, then re-checks, then backfill."""
        self._begin_articles()
        self._doubts = Doubts(self)
        run = self.corpus_run
        run.ingest.settle_leftovers(self.source, accept=run.options.accept)
        phases = {
            "newest": self.newest,
            "re-checks": self._rechecks,
            "pending": self._pending,
            "backfill": self.backfill,
            "sweep": self.sweep,
            "links": self._linked_articles,
            "failing": self._failing,
            "hidden": self.hidden,
        }
        for name, phase in phases.items():
            self.report.phase, self.report.listing_page = name, None
            async for request in phase():
                await self._wait_until_below(_MOST_IN_FLIGHT)
                yield request
            await self._wait_until_below(1)
            if self.report.is_left_alone:
                return
        engine = self.crawler.engine
        assert engine is not None
        async for item in self._doubts.settle():
            # Yielded, it would still be at work when this ends, and Scrapy looks for the end of that only every 5 s.
            await engine.scraper.start_itemproc_async(item, response=None)

    async def _rechecks(self) -> Requests:
        run = self.corpus_run
        pages: Iterator[PageState]
        if run.options.full:
            pages = run.ingest.queue.known(self.source)
        else:
            pages = run.ingest.queue.due(self.source, run.ingest.clock(), RECHECKS_PER_RUN)
        for page in pages:
            for request in self.ask(page):
                yield request

    async def _pending(self) -> Requests:
        """Yields the articles that earlier runs discovered but did not fetch."""
        run = self.corpus_run
        for page in run.ingest.queue.pending(self.source, before_run=run.ingest.run_id):
            for request in self.ask(page):
                yield request

    async def _failing(self) -> Requests:
        """Yields the pages that failed on earlier nights: after the healthy ones, and only a few."""
        ingest = self.corpus_run.ingest
        for page in ingest.queue.failing(self.source, ingest.clock(), FAILING_PER_RUN):
            for request in self.ask(page):
                yield request

    async def _linked_articles(self) -> Requests:
        """Yields the articles that pages of this run link to. They come last: a card may give their day before."""
        run = self.corpus_run
        asked = -1
        while asked < len(self._asked):  # they may link to further ones
            asked = len(self._asked)
            for page in run.ingest.queue.pending(self.source, before_run=run.ingest.run_id + 1):
                for request in self.ask(page):
                    yield request
            await self._wait_until_below(1)

    # -- listings and feeds

    async def fetch(self, url: str) -> Response | None:
        """Returns the answer for a listing or feed of the site, None where there is none; the report says why."""
        answer = await self.download(self.mirror.to_fetch(url), mirror=self.mirror)
        if isinstance(answer, Exception):
            self._note_robots(answer)
            where = "" if isinstance(answer, RobotsUnreachableError) else f"{url}: "
            self.report.note_unread(where + words_of(answer))
            return None
        if answer.status == 403:
            self.report.note_refusal(answer.url, at_once=True)
        elif answer.status in MISSING:
            self.report.trouble = f"{url} answers {answer.status}"
        elif answer.status != 200:
            self.report.note_unread(f"{url} answers {answer.status}")
        return answer

    def discover_all(
        self, offered: Sequence[tuple[Address, Card | None]], found_by: str, response: Response
    ) -> list[tuple[Address, Discovery]]:
        """Stores what a listing or feed offers. Where a card is news, the answer is archived as its provenance."""
        found = [(address, self.discover(address, found_by, card)) for address, card in offered]
        if any(card and how is Discovery.NEW for (_, how), (_, card) in zip(found, offered, strict=True)):
            self.corpus_run.ingest.archive(exchange_of(response, self.corpus_run.ingest.clock()))
        return found
