"""One crawl: its options, what its spiders share, and the state in which it finds each source."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import attrs

from crawler.pacing import Pacing

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.middlewares.robots_rules import Verdict
    from pipelines.ingest import Ingest

State = Literal["ok", "empty", "unreachable", "refused"]
Origin = Literal["live", "wayback", "commoncrawl"]

# A source with this many failures and no good answer at all is unreachable.
_MANY_FAILURES: Final = 5
# After this many answers of 403 in a row the site refuses us.
REFUSALS: Final = 5
# After this many articles in a row without an answer, each asked several times, the site is down.
SILENCES: Final = 5
# A long run publishes what it has found after so many findings of a source, or so much time.
BATCH_FINDINGS: Final = 2_000
BATCH_SECONDS: Final = 15 * 60.0


@attrs.frozen
class CrawlOptions:
    """What the command line (or ``scrapy crawl -s``) asks of a crawl; see its help."""

    data: Path = Path("data")
    base_url: str | None = None
    full: bool = False
    limit: int | None = None
    start_id: int | None = None
    end_id: int | None = None
    accept: bool = False
    confirm_gone_now: bool = False
    origin: Origin = "live"
    insecure: bool = False
    all_sources: bool = False


@attrs.define
class SourceReport:
    """What one run learned about the state of a source.

    ``offered`` counts the articles on its first listing page, in its feeds and sitemaps; None while none of them
    could be read. ``discovery_failed`` says that reading them failed (a 404 is an answer). ``answered`` says that an
    article got a good answer, ``failed`` counts the others, ``forbidden`` the pages that robots.txt disallows.
    ``unread`` names the listing page or feed that could not be read, ``trouble`` is the last failure in words.
    ``phase`` and ``listing_page`` are where the spider is, ``last_page`` is the listing's last one, where it is known.
    ``not_queued`` counts what a walk over listing pages or an id range has still to reach, None where nobody knows;
    ``left`` all that is still to be fetched, where that is known beforehand; ``hidden`` the articles that the listing
    counts and a walk through all of it did not meet. ``refusals`` and ``silences`` count the answers of 403 and the
    requests without an answer since the last good answer; ``refused`` and ``silent`` say that the site is left alone
    because of them.
    """

    source: str
    offered: int | None = None
    discovery_failed: bool = False
    answered: bool = False
    failed: int = 0
    forbidden: int = 0
    unread: str | None = None
    trouble: str | None = None
    phase: str = ""
    listing_page: int | None = None
    last_page: int | None = None
    not_queued: int | None = 0
    left: int | None = None
    hidden: int = 0
    refusals: int = 0
    refused: bool = False
    silences: int = 0
    silent: bool = False

    @property
    def position(self) -> str:
        """Source, phase and listing page in words."""
        page = f"listing page {self.listing_page}" if self.listing_page else ""
        if page and self.last_page:
            page += f" of {self.last_page}"
        return ", ".join(filter(None, (self.source, self.phase, page)))

    @property
    def is_left_alone(self) -> bool:
        """Whether the source is sent no more requests in this run."""
        return self.refused or self.silent

    def note_offered(self, articles: int) -> None:
        """Adds the articles that a listing's first page, a feed or a sitemap offers."""
        self.offered = (self.offered or 0) + articles
        self.discovery_failed = False

    def note_unread(self, trouble: str) -> None:
        """Notes a listing page, feed or index that could not be read."""
        self.trouble = self.unread = trouble
        self.discovery_failed = self.offered is None

    def note_failed_page(self, trouble: str) -> None:
        """Notes a page that answers, but not with an article."""
        self.trouble = trouble
        self.failed += 1

    def note_missing_page(self, *, was_counted: bool) -> None:
        """Notes that a page that answered with an error is missing, which is an answer and no failure."""
        self.failed -= was_counted
        self.answered = True

    def note_answer(self) -> None:
        """Ends a row of refusals and silences."""
        self.refusals = self.silences = 0

    def note_refusal(self, url: str, *, at_once: bool = False) -> None:
        """Notes an answer of 403; ``at_once`` where a single one says that the site refuses us."""
        self.trouble = f"{url} answers 403 (refused)"
        self.refusals += 1
        self.refused = self.refused or at_once or self.refusals >= REFUSALS

    def note_silence(self, trouble: str) -> None:
        """Notes a request that got no usable answer, however often it was sent."""
        self.trouble = trouble
        self.silences += 1
        self.silent = self.silent or self.silences >= SILENCES

    @property
    def state(self) -> State:
        """The source's state in one word."""
        if self.refused or (self.forbidden and not self.answered):
            return "refused"
        if self.discovery_failed or self.silent or (self.failed >= _MANY_FAILURES and not self.answered):
            return "unreachable"
        return "ok" if self.answered or self.offered else "empty"


class CrawlRun:
    """What the spiders, middlewares and pipelines of one run share."""

    def __init__(self, options: CrawlOptions, ingest: Ingest | None) -> None:
        self.options = options
        self._ingest = ingest  # None for a run that stores nothing
        self.robots: dict[str, asyncio.Future[Verdict]] = {}
        self.pacing = Pacing()
        self.reports: dict[str, SourceReport] = {}
        self.fetched = 0
        self._batch_at = time.monotonic()
        self.requests = 0
        self.bytes_received = 0  # of bodies, as sent
        self.cut_short: str | None = None  # why the run ends before its time
        self.downloads: set[asyncio.Task[Any]] = set()  # those under way
        self.ending: asyncio.Future[None] | None = (
            None  # kept here: the event loop holds only a weak reference
        )
        self.error: str | None = None  # the error of this program that ended the run

    @property
    def stores(self) -> bool:
        """Whether the run has a corpus that it stores its findings in."""
        return self._ingest is not None

    @property
    def ingest(self) -> Ingest:
        """The write side of the corpus. Raises RuntimeError for a run that stores nothing."""
        if self._ingest is None:
            raise RuntimeError("this run stores nothing: it has no corpus")
        return self._ingest

    @property
    def is_ending(self) -> bool:
        """Whether the run is to end before its time."""
        return self.cut_short is not None or self.error is not None

    @property
    def confirm_gone_now(self) -> bool:
        """Whether one look is enough to call a missing article gone."""
        return self.options.confirm_gone_now

    def cancel_downloads(self) -> None:
        """Gives up the requests under way, so that a server that does not answer cannot hold up the end of the run."""
        for task in self.downloads:
            task.cancel()

    def publish_batch_if_due(self) -> None:
        """Publishes what was found so far after so many findings of a source, or so much time."""
        found = max(self.ingest.unsettled.values(), default=0)
        is_late = time.monotonic() - self._batch_at >= BATCH_SECONDS
        if self.options.origin != "live" or not (found >= BATCH_FINDINGS or (found and is_late)):
            return
        offered = {name: report.offered for name, report in self.reports.items()}
        self.ingest.publish_batch(offered, accept=self.options.accept)
        self._batch_at = time.monotonic()

    def report(self, source: str) -> SourceReport:
        """Returns the report of a source; the first call makes it."""
        return self.reports.setdefault(source, SourceReport(source))

    def reserve_fetch(self) -> bool:
        """Returns whether ``--limit`` allows to fetch one more article, and counts it."""
        if self.exhausted:
            return False
        self.fetched += 1
        return True

    @property
    def exhausted(self) -> bool:
        """Whether ``--limit`` is used up."""
        return self.options.limit is not None and self.fetched >= self.options.limit


def run_of(crawler: Crawler) -> CrawlRun:
    """Returns the run that a crawler belongs to."""
    return cast(CrawlRun, crawler.corpus_run)  # type: ignore[attr-defined]
