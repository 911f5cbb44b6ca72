"""Requests for articles, and what becomes of their answers."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, ClassVar, Final

import scrapy
from scrapy import signals
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.download_handler import words_of
from crawler.middlewares.robots import is_forbidden
from crawler.middlewares.robots_rules import RobotsForbiddenError, RobotsUnreachableError
from crawler.mirror import Mirror
from crawler.spiders.corpus_spider import CorpusSpider
from crawler.spiders.doubts import Doubts
from crawler.spiders.exchanges import exchange_of, header, is_conditional, raw_page
from pipelines.addresses import HOME, Address, address_for, identify
from pipelines.article import Card
from pipelines.corpus.decisions import Status
from pipelines.corpus.frontier import Discovery, PageState
from pipelines.item import Fetched
from pipelines.pages.page_to_row import extract_columns
from pipelines.schema import Row, plain_row

MISSING: Final = frozenset({404, 410})
_LATER: Final = frozenset({429, 503})


class ArticleSpider(CorpusSpider):
    """A spider that requests articles, stages what they answer, and keeps what it doubts until its end."""

    home: ClassVar[str] = HOME
    # Whether every article on the site is offered by its listing, which can be walked through as a whole.
    lists_everything: ClassVar[bool] = False
    _doubts: Doubts

    @cached_property
    def mirror(self) -> Mirror:
        """The mapping between the site's addresses and the ones they are fetched under."""
        return Mirror(self.corpus_run.options.base_url, self.home)

    def linked(self, body: bytes) -> Iterator[Address]:
        """Yields the articles that an article's page links to and that are fetched too: none by default."""
        return iter(())

    def _begin_articles(self) -> None:
        self._in_flight = 0
        self._finished_one = asyncio.Event()
        self._asked: set[str] = set()
        self._linked: set[str] = set()
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            self.crawler.signals.connect(self._finish_item, signal)

    async def _wait_until_below(self, limit: int) -> None:
        while self._in_flight >= limit:
            self._finished_one.clear()
            await self._finished_one.wait()

    def discover(self, address: Address, found_by: str, card: Card | None = None) -> Discovery:
        """Stores a discovered address with its card; returns whether it is to be fetched."""
        return self.corpus_run.ingest.discover(address, found_by, card)

    def ask(self, page: PageState | None) -> Iterator[scrapy.Request]:
        """Yields the request for an article.

        There is none where this run has sent it, robots.txt disallows it, or ``--limit`` is used up.
        """
        run = self.corpus_run
        if page is None or page.article_id in self._asked or run.exhausted:
            return
        self._asked.add(page.article_id)
        if self.is_forbidden(page.url):
            self.report.forbidden += 1
            run.ingest.note_failed(page, "robots.txt disallows it")
            return
        run.reserve_fetch()
        self._in_flight += 1
        headers = {}
        doubtful = page.failures > 0 or page.missing_since is not None or self._is_unoffered(page)
        if page.state == "known" and not doubtful:
            conditional = {"If-None-Match": page.etag, "If-Modified-Since": page.last_modified}
            headers = {name: value for name, value in conditional.items() if value}
        yield scrapy.Request(
            self.mirror.to_fetch(page.url),
            callback=self.parse_article,
            errback=self.fail_article,
            cb_kwargs={"page": page},
            headers=headers,
            dont_filter=True,
            meta={"mirror": self.mirror, "dont_retry": doubtful},
        )

    def is_forbidden(self, url: str) -> bool:
        """Returns whether robots.txt disallows an address of the site, as far as this run knows."""
        return is_forbidden(self.crawler, self.mirror.to_fetch(url))

    def ask_for(self, found: Sequence[tuple[Address, Discovery]]) -> Iterator[scrapy.Request]:
        """Yields the requests for those of the discovered addresses that are to be fetched."""
        frontier = self.corpus_run.ingest.frontier
        for address, how in found:
            if how is not Discovery.KNOWN:
                yield from self.ask(frontier.find(address.article_id))

    @classmethod
    def handles_request(cls, request: scrapy.Request) -> bool:
        """Returns whether an address is one of the source's articles; ``scrapy parse`` chooses a spider by it."""
        address = identify(request.url)
        return address is not None and address.source == getattr(cls, "source", None)

    def parse(self, response: Response, **_: Any) -> Iterator[Row]:
        """Yields the columns that an article's page gives, for ``scrapy parse``; none for another page."""
        address = address_for(self.source, self.mirror.to_site(response.url))
        extraction = extract_columns(raw_page(response, address.url, dt.datetime.now(dt.UTC)), address, None)
        if extraction.columns is None:
            self.logger.warning("%s is not an article: %s", response.url, extraction.reason)
        else:
            yield plain_row(extraction.columns)

    def parse_article(self, response: Response, page: PageState) -> Iterator[Any]:
        """Yields the fetched article, and stores the articles it links to."""
        self._finish_one()
        status = response.status
        if status == 403:
            self.report.note_refusal(response.url)
            self._fail(page, "403: refused")
        elif status in _LATER:
            self.report.note_silence(f"{page.url} answers {status} again and again")
            self._fail(page, f"answers {status}")
        else:
            self.report.note_answer()
            yield from self._read(response, page)

    def _read(self, response: Response, page: PageState) -> Iterator[Any]:
        status = response.status
        if status in MISSING or (status == 200 and self._is_redirected_elsewhere(response, page)):
            self.report.answered = True
            self.corpus_run.ingest.stage_missing(page, at_once=self.corpus_run.confirm_gone_now)
        elif status == 304 and is_conditional(response):
            self.report.answered = True
            self.corpus_run.ingest.stage_unchanged(page)
        elif status >= 500:
            self._note_error(response, page)
        elif status != 200 or not response.body.strip():
            what = f"answers {status}" if status != 200 else "answers with an empty page"
            self.report.note_failed_page(f"{page.url} {what}")
            self.corpus_run.ingest.note_failed(page, what)
        else:
            self.report.answered = True
            fresh = self.corpus_run.ingest.frontier.find(page.article_id)
            if fresh is not None and self._is_unoffered(fresh) and not self._doubts.is_full:
                self._doubts.unoffered.append((page, response))
            else:
                self._in_flight += 1
                yield self.fetched(response, page, "live" if self.lists_everything else None)
            for address in self.linked(response.body):
                if address.article_id not in self._linked:
                    self._linked.add(address.article_id)
                    self.discover(address, "link")

    def fail_article(self, failure: Failure) -> None:
        """Stores an article that could not be fetched; the next run asks again."""
        self._finish_one()
        page: PageState = failure.request.cb_kwargs["page"]  # type: ignore[attr-defined]
        error = failure.value or Exception(failure.type)
        if self.corpus_run.is_ending:  # the page is not to blame
            return
        self.report.trouble = words_of(error)
        self._note_robots(error)
        if isinstance(error, IgnoreRequest):  # refused by this program, by robots.txt or by size
            self.report.failed += 1
            self.corpus_run.ingest.note_failed(page, words_of(error))
            self._stop_if_left_alone()
        else:
            self.report.note_silence(words_of(error))
            self._fail(page, words_of(error))

    def _note_error(self, response: Response, page: PageState) -> None:
        """Notes a page that answers with an error of the server: a doubt where the site works, else an outage."""
        if page.failures == 0:  # what fails for many nights says nothing of tonight
            self.report.note_failed_page(f"{page.url} answers {response.status}")
        if self.report.discovery_failed:
            self.report.note_silence(f"{page.url} answers {response.status}")
            self._fail(page, f"answers {response.status}")
        elif self._doubts.is_full:
            self.corpus_run.ingest.note_failed(page, f"answers {response.status}")
        else:
            self._doubts.failing.append((page, response))

    def _is_unoffered(self, page: PageState) -> bool:
        """Returns whether the last walk through the whole listing did not meet an article, nor any page since."""
        if not self.lists_everything:
            return False
        walked_at = self.corpus_run.ingest.sources.walk_state(self.source).walked_at
        return walked_at is not None and (page.listed_at is None or page.listed_at < walked_at)

    def _fail(self, page: PageState, error: str) -> None:
        """Stores the failure. Raises CloseSpider where the site is left alone from now on."""
        self.report.failed += 1
        self.corpus_run.ingest.note_unanswered(page, error)
        self._stop_if_left_alone()

    def _stop_if_left_alone(self) -> None:
        if self.report.is_left_alone:
            raise CloseSpider("refused" if self.report.refused else "silent")

    def fetched(self, response: Response, page: PageState, status: Status | None) -> Fetched:
        """Returns the item of a page that was fetched."""
        now = self.corpus_run.ingest.clock()
        return Fetched(
            page=page,
            exchange=exchange_of(response, now),
            raw=raw_page(response, page.url, now),
            validators=(header(response, "ETag"), header(response, "Last-Modified")),
            status=status,
        )

    async def look(self, url: str) -> Response | None:
        """Returns the answer for an address of the site that is sent one request, None where there is none."""
        answer = await self.download(self.mirror.to_fetch(url), mirror=self.mirror, dont_retry=True)
        return None if isinstance(answer, Exception) else answer

    def _is_redirected_elsewhere(self, response: Response, page: PageState) -> bool:
        """Returns whether redirects led to another page than the article's: the home page, or any other."""
        if not response.meta.get("redirect_times"):
            return False
        return address_for(self.source, self.mirror.to_site(response.url)).article_id != page.article_id

    def _finish_item(self, spider: scrapy.Spider) -> None:
        if spider is self and self._in_flight:
            self._finish_one()

    def _finish_one(self) -> None:
        self._in_flight -= 1
        self._finished_one.set()

    def _note_robots(self, error: BaseException) -> None:
        if isinstance(error, RobotsForbiddenError):
            self.report.forbidden += 1
            # A site with another way to its articles is crawled on.
            self.report.refused = error.whole_site and self.report.offered is None
        elif isinstance(error, RobotsUnreachableError):
            self.report.silent = True
