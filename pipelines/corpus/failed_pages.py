"""Pages that failed: those in quarantine, and those that could not be fetched at the last try."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import NamedTuple

from pipelines.corpus.codec import from_micros


class FailedPage(NamedTuple):
    """A page that could not be read, or not be fetched; ``at`` is when that was first so, where it is known."""

    url: str
    article_id: str | None
    reason: str
    detail: str | None
    at: dt.datetime | None


def newest(connection: sqlite3.Connection, limit: int) -> list[FailedPage]:
    """Returns the pages that failed, the newest first, those of unknown time last."""
    rows = connection.execute(
        "SELECT url, article_id, reason, detail, fetched_at AS at FROM quarantine"
        " UNION ALL SELECT url, article_id, 'not fetched', last_error, failing_since FROM pages"
        " WHERE failures > 0 AND state IN ('pending', 'known')"
        " ORDER BY at DESC NULLS LAST, url LIMIT ?",
        (limit,),
    )
    return [
        FailedPage(url, article_id, reason, detail, from_micros(at) if at is not None else None)
        for url, article_id, reason, detail, at in rows
    ]


def count(connection: sqlite3.Connection) -> int:
    """Returns how many pages failed."""
    query = (
        "SELECT (SELECT count(*) FROM quarantine)"
        " + (SELECT count(*) FROM pages WHERE failures > 0 AND state IN ('pending', 'known'))"
    )
    return int(connection.execute(query).fetchone()[0])
