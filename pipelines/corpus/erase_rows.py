"""The statements that take forgotten articles, and what other rows say of them, out of the database."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from pipelines.archive import Pointer
from pipelines.corpus import duplicates, forgotten_ids
from pipelines.corpus.codec import decode
from pipelines.corpus.database import CorpusError
from pipelines.corpus.staging import mark_article_dirty, note_removed
from pipelines.corpus.tables import COLUMN_LIST
from pipelines.schema import Row

# The tables whose rows have the columns of the dataset.
ROW_TABLES: Final = ("revisions", "staged")
_OTHER_TABLES: Final = ("pages", "quarantine", "captures")
_NO_PAYLOAD: Final = (
    "payload_digest = NULL, payload_file = NULL, payload_offset = NULL, payload_url = NULL, payload_at = NULL,"
    " etag = NULL, last_modified = NULL"
)


class Use(NamedTuple):
    """One row that a capture is needed for: its table, article and page, and its related links where it has any."""

    pointer: Pointer
    table: str
    article_id: str | None
    url: str
    links: list[Row]


def is_known(connection: sqlite3.Connection, article_id: str) -> bool:
    """Returns whether the corpus has or had anything of an article."""
    return any(
        connection.execute(f"SELECT 1 FROM {table} WHERE article_id = ?", (article_id,)).fetchone()
        for table in (*ROW_TABLES, "quarantine", "pages", "tombstones")
    )


class Forgetting:
    """Takes articles out of the database. What is deleted through it is overwritten in the file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute("PRAGMA secure_delete = ON")

    def forgotten(self) -> list[str]:
        """Returns the ids of all articles that were ever forgotten."""
        return forgotten_ids.every(self._connection)

    def export_tombstones(self, data: Path) -> None:
        """Writes the tombstones beside the database."""
        forgotten_ids.export(self._connection, data)

    def bury(self, article_id: str, why: str, now: dt.datetime) -> int:
        """Removes an article's rows and leaves its tombstone; returns how many revisions it had."""
        mark_article_dirty(self._connection, article_id, every_revision=True)
        (count,) = self._connection.execute(
            "SELECT count(*) FROM revisions WHERE article_id = ?", (article_id,)
        ).fetchone()
        note_removed(self._connection, article_id, articles=1, revisions=count)
        self._connection.execute("DELETE FROM revisions WHERE article_id = ?", (article_id,))
        for table in ("staged", *_OTHER_TABLES):
            self._connection.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
        for follower in duplicates.update(self._connection, {article_id: None}):
            mark_article_dirty(self._connection, follower)
        forgotten_ids.add(self._connection, article_id, why, now)
        return int(count)

    def twins(self, article_ids: Sequence[str]) -> list[str]:
        """Returns the articles with the text of one of these under another id, sorted."""
        found = {
            row[0]
            for article_id in article_ids
            for row in self._connection.execute(
                "SELECT article_id FROM revisions WHERE is_current AND duplicate_of = ?1"
                " UNION SELECT duplicate_of FROM revisions"
                " WHERE article_id = ?1 AND is_current AND duplicate_of IS NOT NULL",
                (article_id,),
            )
        }
        return sorted(found - set(article_ids))

    def texts(self, article_id: str) -> list[str]:
        """Returns the titles and bodies that an article has had, and the title on its card."""
        found = self._connection.execute(
            "SELECT title FROM revisions WHERE article_id = ?1 UNION SELECT body FROM revisions WHERE article_id = ?1"
            " UNION SELECT title FROM staged WHERE article_id = ?1 UNION SELECT body FROM staged WHERE article_id = ?1"
            " UNION SELECT card_title FROM pages WHERE article_id = ?1",
            (article_id,),
        )
        return [text for (text,) in found if text]

    def other_texts(self, is_forgotten: Callable[[str], bool]) -> Iterator[str]:
        """Yields every text of the rows that are left, without those of links to forgotten articles."""
        for table in ROW_TABLES:
            for values in self._connection.execute(f"SELECT {COLUMN_LIST} FROM {table}"):
                row = decode(values)
                yield from filter(None, (row["title"], row["body"], row["author"], *(row["tags"] or ())))
                yield from (image["caption"] for image in row["images"] or () if image["caption"])
                for link in row["related_links"] or ():
                    if not is_forgotten(link["url"]):
                        yield from filter(None, (link["text"], link["title"]))

    def uses(self) -> Iterator[Use]:
        """Yields every row that needs a capture."""
        columns = "article_id, url, archive_file, archive_offset"
        queries = {
            "revisions": f"SELECT {columns}, related_links FROM revisions",
            "staged": f"SELECT {columns}, related_links FROM staged",
            "quarantine": f"SELECT {columns}, NULL FROM quarantine",
            "captures": f"SELECT {columns}, NULL FROM captures JOIN pages USING (article_id)",
        }
        for table, query in queries.items():
            for article_id, url, file, offset, links in self._connection.execute(
                f"{query} WHERE archive_file IS NOT NULL"
            ):
                yield Use(Pointer(file, offset), table, article_id, url, json.loads(links or "[]"))

    def move_capture(self, table: str, article_id: str | None, old: Pointer, new: Pointer) -> list[Row]:
        """Replaces the capture of an article's rows in a table; returns those rows where they are the dataset's."""
        self._connection.execute(
            f"UPDATE {table} SET archive_file = ?, archive_offset = ?"
            " WHERE article_id IS ? AND archive_file = ? AND archive_offset = ?",
            (*new, article_id, *old),
        )
        if table not in ROW_TABLES:
            return []
        where = "article_id = ? AND archive_file = ? AND archive_offset = ?"
        return self._rows(table, where, (article_id, *new))

    def rows_with_links(self, table: str) -> list[Row]:
        """Returns the rows of a table that have related links."""
        return self._rows(table, "related_links <> '[]'", ())

    def set_links(self, table: str, row: Row, links: list[Row]) -> None:
        """Replaces the related links of a row."""
        self._connection.execute(
            f"UPDATE {table} SET related_links = ? WHERE article_id = ? AND revision = ?",
            (
                json.dumps(links, ensure_ascii=False, separators=(",", ":")),
                row["article_id"],
                row["revision"],
            ),
        )
        mark_article_dirty(self._connection, row["article_id"], every_revision=True)

    def drop_payloads(self, erased: Collection[Pointer]) -> None:
        """Makes the next fetch of pages whose payload is erased a whole one, not a reference to it."""
        pages = self._connection.execute(
            "SELECT article_id, payload_file, payload_offset FROM pages WHERE payload_file IS NOT NULL"
        )
        affected = [(article_id,) for article_id, *pointer in pages if Pointer(*pointer) in erased]
        self._connection.executemany(f"UPDATE pages SET {_NO_PAYLOAD} WHERE article_id = ?", affected)

    def scrub(self) -> None:
        """Writes the database anew, so that nothing deleted is left in its free pages or its log.

        Ends the open transaction and begins another one. Raises CorpusError where a reader keeps the log in use.
        """
        self._connection.execute("COMMIT")
        try:
            self._connection.execute("VACUUM")
            (busy, *_) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            self._connection.execute("BEGIN")
        if busy:
            raise CorpusError(
                "somebody reads the database, so its log still holds what was deleted: run the same command again later"
            )

    def _rows(self, table: str, where: str, values: tuple[object, ...]) -> list[Row]:
        found = self._connection.execute(f"SELECT {COLUMN_LIST} FROM {table} WHERE {where}", values)
        return [decode(row) for row in found.fetchall()]
