"""The walks through a paged listing: the newest pages in every run, a backfill of all pages once, a slow sweep."""

from __future__ import annotations

import datetime as dt
from typing import Final

import scrapy
from scrapy.http import Response

from crawler.spiders.news_spider import NewsSpider, Requests
from pipelines.addresses import Address, address_for
from pipelines.article import Card
from pipelines.corpus.frontier import Discovery
from pipelines.corpus.sources import WalkState
from pipelines.pages.listing import Listing, ListingCard

# After so many pages in a row without anything new, the older ones are known.
QUIET_PAGES: Final = 2
# A sweep takes a week, within these bounds.
_SWEEP_NIGHTS: Final = 7
_SWEEP_PAGES: Final = (3, 300)
# So many numbers that were never discovered are tried in a run.
GAPS_PER_RUN: Final = 50
# No listing is longer. A server that always links a next page is not followed further.
MOST_PAGES: Final = 5_000


class ListingSpider(NewsSpider):
    """A source whose articles stand on a paged listing, newest first."""

    _saw_all = False
    _last_page: int | None = None
    page_size = 0

    def note_first_page(self, listing: Listing) -> None:
        """Notes what the first page of the listing says of all of it."""
        self._last_page, self.page_size = listing.last_page, len(listing.cards)
        example = next((card for card in listing.cards if card.title), None)
        if example is not None and example.title:
            self.listed_example = address_for(self.source, example.url).article_id, example.title

    def listing_url(self, page: int) -> str:
        """Returns the site's address of a page of the listing, counted from 1."""
        raise NotImplementedError

    def read_listing(self, response: Response, page: int) -> Listing:
        """Returns the cards of a page of the listing."""
        raise NotImplementedError

    async def newest(self) -> Requests:
        """Yields requests for the first pages' articles, until two pages in a row have nothing new.

        Where an earlier walk over the newest pages was cut short at a page, this walk goes on beyond that page, since
        articles may be missing behind it. It continues the backfill where it reaches the backfill's page.
        """
        start, now = self._walk_state(), self.corpus_run.ingest.clock()
        self.report.not_queued = None if self.walks_to_the_end else 0
        walk = Walk(self)
        quiet = 0
        if not start.backfill_done and start.walk_started_at is None:
            self.corpus_run.ingest.sources.begin_walk(self.source, now)
        for number in range(1, MOST_PAGES + 1):
            if not await walk.visit(number):
                return
            for request in walk.requests:
                yield request
            quiet = 0 if walk.news else quiet + 1
            beyond = not start.backfill_done and number >= start.backfill_page
            self._advance(**({"backfill_page": number} if beyond else {"newest_page": number}))
            if walk.at_end or (beyond and self.corpus_run.exhausted):
                break
            if quiet >= QUIET_PAGES and number > start.newest_page and not self.corpus_run.options.full:
                break
        self._advance(newest_page=0)
        if walk.at_end:
            self._saw_all = True
            self._advance(backfill_done=1, sweep_page=QUIET_PAGES + 1)
            self._finish_walk(walk, now)

    async def backfill(self) -> Requests:
        """Yields requests for the rest of the listing, from the page that an earlier run reached."""
        state = self._walk_state()
        if state.backfill_done:
            return
        walk = Walk(self)
        # One page back, since posts published meanwhile have moved the others to later pages.
        for number in range(max(1, state.backfill_page - 1), MOST_PAGES + 1):
            if self.corpus_run.exhausted or not await walk.visit(number):
                return
            for request in walk.requests:
                yield request
            self._advance(backfill_page=number)
            if walk.at_end:
                self._advance(backfill_done=1)
                self._finish_walk(walk, state.walk_started_at)
                return

    async def sweep(self) -> Requests:
        """Yields requests for further pages' articles: posts dated back, or moved past the newest pages."""
        state = self._walk_state()
        if self._saw_all or not state.backfill_done:
            return
        walk = Walk(self)
        number, started = state.sweep_page, state.walk_started_at
        if started is None or number <= QUIET_PAGES + 1:
            number, started = QUIET_PAGES + 1, self.corpus_run.ingest.clock()
            self.corpus_run.ingest.sources.begin_walk(self.source, started)
        else:  # one page back, since posts taken off meanwhile have moved the others to earlier pages
            number -= 1
        for _ in range(sweep_pages(self._last_page)):
            if not await walk.visit(number):
                return
            for request in walk.requests:
                yield request
            number = QUIET_PAGES + 1 if walk.at_end else number + 1
            self._advance(sweep_page=number)
            if walk.at_end:
                self._finish_walk(walk, started)
                return

    @property
    def walks_to_the_end(self) -> bool:
        """Whether this run walks to the listing's last page, as its limit and the site allow."""
        return self.corpus_run.options.full or not self._walk_state().backfill_done

    async def hidden(self) -> Requests:
        """Yields requests for numbers that were never discovered, while the listing counts more than it shows."""
        ingest = self.corpus_run.ingest
        if not self._walk_state().hidden:
            return
        for number in ingest.queue.gaps(self.source, GAPS_PER_RUN):
            address = self.numbered(number)
            if address is not None:
                for request in self.ask(ingest.page_of(address, "gap")):
                    yield request

    def numbered(self, number: int) -> Address | None:
        """Returns the article with a number of the source's own, None where its addresses cannot be told from it."""
        return None

    def _finish_walk(self, walk: Walk, started: dt.datetime | None) -> None:
        """Stores what the finished walk through the whole listing met, and makes those due that it did not meet."""
        if started is None:
            return
        ingest = self.corpus_run.ingest
        offered = walk.offered
        hidden = None
        if offered is not None:
            hidden = max(0, offered - ingest.frontier.count_offered(self.source, started))
        ingest.sources.finish_walk(self.source, started, offered, hidden)
        self.report.hidden = hidden or 0
        if self.lists_everything:
            ingest.frontier.make_unoffered_due(self.source, started, ingest.clock(), some_hidden=bool(hidden))

    def _walk_state(self) -> WalkState:
        return self.corpus_run.ingest.sources.walk_state(self.source)

    def _advance(self, **fields: int | None) -> None:
        self.corpus_run.ingest.sources.advance(self.source, **fields)


class Walk:
    """One walk over pages of a listing.

    After each visit ``requests`` are those for the page's articles, ``news`` says whether any of them was new, and
    ``at_end`` whether it was the last page. ``offered`` is the number of articles that the whole listing offers: known
    at its end, where its pagination prints the last page's number.
    """

    def __init__(self, spider: ListingSpider) -> None:
        self._spider = spider
        self._before: tuple[str, ...] | None = None
        self._linked = False
        self.requests: list[scrapy.Request] = []
        self.offered: int | None = None
        self.news = False
        self.at_end = False

    async def visit(self, number: int) -> bool:
        """Returns whether a page could be read, after reading it."""
        spider = self._spider
        url = spider.listing_url(number)
        response = await spider.fetch(url)
        if response is None or response.status != 200:
            return False
        listing = spider.read_listing(response, number)
        if number == 1:
            spider.report.note_offered(len(listing.cards))
            spider.note_first_page(listing)
        # A maintenance page is not the end of the listing.
        if not listing.cards and (number == 1 or (self._linked and listing.page_number is None)):
            spider.report.trouble = f"{url} holds no article cards"
            return False
        if listing.next_url is None and number == listing.last_page and spider.page_size:
            self.offered = (number - 1) * spider.page_size + len(listing.cards)
        self._take(number, listing, response)
        return True

    def _note_position(self, number: int, listing: Listing) -> None:
        report = self._spider.report
        report.listing_page, report.last_page = number, listing.last_page
        if self._spider.walks_to_the_end:
            report.not_queued = self._on_later_pages(number, listing)

    def _on_later_pages(self, number: int, listing: Listing) -> int | None:
        if self.at_end:
            return 0
        return None if listing.last_page is None else (listing.last_page - number) * len(listing.cards)

    def _take(self, number: int, listing: Listing, response: Response) -> None:
        addresses = [address_for(self._spider.source, card.url) for card in listing.cards]
        ids = tuple(address.article_id for address in addresses)
        # A page without cards may stand in the middle. Some servers answer every number beyond the last page with the
        # last page, or with a page that links a next one.
        self.at_end = listing.next_url is None or ids == self._before
        self._before, self._linked = ids, listing.next_url is not None
        self._note_position(number, listing)
        offered = [(address, card_of(card)) for address, card in zip(addresses, listing.cards, strict=True)]
        found = self._spider.discover_all(offered, "listing", response)
        self.news = any(how is Discovery.NEW for _, how in found)
        self.requests = list(self._spider.ask_for(found))


def sweep_pages(last_page: int | None) -> int:
    """Returns how many listing pages a run sweeps, the one that it reads again included.

    ``last_page`` is None where the listing does not tell it.
    """
    least, most = _SWEEP_PAGES
    return max(least, min(most, 1 - (QUIET_PAGES - (last_page or 0)) // _SWEEP_NIGHTS))


def card_of(card: ListingCard) -> Card | None:
    """Returns what a card says about its article, None where it is only a link."""
    if card.title is None and card.date_text is None:
        return None
    return Card(
        published_date=card.published_date,
        date_text=card.date_text,
        date_source="listing",
        title=card.title,
        flags=card.flags,
    )
