"""The write side of a run: archive, staging, gates and publication, one transaction at a time."""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from pipelines.addresses import Address
from pipelines.archive import ArchiveWriter, Exchange, Pointer, Stored, StoredPayload
from pipelines.article import Card
from pipelines.corpus import archive_files, publishing, quarantine, run_log, staging
from pipelines.corpus.captures import Captures
from pipelines.corpus.database import begin, release_free_pages
from pipelines.corpus.decisions import Outcome, Status, decide_missing, decide_seen
from pipelines.corpus.erase_rows import Forgetting
from pipelines.corpus.frontier import Discovery, Frontier, PageState
from pipelines.corpus.queue import Queue
from pipelines.corpus.rereading import reread
from pipelines.corpus.rows import current_row
from pipelines.corpus.schedule import next_try
from pipelines.corpus.sitemaps import Sitemaps
from pipelines.corpus.sources import Sources
from pipelines.disk import DiskFullError
from pipelines.ingest.settling import Settling, SourceResult
from pipelines.schema import PAGE_COLUMNS, Row
from pipelines.snapshot import Published

logger = logging.getLogger(__name__)

Clock = Callable[[], dt.datetime]

# The hash follows from other columns, and the links of a page change every day.
_LOGGED: Final = [name for name in PAGE_COLUMNS if name not in ("content_hash", "related_links")]
COMMIT_EVERY: Final = 0.9  # seconds


class Ingest:
    """The write side of a run. Not thread-safe; one for each process and data directory.

    ``frontier``, ``queue``, ``captures``, ``sitemaps`` and ``sources`` are the crawl state, whose changes are committed
    with everything else; ``counts`` are the findings of the run by source and outcome.
    """

    def __init__(self, data: Path, connection: sqlite3.Connection, command: str, clock: Clock) -> None:
        self.data = data
        self.connection = connection
        self.clock = clock
        self.counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.frontier, self.queue = Frontier(connection), Queue(connection)
        self.captures, self.sitemaps, self.sources = (
            Captures(connection),
            Sitemaps(connection),
            Sources(connection),
        )
        self.unsettled: Counter[str] = Counter()  # findings since the last batch was published, by source
        self._published = 0
        self.bytes_written = 0  # of Parquet, by everything that was published so far
        self._last_commit = time.monotonic()
        self.started_at = clock()
        self.run_id = run_log.begin(connection, command, self.started_at)
        self._archive = ArchiveWriter(data / "archive", archive_files.lengths(connection), clock=clock)
        self._settling = Settling(connection, self.run_id, clock)
        begin(connection)

    # -- during the run

    def tick(self) -> None:
        """Commits where a second has passed since the last time."""
        if time.monotonic() - self._last_commit >= COMMIT_EVERY:
            self.commit()

    def commit(self) -> None:
        """Makes everything so far durable: first the archive's files, then the database that points into them."""
        self._check_transaction()
        archive_files.store_lengths(self.connection, self._archive.flush().items())
        run_log.store_counts(self.connection, self.run_id, self.counts)
        self.connection.commit()
        begin(self.connection)
        self._last_commit = time.monotonic()

    def discover(self, address: Address, found_by: str, card: Card | None = None) -> Discovery:
        """Adds a discovered address to the frontier, with its card; returns what that means."""
        return self.frontier.discover(
            address, found_by=found_by, run_id=self.run_id, now=self.clock(), card=card
        )

    def page_of(self, address: Address, found_by: str) -> PageState | None:
        """Returns the crawl state of a discovered address, or None where its article was forgotten."""
        self.discover(address, found_by)
        return self.frontier.find(address.article_id)

    def newest_row(self, article_id: str) -> Row | None:
        """Returns an article's row as this run found it, or else its newest revision; None where there is neither."""
        return staging.find(self.connection, article_id) or current_row(self.connection, article_id)

    def forgetting(self) -> Forgetting:
        """Returns the statements that forget articles, within this run's transactions."""
        return Forgetting(self.connection)

    def archive(self, exchange: Exchange, page: PageState | None = None) -> Stored:
        """Appends a capture to the archive: a revisit record where the page's last payload was the same."""
        self._check_transaction()
        earlier = page.payload if page and page.payload_digest == exchange.payload_digest else None
        stored = self._archive.append(exchange, identical_to=earlier)
        if page and earlier is None:
            kept = StoredPayload(stored.pointer, exchange.url, exchange.fetched_at)
            self.frontier.note_payload(page.article_id, exchange.payload_digest, kept)
        return stored

    def stage_page(
        self,
        page: PageState,
        columns: Row,
        keep: Callable[[], Pointer],
        fetched_at: dt.datetime,
        validators: tuple[str | None, str | None] = (None, None),
        *,
        sketch: bytes | None = None,
        status: Status | None = None,
    ) -> Outcome:
        """Stages the columns of a fetched page, whose capture is kept only where it changes the article's row.

        ``sketch`` is that of its text, where it is known. ``status`` is None where nothing tells it: then it stays as
        it is, and a new or gone article becomes live.
        """
        # The newest revision as this extractor reads it: a better extractor is not an edit.
        current = reread(self.connection, self.data, page.article_id)
        if status is None:
            status = "unlisted" if current is not None and current["status"] == "unlisted" else "live"
        outcome, row = decide_seen(current, {**columns, "fetched_at": fetched_at}, status)
        if outcome is not Outcome.SAME:
            pointer = keep()
            row |= {"archive_file": pointer.file, "archive_offset": pointer.offset}
        self._stage(outcome, row, sketch)
        self._log(outcome, row, current)
        self._note_fetched(row, validators)
        quarantine.remove(self.connection, page.article_id)
        return outcome

    def stage_unchanged(self, page: PageState) -> Outcome:
        """Stages that the server says a page did not change (304)."""
        row = current_row(self.connection, page.article_id)
        if row is None or row["status"] == "gone":
            raise ValueError(f"{page.article_id} was never stored, but its server calls it unchanged")
        self._stage(Outcome.SAME, row)
        self._note_fetched(row, (page.etag, page.last_modified))
        return Outcome.SAME

    def stage_missing(self, page: PageState, *, at_once: bool, witnessed: bool = False) -> Outcome:
        """Stages that a page is missing: 404, 410, no article in it, a redirect to another page, or ``witnessed``.

        Witnessed means that it answers as an id that cannot exist does, and that neither listing nor search offers it.
        """
        now = self.clock()
        current = current_row(self.connection, page.article_id)
        outcome, row = decide_missing(current, page.missing_since, now, at_once=at_once)
        if row is not None:
            self._stage(outcome, row, witnessed=witnessed)
            self._log(outcome, row, current)
        else:
            self.counts[page.source][outcome] += 1
        due_at = next_try(outcome, page.article_id, row, now, witnessed=witnessed)
        self.frontier.note_missing(page.article_id, now, due_at, absent=row is None)
        return outcome

    def note_unanswered(self, page: PageState, error: str) -> None:
        """Notes a fetch without an answer of the page's own: the next run tries again."""
        logger.info("%s: no answer: %s", page.article_id, error)
        self.counts[page.source]["failed"] += 1
        self.frontier.note_unanswered(page.article_id, error, self.clock())

    def note_failed(self, page: PageState, error: str, *, offered: bool = False) -> None:
        """Notes a page that answers with an error; ``offered`` where its site still offers the article."""
        logger.info("%s: failed: %s", page.article_id, error)
        self.counts[page.source]["failed"] += 1
        self.frontier.note_failed(page, error, self.clock(), offered=offered)

    def quarantine(
        self,
        page: PageState,
        reason: str,
        detail: str,
        pointer: Pointer | None,
        at: dt.datetime | None = None,
    ) -> None:
        """Keeps a page that could not become a row, with the reason; ``at`` is when it was captured, by default now."""
        logger.info("%s: in quarantine: %s %s", page.article_id, reason, detail)
        self.counts[page.source]["quarantined"] += 1
        quarantine.put(
            self.connection,
            page,
            reason,
            detail,
            pointer=pointer,
            at=at or self.clock(),
            run_id=self.run_id,
        )

    # -- at its end

    def settle(self, source: str, *, offered: int | None, accept: bool) -> SourceResult:
        """Turns a source's findings into rows, or holds them back where the gates say so."""
        return self._settling.settle(source, offered, accept=accept)

    def settle_leftovers(self, source: str, *, accept: bool) -> None:
        """Settles the findings that an earlier run left staged."""
        self._settling.settle_leftovers(source, accept=accept)

    def publish_batch(self, offered: Mapping[str, int | None], *, accept: bool) -> None:
        """Publishes what was found so far; ``offered`` is the number of articles that each source offers."""
        for source, articles in offered.items():
            self._settling.settle(source, articles, accept=accept, final=False)
        self.unsettled.clear()
        self.publish()

    def publish(self) -> Published:
        """Publishes the rows, and exports the quarantine; nothing is touched where nothing changed."""
        self.commit()
        published = publishing.write_snapshot(
            self.connection, self.data, self.clock(), self.run_id, batch=self._published
        )
        self._published += 1
        self.bytes_written += published.bytes_written
        quarantine.export(self.connection, self.data)
        self.commit()
        return published

    def end(self, exit_code: int, reason: str | None = None) -> None:
        """Records how the run ended."""
        run_log.end(self.connection, self.run_id, self.clock(), exit_code, reason, self.counts)
        self.commit()
        release_free_pages(self.connection)
        begin(self.connection)

    def close(self) -> None:
        """Closes the files; what was not committed is lost, as after a crash."""
        if self.connection.in_transaction:
            self.connection.rollback()
        self._archive.close()
        self.connection.close()

    def _note_fetched(self, row: Row, validators: tuple[str | None, str | None]) -> None:
        self.frontier.note_fetched(
            row["article_id"],
            self.clock(),
            published=row["published_date"],
            first_seen=row["first_seen_at"],
            validators=validators,
        )

    def _check_transaction(self) -> None:
        """Raises DiskFullError after SQLite rolled back by itself, as it may at a full disk.

        What is written after that would refer to captures whose length was never committed.
        """
        if not self.connection.in_transaction:
            raise DiskFullError(
                "the disk is full: make room, then run it again; what was found in the last second is fetched again"
            )

    def _log(self, outcome: Outcome, row: Row, before: Row | None) -> None:
        """Logs what became of an article, with the columns that changed; nothing where it is the same."""
        if outcome is Outcome.SAME:
            return
        changed = [name for name in _LOGGED if before is not None and before[name] != row[name]]
        logger.info("%s: %s%s", row["article_id"], outcome, f" ({', '.join(changed)})" if changed else "")

    def _stage(
        self, outcome: Outcome, row: Row, sketch: bytes | None = None, *, witnessed: bool = False
    ) -> None:
        self._check_transaction()
        self.counts[row["source"]][outcome] += 1
        self.unsettled[row["source"]] += 1
        staging.stage(self.connection, outcome, row, sketch, witnessed=witnessed)
