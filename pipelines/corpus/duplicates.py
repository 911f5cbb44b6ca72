"""Which rows carry the text of an older one, kept up to date as rows come, change and go."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Final

from pipelines.similarity import bands, fingerprint, is_duplicate

# A text without words of its own (a template's) would pair with everything; beyond this, candidates are chance.
_MOST_CANDIDATES: Final = 200


def update(connection: sqlite3.Connection, changed: Iterable[str]) -> list[str]:
    """Recomputes ``duplicate_of`` for changed articles and those like them; returns the ids whose row changed.

    The result depends on the stored rows alone, not on the order in which they came.
    """
    changed = list(changed)
    suspects = dict.fromkeys(changed)
    for article_id in changed:
        suspects.update(dict.fromkeys(_followers(connection, article_id)))
        _index(connection, article_id)
    for article_id in changed:
        suspects.update(dict.fromkeys(_candidates(connection, article_id)))
    return [article_id for article_id in suspects if _settle(connection, article_id)]


def _index(connection: sqlite3.Connection, article_id: str) -> None:
    connection.execute("DELETE FROM bands WHERE article_id = ?", (article_id,))
    row = _text(connection, article_id)
    if row and row[1]:
        keys = bands(fingerprint(*row))
        connection.executemany(
            "INSERT OR IGNORE INTO bands VALUES (?, ?)", [(key, article_id) for key in keys]
        )


def _settle(connection: sqlite3.Connection, article_id: str) -> bool:
    text = _text(connection, article_id)
    if text is None:
        return False
    own_age = _age_key(connection, article_id)
    ages = sorted(_age_key(connection, candidate) for candidate in _candidates(connection, article_id))
    older = (age[-1] for age in ages if age < own_age)
    oldest = next((other for other in older if _alike(text, _text(connection, other))), None)
    return _store(connection, article_id, oldest)


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


def _alike(one: tuple[str, str], other: tuple[str, str] | None) -> bool:
    return other is not None and is_duplicate("\n".join(one), "\n".join(other))


def _text(connection: sqlite3.Connection, article_id: str) -> tuple[str, str] | None:
    row = connection.execute(
        "SELECT coalesce(title, ''), coalesce(body, '') FROM revisions WHERE article_id = ? AND is_current",
        (article_id,),
    ).fetchone()
    return (row[0], row[1]) if row else None


def _age_key(connection: sqlite3.Connection, article_id: str) -> tuple[str, str, int, str]:
    day, source, number = connection.execute(
        "SELECT published_date, source, post_id FROM revisions WHERE article_id = ? AND is_current",
        (article_id,),
    ).fetchone()
    return (day or "9999", source, number or 0, article_id)


def _candidates(connection: sqlite3.Connection, article_id: str) -> list[str]:
    rows = connection.execute(
        "SELECT DISTINCT b.article_id FROM bands a JOIN bands b USING (band)"
        " WHERE a.article_id = ? AND b.article_id <> a.article_id ORDER BY b.article_id LIMIT ?",
        (article_id, _MOST_CANDIDATES),
    )
    return [row[0] for row in rows]


def _followers(connection: sqlite3.Connection, article_id: str) -> list[str]:
    rows = connection.execute(
        "SELECT article_id FROM revisions WHERE duplicate_of = ? AND is_current", (article_id,)
    )
    return [row[0] for row in rows]
