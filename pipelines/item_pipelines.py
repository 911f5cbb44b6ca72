"""The Scrapy item pipelines: extraction, then raw capture and corpus. Thin: their work is done by other modules."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Protocol

from pipelines.archive import Pointer
from pipelines.corpus.decisions import Outcome
from pipelines.executor.second_process import ReaderDiedError, SecondReader
from pipelines.ingest import past
from pipelines.item import Fetched
from pipelines.pages.page_to_row import EXTRACTOR_ERROR, Extraction, extract_columns

if TYPE_CHECKING:
    from pipelines.ingest import Ingest

logger = logging.getLogger(__name__)

SOFT_404: Final = "soft_404"
UNREADABLE: Final = "unreadable"

# A crawl without pauses extracts this many pages itself before it starts a second process.
_ALONE: Final = 100


class _Run(Protocol):
    """What the pipelines need of the crawl."""

    ingest: Ingest
    confirm_gone_now: bool


class _Pipeline:
    """Finds the run that the crawl's extension keeps."""

    def __init__(self, run: _Run) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Any) -> _Pipeline:
        """Returns the pipeline of a crawler whose ``corpus_run`` is set."""
        return cls(crawler.corpus_run)


class ExtractPipeline(_Pipeline):
    """Extracts the page: in this process, or in a second one where pages come without pauses."""

    def __init__(self, run: _Run, *, unpaused: bool) -> None:
        super().__init__(run)
        self._alone = _ALONE if unpaused else None
        self._second: asyncio.Task[SecondReader] | None = None

    @classmethod
    def from_crawler(cls, crawler: Any) -> ExtractPipeline:
        """Returns the pipeline of a crawler whose ``corpus_run`` is set."""
        return cls(crawler.corpus_run, unpaused=crawler.settings.getfloat("DOWNLOAD_DELAY") == 0)

    async def process_item(self, item: Fetched) -> Fetched:
        """Returns the item with the columns of its page."""
        item.extraction = await self._extract(item)
        if item.extraction.trace:
            logger.error("cannot read %s\n%s", item.url, item.extraction.trace)
        return item

    async def close_spider(self) -> None:
        """Ends the second process, where there is one."""
        if self._second is not None:
            self._second.cancel()  # where it is still starting
            with suppress(asyncio.CancelledError, ReaderDiedError):
                (await self._second).close()

    async def _extract(self, item: Fetched) -> Extraction:
        task = item.raw, item.page.address, item.page.card
        if self._second is not None and self._second.done():
            try:
                return await self._second.result().read(*task)
            except ReaderDiedError as error:
                logger.warning("the second process that reads pages ended: %s", error)
                self._second = None
        elif self._alone is not None:
            self._alone -= 1
            if self._alone == 0:
                self._alone = None
                self._second = asyncio.ensure_future(SecondReader.start())
        return extract_columns(*task)


class CorpusPipeline(_Pipeline):
    """Stages the finding."""

    def process_item(self, item: Fetched) -> Fetched:
        """Returns the item after it was staged, as read or as missing, or put into quarantine."""
        if item.digest is None:
            self._store(item)
        else:
            self._store_past(item)
        self.run.ingest.tick()
        return item

    def _store_past(self, item: Fetched) -> None:
        ingest, page, extraction = self.run.ingest, item.page, item.extraction
        capture = past.past_capture(ingest, item.exchange, item.digest)
        if extraction.columns is None:
            past.add_unreadable(ingest, page, extraction.reason or UNREADABLE, extraction.detail, capture)
        else:
            past.add_capture(ingest, page, extraction.columns, capture, extraction.sketch)

    def _store(self, item: Fetched) -> None:
        ingest, page, extraction = self.run.ingest, item.page, item.extraction
        if extraction.reason == EXTRACTOR_ERROR:
            ingest.note_failed(page, extraction.detail)
            ingest.quarantine(page, EXTRACTOR_ERROR, extraction.detail, self._keep(item))
        elif extraction.columns is None:
            outcome = ingest.stage_missing(page, at_once=self.run.confirm_gone_now)
            # Neither a known article whose page says that it is missing, nor a tried number without one, needs a look.
            if not page.is_guess and (outcome is Outcome.ABSENT or extraction.reason != SOFT_404):
                ingest.quarantine(page, extraction.reason or UNREADABLE, extraction.detail, self._keep(item))
        else:
            ingest.stage_page(
                page,
                extraction.columns,
                lambda: self._keep(item),
                item.raw.fetched_at,
                item.validators,
                sketch=extraction.sketch,
                status=item.status,
            )
            if item.is_undecided:
                ingest.frontier.make_due(page.article_id, item.raw.fetched_at)

    def _keep(self, item: Fetched) -> Pointer:
        return self.run.ingest.archive(item.exchange, item.page).pointer
