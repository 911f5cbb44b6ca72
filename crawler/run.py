"""One crawl: its options, what its spiders share, and how each source was found."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, cast

import attrs

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.middlewares.robots_rules import Verdict
    from pipelines.ingest import Ingest

State = Literal["ok", "empty", "unreachable", "refused"]
Origin = Literal["live", "wayback", "commoncrawl"]

# So many failures and not one good answer are no bad luck.
_MANY: Final = 5


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


@attrs.define
class SourceReport:
    """How one source was found in this run.

    ``front`` counts the articles that its first listing page or feed offers, None where it could not be asked;
    ``front_failed`` says that asking failed (a 404 is an answer). ``answered`` counts good answers
    for articles, ``failed`` the others;
    ``refusals`` and ``silences`` count answers of 403 and requests without an answer, or told "later" to the
    end, in a row; ``refused`` and ``silent`` say that there were so many that the site is left alone.
    ``unread`` names the listing page or feed that could not be read, ``trouble`` is the last failure, in words;
    ``left`` counts what is still to be fetched, where that is known beforehand.
    """

    source: str
    front: int | None = None
    answered: int = 0
    failed: int = 0
    unread: str | None = None
    refusals: int = 0
    refused: bool = False
    front_failed: bool = False
    trouble: str | None = None
    silences: int = 0
    silent: bool = False
    left: int | None = None

    @property
    def is_left_alone(self) -> bool:
        """Whether the source is asked for nothing more in this run."""
        return self.refused or self.silent

    def note_front(self, articles: int) -> None:
        """Notes what a listing's first page, a feed or a sitemap offers; a site may have several of them."""
        self.front = (self.front or 0) + articles
        self.front_failed = False

    def note_answer(self) -> None:
        """Ends a row of refusals and silences."""
        self.refusals = self.silences = 0

    @property
    def state(self) -> State:
        """How to call that in one word."""
        if self.refused:
            return "refused"
        if self.front_failed or self.silent or (self.failed >= _MANY and not self.answered):
            return "unreachable"
        return "ok" if self.answered or self.front else "empty"


class CrawlRun:
    """What the spiders, middlewares and pipelines of one run share."""

    def __init__(self, options: CrawlOptions, ingest: Ingest) -> None:
        self.options = options
        self.ingest = ingest
        self.robots: dict[str, asyncio.Future[Verdict]] = {}
        self.paused_until: dict[str, float] = {}  # by site, on the monotonic clock
        self.reports: dict[str, SourceReport] = {}
        self.fetched = 0
        self.requests = 0
        self.bytes_received = 0  # of bodies, as sent
        self.cut_short: str | None = None  # why the run ends before its time
        self.ending: asyncio.Future[None] | None = None  # kept, or the loop forgets it
        self.error: str | None = None  # an error of ours that ended it

    @property
    def is_ending(self) -> bool:
        """Whether the run is to end before its time."""
        return self.cut_short is not None or self.error is not None

    @property
    def confirm_gone_now(self) -> bool:
        """Whether one look is enough to call a missing article gone."""
        return self.options.confirm_gone_now

    def report(self, source: str) -> SourceReport:
        """Returns the report of a source, begun at its first use."""
        return self.reports.setdefault(source, SourceReport(source))

    def take(self) -> bool:
        """Returns whether another article may be fetched within ``--limit``, and counts it."""
        if self.options.limit is not None and self.fetched >= self.options.limit:
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
