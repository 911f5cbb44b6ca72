"""Pages that could not become rows, with the reason, and their export for people to read."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from pathlib import Path
from typing import Final

from pipelines.archive import Pointer
from pipelines.corpus.codec import from_micros, to_micros
from pipelines.corpus.frontier import PageState
from pipelines.disk import write_text

FILE_NAME: Final = "quarantine.jsonl"


def put(
    connection: sqlite3.Connection,
    page: PageState,
    reason: str,
    detail: str,
    *,
    pointer: Pointer | None,
    at: dt.datetime,
    run_id: int,
) -> None:
    """Stores a page with the reason why it did not become a row; ``at`` is when it was captured."""
    connection.execute(
        "INSERT OR REPLACE INTO quarantine (article_id, source, url, reason, detail, fetched_at, archive_file,"
        " archive_offset, run_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            page.article_id,
            page.source,
            page.url,
            reason,
            detail[:500],
            to_micros(at),
            *(pointer or (None, None)),
            run_id,
        ),
    )


def count_never_read(connection: sqlite3.Connection, source: str, run_id: int) -> int:
    """Returns how many pages a run put here whose article never became a row."""
    (count,) = connection.execute(
        "SELECT count(*) FROM quarantine q WHERE run_id = ? AND source = ?"
        " AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.article_id = q.article_id)",
        (run_id, source),
    ).fetchone()
    return int(count)


def remove(connection: sqlite3.Connection, article_id: str) -> None:
    """Takes an article's pages out of quarantine."""
    connection.execute("DELETE FROM quarantine WHERE article_id = ?", (article_id,))


def captured(connection: sqlite3.Connection) -> list[tuple[int, str, Pointer]]:
    """Returns number, article_id and capture of every page that could be extracted again, oldest first."""
    rows = connection.execute(
        "SELECT id, article_id, archive_file, archive_offset FROM quarantine"
        " WHERE archive_file IS NOT NULL AND article_id IS NOT NULL ORDER BY id"
    )
    return [(number, article_id, Pointer(*place)) for number, article_id, *place in rows]


def remove_one(connection: sqlite3.Connection, number: int) -> None:
    """Takes one page out of quarantine, by its number."""
    connection.execute("DELETE FROM quarantine WHERE id = ?", (number,))


def count(connection: sqlite3.Connection, source: str | None = None) -> int:
    """Returns how many pages are in quarantine, of one source or of all."""
    query = "SELECT count(*) FROM quarantine WHERE ?1 IS NULL OR source = ?1"
    return int(connection.execute(query, (source,)).fetchone()[0])


def export(connection: sqlite3.Connection, data: Path) -> None:
    """Writes ``quarantine.jsonl``, a JSON object a line; where nothing changed, the file is not touched."""
    rows = connection.execute(
        "SELECT url, article_id, source, reason, detail, fetched_at, archive_file, archive_offset, run_id"
        " FROM quarantine ORDER BY id"
    )
    names = [d[0] for d in rows.description]
    lines = (
        json.dumps(
            dict(zip(names, (*r[:5], from_micros(r[5]).isoformat(), *r[6:]), strict=True)),
            ensure_ascii=False,
        )
        for r in rows
    )
    text = "".join(line + "\n" for line in lines)
    path = data / FILE_NAME
    if not path.exists() or path.read_text("utf-8") != text:
        write_text(path, text)
