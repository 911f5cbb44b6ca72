"""The history of an article: its versions in order of time, each different from the one before."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable

from pipelines.corpus import duplicates
from pipelines.corpus.captures import Captures
from pipelines.corpus.codec import encode
from pipelines.corpus.rows import history
from pipelines.corpus.staging import mark_article_dirty, note_removed
from pipelines.corpus.tables import COLUMN_LIST
from pipelines.schema import NAMES, Row

_COMPARED = ("title", "published_date", "body", "archive_file", "archive_offset")


def moment(version: Row) -> dt.datetime:
    """Returns when a version was found: the time of its capture, or of its disappearance."""
    found: dt.datetime = version["gone_at"] if version["status"] == "gone" else version["fetched_at"]
    return found


def arrange(versions: Iterable[Row]) -> list[Row]:
    """Returns the versions as a history: by time, without those that changed nothing, numbered from 1.

    Of equal versions in a row the earliest stays, with its capture. A disappearance counts only after a live
    version. The result does not depend on the order of ``versions``, except that of equal captures of one moment the
    first stays.
    """
    arranged: list[Row] = []
    for version in sorted(versions, key=lambda v: (moment(v), v["status"] == "gone", v["content_hash"])):
        last = arranged[-1] if arranged else None
        if last is None and version["status"] == "gone":
            continue
        if last and (last["status"], last["content_hash"]) == (version["status"], version["content_hash"]):
            continue
        arranged.append(version)
    first_seen = min((v["fetched_at"] for v in arranged), default=None)
    return [{**v, "revision": number, "first_seen_at": first_seen} for number, v in enumerate(arranged, 1)]


def without_first_parts(versions: Iterable[Row], is_whole: Callable[[Row], bool]) -> list[Row]:
    """Returns the versions without those that are only the first part of an article that another one holds whole.

    ``is_whole`` tells of a version whether it was read from a page with all parts.
    """
    found = list(versions)
    return [v for v in found if not any(_continues(w, v) and is_whole(w) for w in found)]


def _continues(version: Row, other: Row) -> bool:
    """Whether a version has the other's title and begins with the other's body."""
    body, beginning = version["body"], other["body"]
    if not body or not beginning or version["title"] != other["title"]:
        return False
    return bool(body.startswith(f"{beginning}\n"))


def put(
    connection: sqlite3.Connection, article_id: str, after: list[Row], sketch: bytes | None = None
) -> None:
    """Replaces an article's stored versions by a history, looks for duplicates, and marks its partitions.

    The capture of a version that leaves the history stays known. ``sketch`` is that of the newest version, if known.
    """
    before = history(connection, article_id)
    _drop_staged(connection, article_id)
    if before:
        mark_article_dirty(connection, article_id, every_revision=True)
        note_removed(connection, article_id, revisions=max(0, len(before) - len(after)))
        connection.execute("DELETE FROM revisions WHERE article_id = ?", (article_id,))
    insert(connection, [*map(_superseded, after[:-1]), after[-1]])
    kept = {(version["archive_file"], version["archive_offset"]) for version in after}
    for version in before:
        if version["archive_file"] and (version["archive_file"], version["archive_offset"]) not in kept:
            Captures(connection).keep_version(version)
    if not before or any(before[-1][name] != after[-1][name] for name in _COMPARED):
        for changed in duplicates.update(connection, {article_id: sketch}):
            mark_article_dirty(connection, changed)
    mark_article_dirty(connection, article_id, every_revision=True)


def replace_history(connection: sqlite3.Connection, article_id: str, versions: list[Row]) -> None:
    """Replaces an article's stored versions, readable or not, by these, and marks the partitions of both."""
    mark_article_dirty(connection, article_id, every_revision=True)
    connection.execute("DELETE FROM revisions WHERE article_id = ?", (article_id,))
    insert(connection, versions)
    duplicates.update(connection, {article_id: None})
    mark_article_dirty(connection, article_id, every_revision=True)


def insert(connection: sqlite3.Connection, versions: list[Row]) -> None:
    """Stores an article's versions, oldest first, where it has none; the last one becomes its current row."""
    marks = ", ".join("?" * (len(NAMES) + 1))
    connection.executemany(
        f"INSERT INTO revisions ({COLUMN_LIST}, is_current) VALUES ({marks})",
        [[*encode(version), version is versions[-1]] for version in versions],
    )


def _drop_staged(connection: sqlite3.Connection, article_id: str) -> None:
    """Drops the staged finding of an article whose history has changed, and makes its page due again."""
    if connection.execute("DELETE FROM staged WHERE article_id = ?", (article_id,)).rowcount:
        connection.execute(
            "UPDATE pages SET state = 'known', next_check_at = 0, payload_digest = NULL, etag = NULL,"
            " last_modified = NULL WHERE article_id = ?",
            (article_id,),
        )


def _superseded(version: Row) -> Row:
    """Returns an older version without ``duplicate_of``, which only the newest version has."""
    quality = [flag for flag in version["quality"] if flag != "duplicate"]
    return {**version, "duplicate_of": None, "quality": quality}
