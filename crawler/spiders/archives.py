"""The spider of public web archives: the newest capture of each article, then earlier ones that differ."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import count
from typing import Any, Final

import attrs
import scrapy
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.download_handler import words_of
from crawler.spiders.archive_protocols import DamagedError, WebArchive
from crawler.spiders.corpus_spider import CorpusSpider
from pipelines.addresses import identify
from pipelines.archive.exchange import digest
from pipelines.archive.records import field
from pipelines.article import RawPage
from pipelines.corpus.frontier import PageState
from pipelines.item import Fetched
from pipelines.webarchives.cdx import PREFIXES, ArticleCaptures, CdxRow, WebArchiveError, choose
from pipelines.webarchives.wayback import CaptureAddress

# An index may search for a while before it answers.
_INDEX_SECONDS: Final = 180
_MOST_REDIRECTS: Final = 3

_GONE: Final = frozenset({404, 410})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@attrs.define
class WantedCapture:
    """One payload of an article that is being fetched.

    ``row`` is the capture that was asked for last, ``listed`` the one that the index lists; they differ where the
    archive redirects to another capture. ``done`` is set when the last answer was handled.
    """

    page: PageState
    article: ArticleCaptures
    row: CdxRow
    redirects: int = 0
    is_read: bool = False
    done: asyncio.Event = attrs.Factory(asyncio.Event)
    listed: CdxRow = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.listed = self.row


class ArchiveSpider(CorpusSpider):
    """Fetches the captures that a web archive has of one source's articles. A run makes it; it is not run by name.

    It does not ask for robots.txt: index and playback are interfaces for programs, and an archive's robots.txt keeps
    search engines away. It obeys statuses and ``Retry-After`` as for every other site.
    """

    def __init__(self, source: str, archive: WebArchive, **kwargs: Any) -> None:
        super().__init__(name=f"{archive.name}:{source}", **kwargs)
        self.source = source
        self._archive = archive

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Takes robots.txt out of the chain."""
        super().update_settings(settings)
        chain = settings.getdict("DOWNLOADER_MIDDLEWARES")
        chain["crawler.middlewares.robots.RobotsMiddleware"] = None
        settings.set("DOWNLOADER_MIDDLEWARES", chain, priority="spider")

    async def start(self) -> AsyncIterator[Any]:
        """Yields a request for each payload not read before: first the newest of every article, then older ones."""
        articles = choose([row async for row in self._rows()])
        captures = self.corpus_run.ingest.captures
        left = [(article, list(captures.unread(article))) for article in articles]
        self.report.left = sum(len(payloads) for _, payloads in left)
        for depth in count():
            layer = [(article, payloads[depth]) for article, payloads in left if len(payloads) > depth]
            if not layer:
                break
            for article, rows in layer:
                async for request in self._payload(article, rows):
                    yield request
                if self.report.is_left_alone or self.corpus_run.exhausted:
                    return
                self.report.left -= 1

    # -- the index

    async def _rows(self) -> AsyncIterator[CdxRow]:
        for prefix in PREFIXES[self.source]:
            try:
                async for row in self._archive.rows(self._ask, prefix):
                    if (address := identify(row.original)) and address.source == self.source:
                        yield row
            except WebArchiveError as error:
                self.report.note_unread(str(error))

    async def _ask(self, url: str) -> bytes | None:
        """Returns the body of an index's answer, None where there is none; the report says why."""
        if self.report.is_left_alone:
            return None
        answer = await self.download(url, download_timeout=_INDEX_SECONDS)
        if isinstance(answer, Exception):
            self.report.note_silence(words_of(answer))
            self.report.note_unread(f"{url} gives no answer ({words_of(answer)})")
        elif answer.status == 200 or answer.status in _GONE:
            self._note_answer()
            return answer.body if answer.status == 200 else None
        else:
            self._note_failure(answer, at_once=True)
            self.report.note_unread(f"{url} answers {answer.status}")
        return None

    # -- captures

    async def _payload(self, article: ArticleCaptures, rows: tuple[CdxRow, ...]) -> AsyncIterator[Any]:
        """Yields the request for a payload, then for its other captures until one of them is whole."""
        page = self.corpus_run.ingest.page_of(article.address, self._archive.name)
        for row in rows:
            if page is None or self.report.is_left_alone or not self.corpus_run.reserve_fetch():
                return
            wanted = WantedCapture(page, article, row)
            yield self._request(wanted)
            await wanted.done.wait()
            if wanted.is_read:
                return

    def _request(self, wanted: WantedCapture) -> scrapy.Request:
        asked = self._archive.request(wanted.row)
        return scrapy.Request(
            asked.url,
            headers=asked.headers,
            callback=self.parse_capture,
            errback=self.fail_capture,
            cb_kwargs={"wanted": wanted},
            dont_filter=True,
        )

    def parse_capture(self, response: Response, wanted: WantedCapture) -> Iterator[Any]:
        """Yields the capture as a fetched page, or a request for the capture that the archive redirects to."""
        if response.status in (200, 206):
            self._note_answer()
            yield from self._read(response, wanted)
        elif response.status in _REDIRECTS or response.status in _GONE:
            self._note_answer()
            leads_on = response.status in _REDIRECTS
            yield from self._follow(self._archive.redirected(response) if leads_on else None, wanted)
        else:
            self._note_failure(response)
            self._fail(wanted, f"answers {response.status}")

    def fail_capture(self, failure: Failure) -> None:
        """Notes a capture without an answer: the next run asks for it again."""
        wanted: WantedCapture = failure.request.cb_kwargs["wanted"]  # type: ignore[attr-defined]
        error = failure.value or Exception(failure.type)
        self.report.note_silence(words_of(error))
        self._fail(wanted, words_of(error))

    def _read(self, response: Response, wanted: WantedCapture) -> Iterator[Fetched]:
        try:
            exchange, body = self._archive.read(response, wanted.row)
        except DamagedError as damage:
            self._skip(wanted, str(damage))
            return
        if wanted.row.timestamp != wanted.listed.timestamp:
            self._note_damaged(wanted)
        yield Fetched(
            page=wanted.page,
            exchange=exchange,
            raw=RawPage(
                body, wanted.page.url, exchange.fetched_at, field(exchange.response_headers, "Content-Type")
            ),
            digest=wanted.row.digest or digest(exchange.body).removeprefix("sha1:"),
        )
        wanted.is_read = True
        wanted.done.set()

    def _follow(self, found: CaptureAddress | None, wanted: WantedCapture) -> Iterator[scrapy.Request]:
        """Yields a request for the capture found, where it is the same payload or one that the index does not list."""
        other = (
            self._capture_to_follow(found, wanted) if found and wanted.redirects < _MOST_REDIRECTS else None
        )
        if other is None:
            self._skip(wanted, "not there any more")
            return
        wanted.row, wanted.redirects = other, wanted.redirects + 1
        yield self._request(wanted)

    def _capture_to_follow(self, found: CaptureAddress, wanted: WantedCapture) -> CdxRow | None:
        article_id = wanted.page.article_id
        address = identify(found.original)
        if address is None or address.article_id != article_id:
            return None
        if found.timestamp == wanted.listed.timestamp:
            return wanted.listed._replace(original=found.original)
        listed = {row.timestamp for rows in wanted.article.versions for row in rows}
        if found.timestamp in listed:  # it has its own request in this run
            return None
        if self.corpus_run.ingest.captures.is_stored(article_id, found.timestamp):
            return None
        return wanted.listed._replace(original=found.original, timestamp=found.timestamp, digest="")

    # -- bookkeeping

    def _skip(self, wanted: WantedCapture, why: str) -> None:
        """Notes a capture that the archive does not have whole, so that it is never asked for again."""
        self.logger.info("the capture %s of %s: %s", wanted.listed.timestamp, wanted.listed.original, why)
        self.corpus_run.ingest.counts[self.source]["damaged"] += 1
        self._note_damaged(wanted)
        wanted.done.set()

    def _note_damaged(self, wanted: WantedCapture) -> None:
        self.corpus_run.ingest.captures.note(
            wanted.page.article_id,
            wanted.listed.timestamp,
            wanted.listed.digest,
            "damaged",
        )

    def _fail(self, wanted: WantedCapture, error: str) -> None:
        self.logger.warning("the capture %s of %s: %s", wanted.row.timestamp, wanted.row.original, error)
        self.report.failed += 1
        self.corpus_run.ingest.counts[self.source]["failed"] += 1
        wanted.done.set()

    def _note_answer(self) -> None:
        self.report.answered = True
        self.report.note_offered(0)
        self.report.note_answer()

    def _note_failure(self, response: Response, *, at_once: bool = False) -> None:
        if response.status == 403:
            self.report.note_refusal(response.url, at_once=at_once)
        else:
            self.report.note_silence(f"{response.url} answers {response.status}")
