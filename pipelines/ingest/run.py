"""The write side of a run: archive, staging, gates and publication, one transaction at a time."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipelines.addresses import Address
from pipelines.archive import ArchiveWriter, Exchange, Pointer, Stored, StoredPayload
from pipelines.corpus import frontier, gates, publishing, quarantine, runs, staging
from pipelines.corpus.codec import Row, to_micros
from pipelines.corpus.database import check_not_lost, open_writer
from pipelines.corpus.decisions import Outcome, decide_missing, decide_seen, next_try
from pipelines.corpus.frontier import Met, Page
from pipelines.corpus.rereading import reread
from pipelines.corpus.rows import current_row
from pipelines.disk import DiskFullError, exclusive
from pipelines.pages.columns import Card
from pipelines.snapshot import Published, free_bytes

Clock = Callable[[], dt.datetime]

COMMIT_EVERY: Final = 0.9  # seconds
# Room for the log, a night's captures and one rewriting of the largest partitions.
LEAST_FREE_BYTES: Final = 64 * 1024 * 1024


class SourceResult(NamedTuple):
    """How one source's findings were settled; ``held`` are the gates' reasons, empty where they were stored."""

    counts: dict[str, int]
    held: list[str]


def system_clock() -> dt.datetime:
    """Returns the present moment in UTC, or the one that ``BOGOR_NEWS_NOW`` fixes (for tests and replays)."""
    fixed = os.environ.get("BOGOR_NEWS_NOW")
    return dt.datetime.fromisoformat(fixed).astimezone(dt.UTC) if fixed else dt.datetime.now(dt.UTC)


class Ingest:
    """What a run writes. Not thread-safe; one a process and data directory."""

    def __init__(self, data: Path, connection: sqlite3.Connection, command: str, clock: Clock) -> None:
        self.data = data
        self.connection = connection
        self.clock = clock
        self.counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._last_commit = time.monotonic()
        self.run_id = runs.begin(connection, command, clock())
        committed = dict(connection.execute("SELECT name, length FROM archive_files"))
        self._archive = ArchiveWriter(data / "archive", committed, clock=clock)
        connection.execute("BEGIN")

    # -- during the run

    def tick(self) -> None:
        """Commits where a second has passed since the last time."""
        if time.monotonic() - self._last_commit >= COMMIT_EVERY:
            self.commit()

    def commit(self) -> None:
        """Makes everything so far durable: first the archive's files, then the database that points into them."""
        self._check_transaction()
        self.connection.executemany(
            "INSERT INTO archive_files VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET length = excluded.length",
            list(self._archive.flush().items()),
        )
        self.connection.execute("COMMIT")
        self.connection.execute("BEGIN")
        self._last_commit = time.monotonic()

    def meet(self, address: Address, found_by: str, card: Card | None = None) -> Met:
        """Notes that an address was met, with its card; returns what to make of it."""
        return frontier.meet(
            self.connection, address, found_by=found_by, run_id=self.run_id, now=self.clock(), card=card
        )

    def page_of(self, address: Address, found_by: str) -> Page | None:
        """Returns the crawl state of an address after it was met, or None for an article taken out for good."""
        self.meet(address, found_by)
        return frontier.find_page(self.connection, address.article_id)

    def archive(self, exchange: Exchange, page: Page | None = None) -> Stored:
        """Appends a capture to the archive; a page's identical payload is only referred to."""
        self._check_transaction()
        earlier = page.payload if page and page.payload_digest == exchange.payload_digest else None
        stored = self._archive.append(exchange, identical_to=earlier)
        if page and earlier is None:
            kept = StoredPayload(stored.pointer, exchange.url, exchange.fetched_at)
            frontier.note_payload(self.connection, page.article_id, exchange.payload_digest, kept)
        return stored

    def see(
        self,
        page: Page,
        columns: Row,
        pointer: Pointer,
        fetched_at: dt.datetime,
        validators: tuple[str | None, str | None] = (None, None),
        *,
        sketch: bytes | None = None,
    ) -> Outcome:
        """Stages what a page that was read makes of its article; ``sketch`` is its text's, where it is known."""
        current = self._current(page)
        seen = {
            **columns,
            "fetched_at": fetched_at,
            "archive_file": pointer.file,
            "archive_offset": pointer.offset,
        }
        outcome, row = decide_seen(current, seen)
        self._stage(outcome, row, sketch)
        frontier.note_fetched(
            self.connection,
            page.article_id,
            self.clock(),
            published=row["published_date"],
            first_seen=row["first_seen_at"],
            validators=validators,
        )
        self.connection.execute("DELETE FROM quarantine WHERE article_id = ?", (page.article_id,))
        return outcome

    def see_unchanged(self, page: Page) -> Outcome:
        """Notes that the server said a page is as it was (304)."""
        row = current_row(self.connection, page.article_id)
        if row is None or row["status"] == "gone":
            raise ValueError(f"{page.article_id} was never stored, but its server calls it unchanged")
        self._stage(Outcome.SAME, row)
        frontier.note_fetched(
            self.connection,
            page.article_id,
            self.clock(),
            published=row["published_date"],
            first_seen=row["first_seen_at"],
            validators=(page.etag, page.last_modified),
        )
        return Outcome.SAME

    def miss(self, page: Page, *, at_once: bool) -> Outcome:
        """Stages that a page was not there: 404, 410, no article in it, or a redirect to the home page."""
        now = self.clock()
        current = current_row(self.connection, page.article_id)
        outcome, row = decide_missing(current, page.missing_since, now, at_once=at_once)
        if row is not None:
            self._stage(outcome, row)
        else:
            self.counts[page.source][outcome] += 1
        due_at = next_try(outcome, page.article_id, row, now)
        frontier.note_missing(self.connection, page.article_id, now, due_at, absent=row is None)
        return outcome

    def fail(self, page: Page, error: str) -> None:
        """Notes a fetch that failed: it is tried again in the next run."""
        self.counts[page.source]["failed"] += 1
        frontier.note_failed(self.connection, page.article_id, error, self.clock())

    def quarantine(
        self, page: Page, reason: str, detail: str, pointer: Pointer | None, at: dt.datetime | None = None
    ) -> None:
        """Keeps a page that could not become a row, with the reason; ``at`` is when it was captured, by default now."""
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

    def settle(self, source: str, *, front: int | None, accept: bool) -> SourceResult:
        """Turns a source's findings into rows, or holds them back where the gates say so."""
        unreadable = quarantine.count_never_read(self.connection, source, self.run_id)
        facts = staging.source_facts(self.connection, source, front=front, unreadable=unreadable)
        reasons = [] if accept else gates.judge(facts)
        counts: dict[str, int] = {}
        if not reasons:
            counts = staging.apply(self.connection, source)
        self._note_held(source, reasons)
        return SourceResult(counts, reasons)

    def settle_leftovers(self, source: str, *, accept: bool) -> None:
        """Settles what an earlier run found and did not come to: a killed run's findings are judged and stored.

        What a gate holds back, or held back then, is dropped, to be looked at again, unless it is accepted now.
        """
        if not staging.is_staged(self.connection, source):
            return
        held = self.connection.execute(
            "SELECT 1 FROM sources WHERE source = ? AND held_reason IS NOT NULL", (source,)
        ).fetchone()
        if held is None or accept:
            result = self.settle(source, front=None, accept=accept)
            self.counts[source].update(result.counts)
        staging.discard(self.connection, source, self.clock())
        self._note_held(source, [])

    def publish(self) -> Published:
        """Publishes the rows, and exports the quarantine; nothing is touched where nothing changed."""
        self.commit()
        published = publishing.publish(self.connection, self.data, self.clock(), self.run_id)
        quarantine.export(self.connection, self.data)
        self.commit()
        return published

    def end(self, exit_code: int, reason: str | None, details: Mapping[str, Mapping[str, Any]]) -> None:
        """Records how the run ended."""
        counts = {s: {**self.counts.get(s, {}), **details.get(s, {})} for s in {*self.counts, *details}}
        runs.end(self.connection, self.run_id, self.clock(), exit_code, reason, counts)
        self.commit()

    def close(self) -> None:
        """Closes the files; what was not committed is lost, as after a crash."""
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")
        self._archive.close()
        self.connection.close()

    def _current(self, page: Page) -> Row | None:
        """Returns the newest revision as this extractor reads it: a better extractor is not an edit."""
        return reread(self.connection, self.data, page.article_id)

    def _check_transaction(self) -> None:
        """Raises DiskFullError after SQLite rolled back by itself, as it may at a full disk.

        What was written then would stand alone, pointing at captures whose length was never committed.
        """
        if not self.connection.in_transaction:
            raise DiskFullError(
                "the disk is full: make room, then run it again; what was found in the last second is fetched again"
            )

    def _stage(self, outcome: Outcome, row: Row, sketch: bytes | None = None) -> None:
        self._check_transaction()
        self.counts[row["source"]][outcome] += 1
        staging.stage(self.connection, outcome, row, sketch)

    def _note_held(self, source: str, reasons: list[str]) -> None:
        self.connection.execute(
            "INSERT INTO sources (source, held_reason, held_at) VALUES (?, ?, ?) ON CONFLICT (source) DO UPDATE"
            " SET held_reason = excluded.held_reason, held_at = excluded.held_at",
            (source, "; ".join(reasons) or None, to_micros(self.clock()) if reasons else None),
        )


@contextmanager
def open_ingest(data: Path, command: str, clock: Clock = system_clock) -> Iterator[Ingest]:
    """Opens a data directory for one run, made where it is not there.

    Raises BusyError where another run has it, DiskFullError, CorpusError (damaged, or lost although there is a
    published dataset), or OSError where it can't be written.
    """
    data.mkdir(parents=True, exist_ok=True)
    with exclusive(data):
        _check_room(data)
        check_not_lost(data)
        ingest = Ingest(data, open_writer(data), command, clock)
        try:
            yield ingest
        finally:
            ingest.close()


def _check_room(data: Path) -> None:
    free = free_bytes(data)
    published = sum(p.stat().st_size for p in data.glob("articles/*/*.parquet"))
    needed = LEAST_FREE_BYTES + 2 * published
    if free < needed:
        raise DiskFullError(
            f"only {free / 1e6:.0f} MB are free below {data}, a run needs {needed / 1e6:.0f} MB:"
            " make room or give another --data"
        )
