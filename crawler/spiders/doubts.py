"""The articles that a run doubts: whether the site still has them, and whether it still offers them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Final
from urllib.parse import quote_plus

import attrs
from scrapy.http import Response

from pipelines.addresses import impossible_url
from pipelines.corpus.decisions import Status
from pipelines.corpus.frontier import Frontier, PageState
from pipelines.item import Fetched
from pipelines.pages.page_to_row import extract_columns

if TYPE_CHECKING:
    from crawler.spiders.news_spider import NewsSpider

# So many doubtful pages are kept in memory until they are settled; the next runs come to the others.
MOST: Final = 500
# A search with more pages of results than this says nothing of an article that is not among them.
_SEARCH_PAGES: Final = 3

_WORD: Final = re.compile(r"[A-Za-z0-9]{4,}")
_PHRASE: Final = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)+")
# What differs between two answers of one error page: tokens, numbers, moments.
_VARIABLE: Final = re.compile(rb"[\w+/=-]{16,}|\d+")

_STATUSES: Final[dict[bool | None, Status | None]] = {True: "live", False: "unlisted", None: None}


@attrs.define
class Doubts:
    """The doubtful pages of a run with their answers; they are settled at its end.

    ``unoffered`` are articles that the last walk through the whole listing did not meet, ``failing`` pages that answer
    with an error of the server.
    """

    spider: NewsSpider
    unoffered: list[tuple[PageState, Response]] = attrs.Factory(list)
    failing: list[tuple[PageState, Response]] = attrs.Factory(list)

    @property
    def is_full(self) -> bool:
        """Whether no more doubtful pages can be kept in this run."""
        return len(self.unoffered) + len(self.failing) >= MOST

    async def settle(self) -> AsyncIterator[Fetched]:
        """Yields the doubtful articles with their status; what is missing or fails is staged or noted."""
        search = Search(self.spider)
        for page, response in self.unoffered:
            title = self._title_on(page, response)
            offered = await search.finds(page, title)
            # The search may have given the article's card.
            fresh = self._frontier.find(page.article_id) or page
            item = self.spider.fetched(response, fresh, _STATUSES[offered])
            item.is_undecided = offered is None
            yield item
        witness = await self._witness() if self.failing else None
        for page, response in self.failing:
            await self._settle_failing(page, response, witness, search)

    async def _settle_failing(
        self, page: PageState, response: Response, witness: Response | None, search: Search
    ) -> None:
        ingest = self.spider.corpus_run.ingest
        offered = None
        if witness is not None and _is_same(witness, response):
            offered = await self._is_offered(page, search)
        if offered is False:
            self.spider.report.note_missing_page(was_counted=page.failures == 0)
            ingest.stage_missing(page, at_once=self.spider.corpus_run.confirm_gone_now, witnessed=True)
        else:
            ingest.note_failed(page, f"answers {response.status}", offered=offered is True)

    async def _is_offered(self, page: PageState, search: Search) -> bool | None:
        """Returns whether the site offers an article whose page answers as an impossible one does."""
        started_at = self.spider.corpus_run.ingest.started_at
        if page.is_guess or (page.state != "known" and page.card is None):
            return False
        fresh = self._frontier.find(page.article_id)
        if fresh is not None and fresh.listed_at is not None and fresh.listed_at >= started_at:
            return True
        row = self.spider.corpus_run.ingest.newest_row(page.article_id)
        title = row["title"] if row else page.card.title if page.card else None
        return await search.finds(page, title)

    async def _witness(self) -> Response | None:
        """Returns the site's answer for an id that cannot exist, None where the site does not work or has no ids."""
        report = self.spider.report
        if not report.offered or report.unread:
            return None
        urls = (impossible_url(page.address) for page, _ in self.failing)
        url = next(filter(None, urls), None)
        return await self.spider.look(url) if url else None

    @property
    def _frontier(self) -> Frontier:
        return self.spider.corpus_run.ingest.frontier

    def _title_on(self, page: PageState, response: Response) -> str | None:
        raw = self.spider.fetched(response, page, None).raw
        columns = extract_columns(raw, page.address, page.card).columns
        return columns["title"] if columns else None


class Search:
    """The site's own search, trusted only where it finds an article that the listing offers in the same run."""

    def __init__(self, spider: NewsSpider) -> None:
        self._spider = spider
        self._works: bool | None = None

    async def finds(self, page: PageState, title: str | None) -> bool | None:
        """Returns whether the search offers an article, None where it cannot be told."""
        if title is None or self._spider.search_url("", 1) is None or not await self._is_working():
            return None
        return await self._look(page.article_id, title)

    async def _is_working(self) -> bool:
        if self._works is None:
            example = self._spider.listed_example
            self._works = example is not None and await self._look(*example) is True
        return self._works

    async def _look(self, article_id: str, title: str) -> bool | None:
        for fragment in fragments(title):
            found = await self._look_for(article_id, fragment)
            if found is not None:
                return found
        return None

    async def _look_for(self, article_id: str, fragment: str) -> bool | None:
        for number in range(1, _SEARCH_PAGES + 1):
            url = self._spider.search_url(quote_plus(fragment), number)
            response = await self._spider.look(url) if url else None
            if response is None or response.status != 200:
                return None
            offered, has_next = self._spider.read_search(response, number)
            self._spider.discover_all(offered, "search", response)
            if any(address.article_id == article_id for address, _ in offered):
                return True
            if not has_next:
                return False
        return None


def fragments(title: str) -> Iterator[str]:
    """Yields plain parts of a title to search for: its longest word, then its longest row of plain words.

    Stored titles may hold double spaces, no-break spaces or tags, so a word is the safer one; a frequent word has too
    many results.
    """
    for pattern in (_WORD, _PHRASE):
        parts = pattern.findall(title)
        if parts:
            yield max(parts, key=len)


def _is_same(one: Response, other: Response) -> bool:
    """Returns whether two answers are the same error page, whatever tokens and numbers are in them."""
    return one.status == other.status and _VARIABLE.sub(b"", one.body) == _VARIABLE.sub(b"", other.body)
