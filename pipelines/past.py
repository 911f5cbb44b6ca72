"""Captures made in the past, by web archives or other people: versions that take their place in the history."""

from __future__ import annotations

import datetime as dt

from pipelines.addresses import Address
from pipelines.archive import Exchange
from pipelines.article import Article
from pipelines.checks import page_columns
from pipelines.corpus import duplicates, frontier
from pipelines.corpus.codec import Row
from pipelines.corpus.decisions import Outcome
from pipelines.corpus.frontier import Page
from pipelines.corpus.history import arrange, put
from pipelines.corpus.rows import history
from pipelines.corpus.staging import mark_article_dirty
from pipelines.ingest import Ingest


class Past:
    """Stores past captures through a run's ingest; ``finish`` once after the last."""

    def __init__(self, ingest: Ingest) -> None:
        self._ingest = ingest
        self._changed: set[str] = set()

    def page(self, address: Address, found_by: str) -> Page | None:
        """Returns the crawl state of a captured address, or None for an article that was taken out for good."""
        self._ingest.meet(address, found_by)
        return frontier.find_page(self._ingest.connection, address.article_id)

    def see(self, page: Page, article: Article, exchange: Exchange) -> Outcome:
        """Stores a capture's article where it adds a version; one that only confirms is not archived again.

        ``exchange.fetched_at`` is when the capture was made.
        """
        seen: Row = {
            **page_columns(article, page.address, page.card),
            "revision": 0,
            "status": "live",
            "fetched_at": exchange.fetched_at,
        }
        before = history(self._ingest.connection, page.article_id)
        after = arrange([*before, seen])
        outcome = Outcome.NEW if not before else Outcome.SAME
        if any(
            version["fetched_at"] == exchange.fetched_at and "archive_file" not in version
            for version in after
        ):
            outcome = Outcome.NEW if not before else Outcome.EDITED
            pointer = self._ingest.archive(exchange).pointer
            stored = {"archive_file": pointer.file, "archive_offset": pointer.offset}
            put(
                self._ingest.connection,
                page.article_id,
                [version if "archive_file" in version else {**version, **stored} for version in after],
            )
            self._changed.add(page.article_id)
        self._ingest.counts[page.source][outcome] += 1
        if page.state != "known":
            self._note(page, after[-1])
        return outcome

    def finish(self) -> None:
        """Compares what was stored with older articles, and publishes."""
        for article_id in duplicates.update(self._ingest.connection, sorted(self._changed)):
            mark_article_dirty(self._ingest.connection, article_id)
        self._ingest.publish()

    def _note(self, page: Page, newest: Row) -> None:
        """Makes the live page due for a look: whether it is still there, only its site can say."""
        captured: dt.datetime = newest["fetched_at"]
        frontier.note_fetched(
            self._ingest.connection,
            page.article_id,
            captured,
            published=newest["published_date"],
            first_seen=newest["first_seen_at"],
            validators=(None, None),
        )
