"""What every spider of a news source does: find, fetch, look again; each phase when the one before is done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import cached_property
from typing import Any, ClassVar, Final

import scrapy
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure

from crawler.middlewares.robots_rules import RobotsForbiddenError, RobotsUnreachableError
from crawler.mirror import Mirror
from crawler.run import CrawlRun, SourceReport, run_of
from crawler.spiders.exchanges import exchange_of, header, is_conditional, raw_page
from pipelines.addresses import HOME, Address, address_for
from pipelines.corpus import frontier, queue
from pipelines.corpus.frontier import Met, Page
from pipelines.item import Fetched
from pipelines.pages.columns import Card

RECHECKS_PER_RUN: Final = 200
# A site that answers 403 this often in a row has made itself clear.
REFUSALS: Final = 5
# So many articles in a row without an answer, each asked several times, and the site is down.
SILENCES: Final = 5
# Requests that wait in memory; the rest of a long walk stays in the database or on the site.
_IN_FLIGHT: Final = 64

_MISSING: Final = frozenset({404, 410})
_LATER: Final = frozenset({429, 503})

Requests = AsyncIterator[scrapy.Request]


class NewsSpider(scrapy.Spider):
    """One source of news. A subclass says how its articles are found, newest first."""

    source: ClassVar[str]
    home: ClassVar[str] = HOME

    @property
    def corpus_run(self) -> CrawlRun:
        """The run this spider belongs to."""
        return run_of(self.crawler)

    @property
    def report(self) -> SourceReport:
        """How the source was found so far."""
        return self.corpus_run.report(self.source)

    @cached_property
    def mirror(self) -> Mirror:
        """Where the site's addresses are fetched."""
        return Mirror(self.corpus_run.options.base_url, self.home)

    # -- what a subclass says

    def newest(self) -> Requests:
        """Yields requests for articles that are new or changed, newest first."""
        raise NotImplementedError

    def backfill(self) -> Requests:
        """Yields requests for older articles never met before, going on where the last run stopped."""
        raise NotImplementedError

    def sweep(self) -> Requests:
        """Yields requests for articles that the slow repeated walk over the old ones brings up."""
        raise NotImplementedError

    def linked(self, body: bytes) -> Iterator[Address]:
        """Yields the articles that an article's page links to, where they are to be visited too: none by default."""
        return iter(())

    # -- the phases of a run

    async def start(self) -> AsyncIterator[Any]:
        """Yields every request of the run: new articles, then re-checks, then backfill."""
        self._flying = 0
        self._landed = asyncio.Event()
        self._asked: set[str] = set()
        self._linked: set[str] = set()
        run = self.corpus_run
        run.ingest.settle_leftovers(self.source, accept=run.options.accept)
        phases = (self.newest, self._rechecks, self._waiting, self.backfill, self.sweep, self._met_by_links)
        for phase in phases:
            async for request in phase():
                await self._wait_below(_IN_FLIGHT)
                yield request
            await self._wait_below(1)
            if self.report.is_left_alone:
                return

    async def _rechecks(self) -> Requests:
        run = self.corpus_run
        pages: Iterator[Page]
        if run.options.full:
            pages = queue.known(run.ingest.connection, self.source)
        else:
            pages = queue.due(run.ingest.connection, self.source, run.ingest.clock(), RECHECKS_PER_RUN)
        for page in pages:
            for request in self.ask(page):
                yield request

    async def _waiting(self) -> Requests:
        """Yields the articles that earlier runs met but did not come to."""
        run = self.corpus_run
        for page in queue.pending(run.ingest.connection, self.source, before_run=run.ingest.run_id):
            for request in self.ask(page):
                yield request

    async def _met_by_links(self) -> Requests:
        """Yields the articles that pages of this run link to: last, since a card may still have told their day."""
        run = self.corpus_run
        asked = -1
        while asked < len(self._asked):  # they may link to further ones
            asked = len(self._asked)
            for page in queue.pending(run.ingest.connection, self.source, before_run=run.ingest.run_id + 1):
                for request in self.ask(page):
                    yield request
            await self._wait_below(1)

    async def _wait_below(self, limit: int) -> None:
        while self._flying >= limit:
            self._landed.clear()
            await self._landed.wait()

    # -- listings and feeds

    async def fetch(self, url: str) -> Response | None:
        """Returns the answer for a listing or feed of the site, or None where there was none; the report says why."""
        engine = self.crawler.engine
        assert engine is not None
        request = scrapy.Request(
            self.mirror.to_fetch(url), callback=NO_CALLBACK, dont_filter=True, meta={"mirror": self.mirror}
        )
        try:
            response = await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - a download fails in many ways; all of them are "no answer"
            self._note_failure(error)
            self._note_unread(f"{url} gives no answer ({_words(error)})")
            return None
        if response.status == 403:
            self._note_refusal(response)
            self.report.refused = True
        elif response.status != 200:
            self.report.trouble = f"{url} answers {response.status}"
            if response.status not in _MISSING:
                self._note_unread(self.report.trouble)
        return response

    def meet(self, address: Address, found_by: str, card: Card | None = None) -> Met:
        """Notes an address with its card; returns what to make of it."""
        return self.corpus_run.ingest.meet(address, found_by, card)

    def meet_all(
        self, offered: Sequence[tuple[Address, Card | None]], found_by: str, response: Response
    ) -> list[tuple[Address, Met]]:
        """Notes what a listing or feed offers; where a card tells news, the answer is archived as its evidence."""
        met = [(address, self.meet(address, found_by, card)) for address, card in offered]
        if any(card and how is Met.NEWS for (_, how), (_, card) in zip(met, offered, strict=True)):
            self.corpus_run.ingest.archive(exchange_of(response, self.corpus_run.ingest.clock()))
        return met

    # -- articles

    def ask(self, page: Page | None) -> Iterator[scrapy.Request]:
        """Yields the request for an article: none where it was asked in this run, or ``--limit`` is used up."""
        run = self.corpus_run
        if page is None or page.article_id in self._asked or not run.take():
            return
        self._asked.add(page.article_id)
        self._flying += 1
        headers = {}
        if page.state == "known" and page.missing_since is None:
            conditional = {"If-None-Match": page.etag, "If-Modified-Since": page.last_modified}
            headers = {name: value for name, value in conditional.items() if value}
        yield scrapy.Request(
            self.mirror.to_fetch(page.url),
            callback=self.parse_article,
            errback=self.fail_article,
            cb_kwargs={"page": page},
            headers=headers,
            dont_filter=True,
            meta={"mirror": self.mirror},
        )

    def ask_for(self, met: Sequence[tuple[Address, Met]]) -> Iterator[scrapy.Request]:
        """Yields the requests for those of the addresses met that are worth a look."""
        connection = self.corpus_run.ingest.connection
        for address, how in met:
            if how is not Met.KNOWN:
                yield from self.ask(frontier.find_page(connection, address.article_id))

    def parse_article(self, response: Response, page: Page) -> Iterator[Any]:
        """Yields the fetched article, and notes the articles it links to."""
        self._land()
        status = response.status
        if status == 403:
            self._note_refusal(response)
            self._fail(page, "403: refused")
        elif status in _LATER:
            self._note_silence(f"{page.url} answers {status} again and again")
            self._fail(page, f"answers {status}")
        else:
            self.report.note_answer()
            yield from self._read(response, page)

    def _read(self, response: Response, page: Page) -> Iterator[Any]:
        status = response.status
        if status in _MISSING or (status == 200 and self._led_astray(response, page)):
            self.report.answered += 1
            self.corpus_run.ingest.miss(page, at_once=self.corpus_run.confirm_gone_now)
        elif status == 304 and is_conditional(response):
            self.report.answered += 1
            self.corpus_run.ingest.see_unchanged(page)
        elif status != 200 or not response.body.strip():
            what = f"answers {status}" if status != 200 else "answers with an empty page"
            self.report.trouble = f"{page.url} {what}"
            self._fail(page, what)
        else:
            self.report.answered += 1
            yield self._fetched(response, page)
            for address in self.linked(response.body):
                if address.article_id not in self._linked:
                    self._linked.add(address.article_id)
                    self.meet(address, "link")

    def fail_article(self, failure: Failure) -> None:
        """Notes an article that could not be fetched: asked again in the next run."""
        self._land()
        page: Page = failure.request.cb_kwargs["page"]  # type: ignore[attr-defined]
        error = failure.value or Exception(failure.type)
        self._note_failure(error)
        if not isinstance(error, IgnoreRequest):  # there was an answer, only not a usable one
            self._note_silence(str(self.report.trouble))
        self._fail(page, _words(error))

    def _fail(self, page: Page, error: str) -> None:
        """Notes the failure. Raises CloseSpider where the site is to be left alone from now on."""
        self.report.failed += 1
        self.corpus_run.ingest.fail(page, error)
        if self.report.is_left_alone:
            raise CloseSpider("refused" if self.report.refused else "silent")

    def _fetched(self, response: Response, page: Page) -> Fetched:
        now = self.corpus_run.ingest.clock()
        return Fetched(
            page=page,
            exchange=exchange_of(response, now),
            raw=raw_page(response, page.url, now),
            validators=(header(response, "ETag"), header(response, "Last-Modified")),
        )

    def _led_astray(self, response: Response, page: Page) -> bool:
        """Returns whether redirects led to another page than the article's: the home page, or any other."""
        if not response.meta.get("redirect_times"):
            return False
        return address_for(self.source, self.mirror.to_site(response.url)).article_id != page.article_id

    def _land(self) -> None:
        self._flying -= 1
        self._landed.set()

    def _note_refusal(self, response: Response) -> None:
        self.report.refusals += 1
        self.report.trouble = f"{response.url} answers 403 (refused)"
        self.report.refused = self.report.refused or self.report.refusals >= REFUSALS

    def _note_unread(self, trouble: str) -> None:
        self.report.unread = trouble
        self.report.front_failed = self.report.front is None

    def _note_silence(self, trouble: str) -> None:
        self.report.silences += 1
        self.report.trouble = trouble
        self.report.silent = self.report.silent or self.report.silences >= SILENCES

    def _note_failure(self, error: BaseException) -> None:
        self.report.trouble = _words(error)
        if isinstance(error, RobotsForbiddenError):
            self.report.refused = True
        elif isinstance(error, RobotsUnreachableError):
            self.report.silent = True


def _words(error: BaseException) -> str:
    """Returns an error in words: of a failed download, what ended the connection."""
    reasons = getattr(error.__cause__, "reasons", None)
    return reasons[0].getErrorMessage() if reasons else str(error) or type(error).__name__
