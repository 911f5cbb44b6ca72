"""The Scrapy item pipelines: raw capture, extraction, corpus. Thin: what they do is elsewhere in the package."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, Protocol

from pipelines import past
from pipelines.article import NotAnArticle
from pipelines.checks import page_columns
from pipelines.corpus.decisions import Outcome
from pipelines.extract import extract
from pipelines.item import Fetched

if TYPE_CHECKING:
    from pipelines.ingest import Ingest

logger = logging.getLogger(__name__)

EXTRACTOR_ERROR: Final = "extractor_error"
SOFT_404: Final = "soft_404"
UNREADABLE: Final = "unreadable"


class _Run(Protocol):
    """What the crawl lends the pipelines."""

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


class ArchivePipeline(_Pipeline):
    """Keeps the capture, so that every later step can be repeated from it."""

    def process_item(self, item: Fetched) -> Fetched:
        """Returns the item with the pointer to its capture; one of the past is kept only where it is stored."""
        if item.digest is None:
            item.pointer = self.run.ingest.archive(item.exchange, item.page.article_id).pointer
        return item


class ExtractPipeline(_Pipeline):
    """Reads the page with its layout's page object."""

    def process_item(self, item: Fetched) -> Fetched:
        """Returns the item with its article, or with the reason why there is none."""
        try:
            item.article = extract(
                item.body, item.page.url, content_type=item.content_type, fetched_at=item.fetched_at
            )
        except NotAnArticle as answer:
            item.reason, item.detail = answer.reason, answer.detail
        except Exception as error:
            # One page that the extractor chokes on must not end the night: it is kept, and reported.
            logger.exception("cannot read %s", item.url)
            item.reason, item.detail = EXTRACTOR_ERROR, f"{type(error).__name__}: {error}"
        return item


class CorpusPipeline(_Pipeline):
    """Stages what the page makes of its article."""

    def process_item(self, item: Fetched) -> Fetched:
        """Returns the item after it was stored, missed or put into quarantine."""
        if item.digest is None:
            self._store(item)
        else:
            self._store_past(item)
        self.run.ingest.tick()
        return item

    def _store_past(self, item: Fetched) -> None:
        ingest, page = self.run.ingest, item.page
        seen = past.sight(ingest, item.exchange, item.digest)
        if item.article is None:
            past.refuse(ingest, page, item.reason or UNREADABLE, item.detail, seen)
        else:
            past.see(ingest, page, page_columns(item.article, page.address, page.card), seen)

    def _store(self, item: Fetched) -> None:
        ingest, page = self.run.ingest, item.page
        if item.reason == EXTRACTOR_ERROR:
            ingest.fail(page, item.detail)
            ingest.quarantine(page, EXTRACTOR_ERROR, item.detail, item.pointer)
        elif item.article is None:
            outcome = ingest.miss(page, at_once=self.run.confirm_gone_now)
            # A known article that is plainly not there any more is no puzzle, nor is a number without one.
            if not page.is_guess and (outcome is Outcome.ABSENT or item.reason != SOFT_404):
                ingest.quarantine(page, item.reason or UNREADABLE, item.detail, item.pointer)
        else:
            assert item.pointer is not None
            columns = page_columns(item.article, page.address, page.card)
            ingest.see(page, columns, item.pointer, item.fetched_at, item.validators)
