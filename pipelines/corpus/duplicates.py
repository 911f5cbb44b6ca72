"""Which rows carry the text of an older one, kept up to date as rows come, change and go."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Final

from pipelines.similarity import SHARED_BANDS, bands, is_duplicate, likely, sketch

# A text without words of its own (a template's) would pair with everything; beyond these, candidates are chance.
_MOST_CANDIDATES: Final = 200

Age = tuple[str, str, int, str]


def update(connection: sqlite3.Connection, changed: Iterable[str]) -> list[str]:
    """Recomputes ``duplicate_of`` for changed articles and those like them; returns the ids whose row changed.

    The result depends on the stored rows alone, not on the order in which they came.
    """
    changed = list(changed)
    suspects = dict.fromkeys(changed)
    for article_id in changed:
        suspects.update(dict.fromkeys(_followers(connection, article_id)))
        _index(connection, article_id)
    lookalikes = {article_id: _lookalikes(connection, article_id) for article_id in changed}
    for ages in lookalikes.values():
        suspects.update((article_id, None) for *_, article_id in ages)
    for article_id in suspects.keys() - lookalikes.keys():
        lookalikes[article_id] = _lookalikes(connection, article_id)
    return [article_id for article_id in suspects if _settle(connection, article_id, lookalikes[article_id])]


def _index(connection: sqlite3.Connection, article_id: str) -> None:
    title, body = _text(connection, article_id) or ("", "")
    before, now = _sketch(connection, article_id), sketch(title, body) if body else b""
    if now == before:
        return
    if before:
        gone = [(key, article_id) for key in bands(before)]
        connection.executemany("DELETE FROM bands WHERE band = ? AND article_id = ?", gone)
        connection.execute("DELETE FROM sketches WHERE article_id = ?", (article_id,))
    if now:
        come = [(key, article_id) for key in bands(now)]
        connection.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", come)
        connection.execute("INSERT INTO sketches VALUES (?, ?)", (article_id, now))


def _settle(connection: sqlite3.Connection, article_id: str, ages: list[Age]) -> bool:
    text = _text(connection, article_id)
    if text is None:
        return False
    own_age = _age(connection, article_id) if ages else None
    older = (age[-1] for age in ages if own_age is not None and age < own_age)
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


def _age(connection: sqlite3.Connection, article_id: str) -> Age:
    day, source, number = connection.execute(
        "SELECT published_date, source, post_id FROM revisions WHERE article_id = ? AND is_current",
        (article_id,),
    ).fetchone()
    return (day or "9999", source, number or 0, article_id)


def _lookalikes(connection: sqlite3.Connection, article_id: str) -> list[Age]:
    """Returns the articles whose sketch is like that of this one, the oldest first."""
    own = _sketch(connection, article_id)
    keys = bands(own)
    rows = connection.execute(
        "SELECT s.sketch, coalesce(published_date, '9999'), source, coalesce(post_id, 0), r.article_id"
        f" FROM (SELECT article_id, count(*) AS shared FROM bands WHERE band IN ({', '.join('?' * len(keys))})"
        "   AND article_id <> ? GROUP BY 1 HAVING shared >= ? ORDER BY shared DESC, 1 LIMIT ?)"
        " JOIN sketches s USING (article_id) JOIN revisions r USING (article_id) WHERE r.is_current",
        (*keys, article_id, SHARED_BANDS, _MOST_CANDIDATES),
    )
    return sorted(likely(own, ((theirs, tuple(age)) for theirs, *age in rows)))


def _sketch(connection: sqlite3.Connection, article_id: str) -> bytes:
    row = connection.execute("SELECT sketch FROM sketches WHERE article_id = ?", (article_id,)).fetchone()
    return row[0] if row else b""


def _followers(connection: sqlite3.Connection, article_id: str) -> list[str]:
    rows = connection.execute(
        "SELECT article_id FROM revisions WHERE duplicate_of = ? AND is_current", (article_id,)
    )
    return [row[0] for row in rows]
