"""The sitemaps that an index lists, and when each was read."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable
from typing import Final, Literal

from pipelines.corpus.codec import to_micros
from pipelines.pages.feed import Announcement

# A sitemap whose index gives no day of change is read again after this time.
STALE_AFTER: Final = dt.timedelta(days=7)

Phase = Literal["newest", "backfill", "sweep"]

_DUE: Final[dict[Phase, str]] = {
    # Changed since it was read, or newer than all that were read.
    "newest": "CASE WHEN read_at IS NULL THEN modified_at > (SELECT coalesce(max(read_modified_at), 0)"
    " FROM sitemaps WHERE source = :source) ELSE modified_at <> read_modified_at END",
    "backfill": "read_at IS NULL",
    "sweep": "modified_at IS NULL AND read_at <= :stale",
}


class Sitemaps:
    """The sitemaps of every source."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def note_listed(self, source: str, listed: Iterable[Announcement]) -> None:
        """Notes the sitemaps that an index lists, with their day of change."""
        self._connection.executemany(
            "INSERT INTO sitemaps (source, url, modified_at) VALUES (?, ?, ?)"
            " ON CONFLICT (source, url) DO UPDATE SET modified_at = excluded.modified_at",
            [(source, entry.url, _modified(entry)) for entry in listed],
        )

    def due(self, source: str, phase: Phase, now: dt.datetime, limit: int) -> list[str]:
        """Returns the addresses of the sitemaps that a phase of a run reads, newest first, ``limit`` at most."""
        rows = self._connection.execute(
            f"SELECT url FROM sitemaps WHERE source = :source AND {_DUE[phase]}"
            " ORDER BY modified_at DESC, read_at, url LIMIT :limit",
            {"source": source, "stale": to_micros(now - STALE_AFTER), "limit": limit},
        )
        return [url for (url,) in rows]

    def note_read(self, source: str, url: str, now: dt.datetime) -> None:
        """Notes that a sitemap was read as its index lists it now."""
        self._connection.execute(
            "UPDATE sitemaps SET read_at = ?, read_modified_at = modified_at WHERE source = ? AND url = ?",
            (to_micros(now), source, url),
        )


def _modified(entry: Announcement) -> int | None:
    if entry.modified_at:
        return to_micros(entry.modified_at)
    if entry.modified_date:
        return to_micros(dt.datetime.combine(entry.modified_date, dt.time(), dt.UTC))
    return None
