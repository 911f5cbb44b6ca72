"""Articles that public web archives still have: their newest capture, then earlier ones that differ."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import count
from typing import Any, Final

import attrs
import scrapy
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.run import CrawlRun, SourceReport, run_of
from crawler.spiders.archive_protocols import DamagedError, WebArchive
from crawler.spiders.base import REFUSALS, SILENCES
from pipelines.addresses import identify
from pipelines.archive.exchange import digest
from pipelines.archive.records import field
from pipelines.article import RawPage
from pipelines.corpus import captures
from pipelines.corpus.frontier import Page
from pipelines.item import Fetched
from pipelines.webarchives.cdx import PREFIXES, ArticleCaptures, CdxRow, WebArchiveError, choose
from pipelines.webarchives.wayback import CaptureAddress

# Indexes search for a while before they say anything.
_INDEX_SECONDS: Final = 180
_MOST_HOPS: Final = 3

_GONE: Final = frozenset({404, 410})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@attrs.define
class Wanted:
    """One payload of an article on its way: the capture asked for, and what becomes of it."""

    page: Page
    article: ArticleCaptures
    row: CdxRow
    hops: int = 0
    is_read: bool = False
    landed: asyncio.Event = attrs.Factory(asyncio.Event)
    listed: CdxRow = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.listed = self.row


class ArchiveSpider(scrapy.Spider):
    """Reads one source's articles out of a web archive. Made for a run, never by name.

    robots.txt is not asked for: index and playback are interfaces for programs, and what an archive's robots.txt keeps
    away is search engines. What it says by status and ``Retry-After`` is kept as for every other site.
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

    @property
    def corpus_run(self) -> CrawlRun:
        """The run this spider belongs to."""
        return run_of(self.crawler)

    @property
    def report(self) -> SourceReport:
        """How the archive was found so far."""
        return self.corpus_run.report(self.source)

    async def start(self) -> AsyncIterator[Any]:
        """Yields a request for each payload not read before: every article's newest, then older ones."""
        articles = choose([row async for row in self._rows()])
        connection = self.corpus_run.ingest.connection
        left = [(article, list(captures.unread(connection, article))) for article in articles]
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
                self._note_unread(str(error))

    async def _ask(self, url: str) -> bytes | None:
        """Returns the body of an index's answer, None where there was none; the report says why."""
        if self.report.is_left_alone:
            return None
        engine = self.crawler.engine
        assert engine is not None
        meta = {"download_timeout": _INDEX_SECONDS}
        request = scrapy.Request(url, callback=NO_CALLBACK, dont_filter=True, meta=meta)
        try:
            response = await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - a download fails in many ways; all of them are "no answer"
            self._note_silence(f"{url} gives no answer ({error})")
            self._note_unread(str(self.report.trouble))
            return None
        if response.status == 200 or response.status in _GONE:
            self._note_answer()
            return response.body if response.status == 200 else None
        self._note_failure(response)
        self.report.refused = self.report.refused or response.status == 403
        self._note_unread(f"{url} answers {response.status}")
        return None

    # -- captures

    async def _payload(self, article: ArticleCaptures, rows: tuple[CdxRow, ...]) -> AsyncIterator[Any]:
        """Yields the request for a payload, and for its other captures as long as none is whole."""
        page = self.corpus_run.ingest.page_of(article.address, self._archive.name)
        for row in rows:
            if page is None or self.report.is_left_alone or not self.corpus_run.take():
                return
            wanted = Wanted(page, article, row)
            yield self._request(wanted)
            await wanted.landed.wait()
            if wanted.is_read:
                return

    def _request(self, wanted: Wanted) -> scrapy.Request:
        asked = self._archive.request(wanted.row)
        return scrapy.Request(
            asked.url,
            headers=asked.headers,
            callback=self.parse_capture,
            errback=self.fail_capture,
            cb_kwargs={"wanted": wanted},
            dont_filter=True,
        )

    def parse_capture(self, response: Response, wanted: Wanted) -> Iterator[Any]:
        """Yields the capture as a fetched page, or the request for the one that the archive has instead."""
        if response.status in (200, 206):
            self._note_answer()
            yield from self._read(response, wanted)
        elif response.status in _REDIRECTS or response.status in _GONE:
            self._note_answer()
            leads_on = response.status in _REDIRECTS
            yield from self._instead(self._archive.redirected(response) if leads_on else None, wanted)
        else:
            self._note_failure(response)
            self._fail(wanted, f"answers {response.status}")

    def fail_capture(self, failure: Failure) -> None:
        """Notes a capture that gave no answer: it is asked for again in the next run."""
        wanted: Wanted = failure.request.cb_kwargs["wanted"]  # type: ignore[attr-defined]
        self._note_silence(str(failure.value))
        self._fail(wanted, str(failure.value))

    def _read(self, response: Response, wanted: Wanted) -> Iterator[Fetched]:
        try:
            exchange, body = self._archive.read(response, wanted.row)
        except DamagedError as damage:
            self._pass_over(wanted, str(damage))
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
        wanted.landed.set()

    def _instead(self, found: CaptureAddress | None, wanted: Wanted) -> Iterator[scrapy.Request]:
        """Yields the request for another capture, where it is the same one or one that no index told of."""
        other = self._other(found, wanted) if found and wanted.hops < _MOST_HOPS else None
        if other is None:
            self._pass_over(wanted, "not there any more")
            return
        wanted.row, wanted.hops = other, wanted.hops + 1
        yield self._request(wanted)

    def _other(self, found: CaptureAddress, wanted: Wanted) -> CdxRow | None:
        article_id = wanted.page.article_id
        address = identify(found.original)
        if address is None or address.article_id != article_id:
            return None
        if found.timestamp == wanted.listed.timestamp:
            return wanted.listed._replace(original=found.original)
        listed = {row.timestamp for rows in wanted.article.versions for row in rows}
        if found.timestamp in listed:  # it has, or had, its own turn
            return None
        if captures.is_stored(self.corpus_run.ingest.connection, article_id, found.timestamp):
            return None
        return wanted.listed._replace(original=found.original, timestamp=found.timestamp, digest="")

    # -- what is noted

    def _pass_over(self, wanted: Wanted, why: str) -> None:
        """Notes a capture that the archive will never hand out whole."""
        self.logger.info("the capture %s of %s: %s", wanted.listed.timestamp, wanted.listed.original, why)
        self.corpus_run.ingest.counts[self.source]["damaged"] += 1
        self._note_damaged(wanted)
        wanted.landed.set()

    def _note_damaged(self, wanted: Wanted) -> None:
        captures.note(
            self.corpus_run.ingest.connection,
            wanted.page.article_id,
            wanted.listed.timestamp,
            wanted.listed.digest,
            "damaged",
        )

    def _fail(self, wanted: Wanted, error: str) -> None:
        self.logger.warning("the capture %s of %s: %s", wanted.row.timestamp, wanted.row.original, error)
        self.report.failed += 1
        self.corpus_run.ingest.counts[self.source]["failed"] += 1
        wanted.landed.set()

    def _note_answer(self) -> None:
        self.report.answered += 1
        self.report.front_failed = False
        self.report.note_answer()

    def _note_failure(self, response: Response) -> None:
        trouble = f"{response.url} answers {response.status}"
        if response.status == 403:
            self.report.trouble = trouble
            self.report.refusals += 1
            self.report.refused = self.report.refusals >= REFUSALS
        else:
            self._note_silence(trouble)

    def _note_silence(self, trouble: str) -> None:
        self.report.trouble = trouble
        self.report.silences += 1
        self.report.silent = self.report.silences >= SILENCES

    def _note_unread(self, trouble: str) -> None:
        """Notes a part of the index that could not be read."""
        self.report.trouble = self.report.unread = trouble
        self.report.front_failed = self.report.answered == 0
