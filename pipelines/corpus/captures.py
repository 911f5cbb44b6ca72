"""The captures of web archives and imports that were read: none is fetched twice, each can still become a version."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from typing import Final, Literal

from pipelines.archive import Pointer
from pipelines.corpus.codec import from_micros, to_micros
from pipelines.schema import Row
from pipelines.webarchives.cdx import ArticleCaptures, CdxRow

Contents = Literal["article", "other", "damaged"]

# The digest of a capture from the raw archive, which no index lists; its record holds the digest.
UNKNOWN_DIGEST: Final = ""


class Captures:
    """The table of captures that were read."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def note(
        self,
        article_id: str,
        fetched_at: dt.datetime,
        digest: str,
        contents: Contents,
        pointer: Pointer | None = None,
    ) -> None:
        """Notes what a capture held; ``digest`` is the base32 SHA-1 of its payload, ``pointer`` where it is kept."""
        self._connection.execute(
            "INSERT OR IGNORE INTO captures VALUES (?, ?, ?, ?, ?, ?)",
            (article_id, to_micros(fetched_at), digest, contents, *(pointer or (None, None))),
        )

    def keep_version(self, row: Row) -> None:
        """Stores the capture of a version that leaves the history, since it may become a version again."""
        pointer = Pointer(row["archive_file"], row["archive_offset"])
        if pointer not in self._pointers(row["article_id"]):
            self.note(row["article_id"], row["fetched_at"], UNKNOWN_DIGEST, "article", pointer)

    def is_known(self, article_id: str, fetched_at: dt.datetime, digest: str) -> bool:
        """Returns whether a capture was read before."""
        found = self._connection.execute(
            "SELECT 1 FROM captures WHERE article_id = ? AND fetched_at = ? AND digest = ?",
            (article_id, to_micros(fetched_at), digest),
        ).fetchone()
        return found is not None

    def is_stored(self, article_id: str, fetched_at: dt.datetime) -> bool:
        """Returns whether an article has a version or a read capture of that moment."""
        found = self._connection.execute(
            "SELECT 1 FROM captures WHERE article_id = ?1 AND fetched_at = ?2"
            " UNION ALL SELECT 1 FROM revisions WHERE article_id = ?1 AND fetched_at = ?2",
            (article_id, to_micros(fetched_at)),
        ).fetchone()
        return found is not None

    def spare(self, article_id: str) -> list[Pointer]:
        """Returns an article's captures that no stored version was extracted from, oldest first."""
        rows = self._connection.execute(
            "SELECT archive_file, archive_offset FROM captures c WHERE article_id = ? AND outcome = 'article'"
            " AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.article_id = c.article_id"
            " AND r.archive_file = c.archive_file AND r.archive_offset = c.archive_offset) ORDER BY fetched_at",
            (article_id,),
        )
        return [Pointer(*row) for row in rows]

    def release_quarantined(self, article_id: str) -> None:
        """Takes the captures that held no article out of quarantine, since another capture gave the article."""
        self._connection.execute(
            "DELETE FROM quarantine WHERE article_id = ?1"
            " AND fetched_at IN (SELECT fetched_at FROM captures WHERE article_id = ?1 AND outcome = 'other')",
            (article_id,),
        )

    def unread(self, article: ArticleCaptures) -> Iterator[tuple[CdxRow, ...]]:
        """Yields the captures of each payload of an article that has to be fetched, in their order.

        A payload that was read once is not fetched again, from whatever archive; nor is that of a stored version.
        """
        article_id = article.address.article_id
        rows = self._connection.execute(
            "SELECT fetched_at, digest, outcome FROM captures WHERE article_id = ?", (article_id,)
        ).fetchall()
        read = {digest for _, digest, outcome in rows if outcome != "damaged"}
        seen = {(from_micros(at), digest) for at, digest, _ in rows}
        moments = {
            from_micros(row[0])
            for row in self._connection.execute(
                "SELECT fetched_at FROM revisions WHERE article_id = ?", (article_id,)
            )
        }
        for version in article.versions:
            if version[0].digest in read or any(row.timestamp in moments for row in version):
                continue
            left = tuple(row for row in version if (row.timestamp, row.digest) not in seen)
            if left:
                yield left

    def _pointers(self, article_id: str) -> set[Pointer]:
        rows = self._connection.execute(
            "SELECT archive_file, archive_offset FROM captures WHERE article_id = ?", (article_id,)
        )
        return {Pointer(*row) for row in rows}
