"""Finds rows with the text of an older article, and keeps ``duplicate_of`` up to date as rows change."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Final

from pipelines.text.near_duplicates import BANDS, bands, is_duplicate, likely, sketch

# A text without words of its own (a template's) would pair with everything; more candidates than this are chance.
_MOST_CANDIDATES: Final = 200
_OF_BAND: Final = f"SELECT * FROM (SELECT article_id FROM bands WHERE band = ? LIMIT {_MOST_CANDIDATES})"
_SHARING: Final = (
    f"SELECT article_id, count(*) AS shared FROM ({' UNION ALL '.join([_OF_BAND] * BANDS)})"
    f" GROUP BY 1 ORDER BY shared DESC, 1 LIMIT {_MOST_CANDIDATES}"
)


# What makes an article the older one: its day, then its number.
Age = tuple[str, str, int, str]
_AGE: Final = "coalesce(published_date, '9999'), source, coalesce(post_id, 0), article_id"


def update(connection: sqlite3.Connection, changed: Mapping[str, bytes | None]) -> list[str]:
    """Recomputes ``duplicate_of`` for changed articles and those like them; returns the ids whose row changed.

    ``changed`` holds the sketches of the new texts, None where they are not known.

    Where at most 200 texts are alike, the result does not depend on the order in which they were stored.
    """
    followers = {other for article_id in changed for other in _followers(connection, article_id)}
    settled = {article_id: _index(connection, article_id, known) for article_id, known in changed.items()}
    settled |= {other: _sketch(connection, other) for other in sorted(followers - changed.keys())}
    touched: dict[str, None] = {}
    for article_id, its_sketch in settled.items():
        own, ages = _age(connection, article_id), _lookalikes(connection, article_id, its_sketch)
        if own is None:
            continue
        if _settle(connection, article_id, [age[-1] for age in ages if age < own]):
            touched[article_id] = None
        if article_id in changed:
            younger = (age[-1] for age in ages if age > own and age[-1] not in settled)
            touched.update((other, None) for other in younger if _claim(connection, own, other))
    return list(touched)


def _index(connection: sqlite3.Connection, article_id: str, now: bytes | None) -> bytes:
    """Stores the sketch of an article's text, and returns it."""
    if now is None:
        now = sketch(*(_text(connection, article_id) or ("", "")))
    before = _sketch(connection, article_id)
    if now == before:
        return now
    if before:
        gone = [(key, article_id) for key in bands(before)]
        connection.executemany("DELETE FROM bands WHERE band = ? AND article_id = ?", gone)
        connection.execute("DELETE FROM sketches WHERE article_id = ?", (article_id,))
    if now:
        come = [(key, article_id) for key in bands(now)]
        connection.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", come)
        connection.execute("INSERT INTO sketches VALUES (?, ?)", (article_id, now))
    return now


def _settle(connection: sqlite3.Connection, article_id: str, older: list[str]) -> bool:
    """Stores the oldest article with the same text as the original; ``older`` are the candidates, oldest first."""
    oldest = next((other for other in older if _alike(connection, article_id, other)), None)
    return _store(connection, article_id, oldest)


def _claim(connection: sqlite3.Connection, own: Age, younger: str) -> bool:
    """Makes an article the original of a younger one with its text, unless the stored original is older still."""
    (before,) = connection.execute(
        "SELECT duplicate_of FROM revisions WHERE article_id = ? AND is_current", (younger,)
    ).fetchone()
    age = _age(connection, before) if before else None
    if (age and age <= own) or not _alike(connection, own[-1], younger):
        return False
    return _store(connection, younger, own[-1])


def _store(connection: sqlite3.Connection, article_id: str, oldest: str | None) -> bool:
    before, quality = connection.execute(
        "SELECT duplicate_of, quality FROM revisions WHERE article_id = ? AND is_current", (article_id,)
    ).fetchone()
    if before == oldest:
        return False
    flags = [flag for flag in json.loads(quality or "[]") if flag != "duplicate"]
    flags = sorted([*flags, "duplicate"]) if oldest else flags
    connection.execute(
        "UPDATE revisions SET duplicate_of = ?, quality = ? WHERE article_id = ? AND is_current",
        (oldest, json.dumps(flags, separators=(",", ":")), article_id),
    )
    return True


def _alike(connection: sqlite3.Connection, one: str, other: str) -> bool:
    first, second = _text(connection, one), _text(connection, other)
    return first is not None and second is not None and is_duplicate("\n".join(first), "\n".join(second))


def _text(connection: sqlite3.Connection, article_id: str) -> tuple[str, str] | None:
    row = connection.execute(
        "SELECT coalesce(title, ''), coalesce(body, '') FROM revisions WHERE article_id = ? AND is_current",
        (article_id,),
    ).fetchone()
    return (row[0], row[1]) if row else None


def _age(connection: sqlite3.Connection, article_id: str) -> Age | None:
    age: Age | None = connection.execute(
        f"SELECT {_AGE} FROM revisions WHERE article_id = ? AND is_current", (article_id,)
    ).fetchone()
    return age


def _lookalikes(connection: sqlite3.Connection, article_id: str, own: bytes) -> list[Age]:
    """Returns the articles whose sketch is like that of this one, the oldest first."""
    keys = bands(own)
    if not keys:
        return []
    rows = connection.execute(
        f"SELECT sketch, article_id FROM ({_SHARING}) JOIN sketches USING (article_id) WHERE article_id <> ?",
        (*keys, article_id),
    )
    return sorted(filter(None, (_age(connection, other) for other in likely(own, rows))))


def _sketch(connection: sqlite3.Connection, article_id: str) -> bytes:
    row = connection.execute("SELECT sketch FROM sketches WHERE article_id = ?", (article_id,)).fetchone()
    return row[0] if row else b""


def _followers(connection: sqlite3.Connection, article_id: str) -> list[str]:
    rows = connection.execute(
        "SELECT article_id FROM revisions WHERE duplicate_of = ? AND is_current", (article_id,)
    )
    return [row[0] for row in rows]
