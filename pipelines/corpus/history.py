"""An article's versions as one history: in order of time, each different from the one before."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable

from pipelines.corpus.codec import Row, encode
from pipelines.corpus.staging import mark_article_dirty
from pipelines.corpus.tables import COLUMN_LIST
from pipelines.schema import NAMES


def moment(version: Row) -> dt.datetime:
    """Returns when a version was found: the time of its capture, or of its disappearance."""
    found: dt.datetime = version["gone_at"] if version["status"] == "gone" else version["fetched_at"]
    return found


def arrange(versions: Iterable[Row]) -> list[Row]:
    """Returns the versions as a history: by time, without those that changed nothing, numbered from 1.

    Of versions alike the earliest stays, with its capture: later ones only confirmed it. A disappearance
    counts only after a version that was there.
    """
    history: list[Row] = []
    for version in sorted(versions, key=lambda v: (moment(v), v["revision"])):
        last = history[-1] if history else None
        if last is None and version["status"] == "gone":
            continue
        if last and (last["status"], last["content_hash"]) == (version["status"], version["content_hash"]):
            continue
        history.append(version)
    first_seen = min((v["fetched_at"] for v in history), default=None)
    return [{**v, "revision": number, "first_seen_at": first_seen} for number, v in enumerate(history, 1)]


def put(connection: sqlite3.Connection, article_id: str, history: list[Row]) -> None:
    """Replaces an article's stored versions by a history, and marks every partition that loses or gains a row."""
    mark_article_dirty(connection, article_id, every_revision=True)
    connection.execute("DELETE FROM revisions WHERE article_id = ?", (article_id,))
    marks = ", ".join("?" * (len(NAMES) + 1))
    connection.executemany(
        f"INSERT INTO revisions ({COLUMN_LIST}, is_current) VALUES ({marks})",
        [[*encode(version), version["revision"] == len(history)] for version in history],
    )
    mark_article_dirty(connection, article_id, every_revision=True)
