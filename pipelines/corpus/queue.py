"""Which pages a run fetches: those never fetched and those due for a re-check, in their order."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from typing import Any

from pipelines.corpus.codec import from_micros, to_micros
from pipelines.corpus.frontier import Frontier, PageState


class Queue:
    """The order in which a run fetches the pages of a source."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def pending(self, source: str, *, before_run: int) -> Iterator[PageState]:
        """Yields the pages discovered before a run but never fetched, newest first."""
        return self._pages(
            "SELECT article_id FROM pages WHERE source = ? AND state = 'pending' AND failures = 0 AND found_run < ?"
            " ORDER BY coalesce(card_date, '') DESC, post_id DESC",
            (source, before_run),
        )

    def due(self, source: str, now: dt.datetime, limit: int) -> Iterator[PageState]:
        """Yields at most ``limit`` pages due for a re-check: missing ones first, then the most overdue.

        Overdue is relative to the time between two re-checks: one day late is much for an article of yesterday.
        """
        return self._pages(
            "SELECT article_id FROM pages WHERE source = ?1 AND state = 'known' AND failures = 0"
            " AND next_check_at <= ?2"
            " ORDER BY missing_since IS NULL, (?2 - next_check_at) * 1.0"
            " / max(next_check_at - coalesce(fetched_at, 0), 1) DESC, article_id LIMIT ?3",
            (source, to_micros(now), limit),
        )

    def longest_absent(self, source: str, now: dt.datetime, limit: int) -> Iterator[PageState]:
        """Yields at most ``limit`` addresses without an article that are due again, the longest overdue first."""
        return self._pages(
            "SELECT article_id FROM pages WHERE source = ? AND state = 'absent' AND next_check_at <= ?"
            " ORDER BY next_check_at, article_id LIMIT ?",
            (source, to_micros(now), limit),
        )

    def known(self, source: str) -> Iterator[PageState]:
        """Yields every page that is an article, newest number first, failing ones last."""
        return self._pages(
            "SELECT article_id FROM pages WHERE source = ? AND state = 'known'"
            " ORDER BY failures > 0, post_id DESC, article_id",
            (source,),
        )

    def failing(self, source: str, now: dt.datetime, limit: int) -> Iterator[PageState]:
        """Yields at most ``limit`` failing pages that are due for another attempt, those with fewer failures first."""
        return self._pages(
            "SELECT article_id FROM pages WHERE source = ? AND state IN ('pending', 'known') AND failures > 0"
            " AND next_check_at <= ? ORDER BY failures, next_check_at, article_id LIMIT ?",
            (source, to_micros(now), limit),
        )

    def failing_totals(self, source: str) -> tuple[int, dt.datetime | None]:
        """Returns how many pages of a source fail, and since when the first of them does."""
        count, since = self._connection.execute(
            "SELECT count(*), min(failing_since) FROM pages"
            " WHERE source = ? AND state IN ('pending', 'known') AND failures > 0",
            (source,),
        ).fetchone()
        return count, from_micros(since) if since is not None else None

    def gaps(self, source: str, limit: int) -> list[int]:
        """Returns at most ``limit`` numbers below the highest known one that were never discovered, highest first."""
        rows = self._connection.execute(
            "WITH RECURSIVE numbers (n) AS (SELECT max(post_id) FROM pages WHERE source = ?1 AND state = 'known'"
            " UNION ALL SELECT n - 1 FROM numbers WHERE n > 1)"
            " SELECT n FROM numbers WHERE NOT EXISTS (SELECT 1 FROM pages WHERE article_id = ?1 || ':' || n)"
            " LIMIT ?2",
            (source, limit),
        )
        return [number for (number,) in rows]

    def count_left(self, source: str, now: dt.datetime) -> int:
        """Returns how many pages were never fetched or are due for a re-check."""
        (count,) = self._connection.execute(
            "SELECT count(*) FROM pages WHERE source = ?"
            " AND failures = 0 AND (state = 'pending' OR (state = 'known' AND next_check_at <= ?))",
            (source, to_micros(now)),
        ).fetchone()
        return int(count)

    def check_times(self, source: str, now: dt.datetime) -> tuple[int, int, dt.datetime | None]:
        """Returns how many pages were never fetched, how many are due for a re-check, and when the next one is."""
        waiting, due_now, next_at = self._connection.execute(
            "SELECT sum(state = 'pending' AND failures = 0),"
            " sum(state = 'known' AND failures = 0 AND next_check_at <= ?),"
            " min(CASE WHEN state = 'known' THEN next_check_at END) FROM pages WHERE source = ?",
            (to_micros(now), source),
        ).fetchone()
        return waiting or 0, due_now or 0, from_micros(next_at) if next_at is not None else None

    def unknown_ids(self, source: str, first: int, last: int) -> Iterator[int]:
        """Yields the numbers from ``last`` down to ``first`` that are not known to be an article."""
        for number in range(last, first - 1, -1):
            state = self._connection.execute(
                "SELECT state FROM pages WHERE article_id = ?", (f"{source}:{number}",)
            ).fetchone()
            if state is None or state[0] == "absent":
                yield number

    def _pages(self, query: str, values: tuple[Any, ...]) -> Iterator[PageState]:
        # All ids are read first: what is fetched meanwhile would change the answer.
        frontier = Frontier(self._connection)
        for (article_id,) in self._connection.execute(query, values).fetchall():
            page = frontier.find(article_id)
            if page is not None:
                yield page
