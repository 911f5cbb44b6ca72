"""The findings of a run, staged until their source has passed the gates; then they become rows together."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from typing import Final, NamedTuple

from pipelines.corpus import duplicates
from pipelines.corpus.codec import decode, encode, to_micros
from pipelines.corpus.decisions import REVISIONS, Outcome
from pipelines.corpus.gates import SourceFacts
from pipelines.corpus.tables import COLUMN_LIST
from pipelines.schema import NAMES, Row

_MARKS: Final = ", ".join("?" * len(NAMES))
_SET: Final = ", ".join(f"{name} = s.{name}" for name in NAMES)
_NEW_VERSION: Final = f"({', '.join(repr(str(o)) for o in sorted(REVISIONS))})"
_CHANGES: Final = f"({', '.join(repr(str(o)) for o in sorted({*REVISIONS, Outcome.UPDATED}))})"
# Not the findings that only the end of a run can settle.
_BATCH: Final = " AND outcome NOT IN ('missing', 'gone', 'unlisted')"
_COVERED: Final = ("title", "published_date", "body")
# The usual coverage is measured on the newest rows: to read all of them would take longer with every year.
_NEWEST_ROWS: Final = (
    "(SELECT * FROM revisions WHERE is_current AND source = ?1 ORDER BY year DESC LIMIT 1000)"
)


def stage(
    connection: sqlite3.Connection,
    outcome: Outcome,
    row: Row,
    sketch: bytes | None = None,
    *,
    witnessed: bool = False,
) -> None:
    """Stages the finding of one article; a later finding of the same run replaces it.

    ``witnessed`` says that the site's listing and search confirm that an article is missing.
    """
    connection.execute(
        f"INSERT OR REPLACE INTO staged ({COLUMN_LIST}, outcome, sketch, witnessed) VALUES ({_MARKS}, ?, ?, ?)",
        [*encode(row), outcome, sketch, witnessed],
    )


def find(connection: sqlite3.Connection, article_id: str) -> Row | None:
    """Returns the staged row of an article, or None where none is staged."""
    values = connection.execute(
        f"SELECT {COLUMN_LIST} FROM staged WHERE article_id = ?", (article_id,)
    ).fetchone()
    return decode(values) if values else None


def count(connection: sqlite3.Connection, source: str) -> int:
    """Returns how many findings of a source are staged."""
    return int(connection.execute("SELECT count(*) FROM staged WHERE source = ?", (source,)).fetchone()[0])


class Baseline(NamedTuple):
    """What the gates compare the findings of a source with: its rows and runs before this run."""

    live: int
    usual_change: float
    usual_missing: float
    usual_coverage: dict[str, float]


def baseline(connection: sqlite3.Connection, source: str, *, with_coverage: bool = False) -> Baseline:
    """Returns what a source looks like before anything of this run is stored.

    Its usual coverage is measured where new versions are staged, or in any case ``with_coverage``.
    """
    (live,) = connection.execute(
        "SELECT count(*) FROM revisions WHERE source = ? AND status = 'live' AND is_current", (source,)
    ).fetchone()
    has_rows = with_coverage or _is_any_staged(connection, source, _NEW_VERSION)
    coverage = _coverage(connection, _NEWEST_ROWS, "is_current", source) if has_rows else {}
    return Baseline(live, *_usual_shares(connection, source), coverage)


def source_facts(
    connection: sqlite3.Connection,
    source: str,
    before: Baseline,
    *,
    offered: int | None,
    unreadable: int,
    final: bool = True,
) -> SourceFacts:
    """Returns what the gates judge: the staged findings of a source beside what it looked like ``before``."""
    where = f"source = ?{'' if final else _BATCH}"
    counts = dict(
        connection.execute(f"SELECT outcome, count(*) FROM staged WHERE {where} GROUP BY 1", (source,))
    )
    changed = counts.get("edited", 0) + counts.get("back", 0)
    missing, vanished = _missing(connection, source) if final else (0, 0)
    (same_text,) = connection.execute(
        f"SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM staged WHERE {where}"
        f" AND outcome IN {_NEW_VERSION} AND outcome <> 'gone' AND body <> '' GROUP BY body)",
        (source,),
    ).fetchone()
    read = counts.get("new", 0) + changed
    return SourceFacts(
        known=_known(connection, source) if offered == 0 else 0,
        offered=offered,
        checked=changed + missing + counts.get("same", 0) + counts.get("updated", 0),
        changed=changed,
        missing=missing,
        vanished=vanished,
        live=before.live,
        read=read,
        unreadable=unreadable,
        same_text=same_text if same_text > 1 else 0,
        usual_change=before.usual_change,
        usual_missing=before.usual_missing,
        coverage=_coverage(
            connection, "staged", f"outcome IN {_NEW_VERSION} AND outcome NOT IN ('gone', 'unlisted')", source
        ),
        usual_coverage=before.usual_coverage if read else {},
    )


def apply(connection: sqlite3.Connection, source: str, *, final: bool = True) -> dict[str, int]:
    """Turns a source's staged findings into rows, marks the partitions they touch, and empties its stage.

    A batch that is not ``final`` leaves those staged that only the end of a run can settle. Returns the number of
    findings by outcome. The caller holds the transaction.
    """
    which = "" if final else _BATCH
    counts = dict(
        connection.execute(
            f"SELECT outcome, count(*) FROM staged WHERE source = ?{which} GROUP BY 1", (source,)
        )
    )
    _mark_dirty(connection, source, which)
    changed = dict(
        connection.execute(
            f"SELECT article_id, sketch FROM staged WHERE source = ? AND outcome IN {_CHANGES}{which} ORDER BY 1",
            (source,),
        )
    )
    connection.execute(
        "UPDATE revisions SET is_current = 0 WHERE is_current AND article_id IN"
        f" (SELECT article_id FROM staged WHERE source = ? AND outcome IN {_NEW_VERSION}{which})",
        (source,),
    )
    connection.execute(
        f"INSERT INTO revisions ({COLUMN_LIST}, is_current) SELECT {COLUMN_LIST}, 1 FROM staged"
        f" WHERE source = ? AND outcome IN {_NEW_VERSION}{which}",
        (source,),
    )
    connection.execute(
        f"UPDATE revisions SET {_SET} FROM staged s WHERE s.source = ? AND s.outcome = 'updated'"
        " AND revisions.article_id = s.article_id AND revisions.revision = s.revision",
        (source,),
    )
    for article_id in duplicates.update(connection, changed):
        mark_article_dirty(connection, article_id)
    _settle_missing(connection, source, which)
    connection.execute(f"DELETE FROM staged WHERE source = ?{which}", (source,))
    return counts


def discard(connection: sqlite3.Connection, source: str, now: dt.datetime) -> int:
    """Drops a held source's findings, so that the next run fetches each of those pages again.

    Returns how many there were; the raw captures stay in the archive.
    """
    connection.execute(
        "UPDATE pages SET next_check_at = ?, payload_digest = NULL, etag = NULL, last_modified = NULL,"
        " state = CASE WHEN article_id IN (SELECT article_id FROM revisions) THEN 'known' ELSE 'pending' END"
        " WHERE article_id IN (SELECT article_id FROM staged WHERE source = ?)",
        (to_micros(now), source),
    )
    # The cards of a held run are not trusted either: each is replaced by the one that the stored row was made with.
    connection.execute(
        "UPDATE pages SET card_date = r.published_date, card_at = r.published_at, card_text = r.date_text"
        " FROM revisions r JOIN staged s USING (article_id) WHERE r.is_current AND s.source = ?"
        " AND r.article_id = pages.article_id AND r.date_source IN ('listing', 'feed')",
        (source,),
    )
    return connection.execute("DELETE FROM staged WHERE source = ?", (source,)).rowcount


def mark_article_dirty(
    connection: sqlite3.Connection, article_id: str, *, every_revision: bool = False
) -> None:
    """Marks the partitions of an article's current row, or of all its versions, as not published yet."""
    which = "" if every_revision else "AND is_current"
    for dataset in ("articles", "revisions"):
        connection.execute(
            "INSERT OR IGNORE INTO dirty (dataset, source, year) SELECT DISTINCT ?, source, year FROM revisions"
            f" WHERE article_id = ? {which}",
            (dataset, article_id),
        )


def note_removed(connection: sqlite3.Connection, article_id: str, **rows: int) -> None:
    """Notes how many rows of each dataset an article is about to lose on purpose: the next snapshot has fewer.

    The caller has marked the article's partitions.
    """
    for dataset, count in rows.items():
        connection.execute(
            "UPDATE dirty SET removed = removed + ?1 WHERE dataset = ?2 AND (source, year) ="
            " (SELECT source, year FROM revisions WHERE article_id = ?3 ORDER BY revision DESC LIMIT 1)",
            (count, dataset, article_id),
        )


def _mark_dirty(connection: sqlite3.Connection, source: str, which: str) -> None:
    # The previous row may be in another year's file: it leaves `articles`, and `revisions` only where it was filled.
    for dataset, leaving in (("articles", _CHANGES), ("revisions", "('updated')")):
        connection.execute(
            "INSERT OR IGNORE INTO dirty (dataset, source, year) SELECT DISTINCT ?, source, year FROM staged"
            f" WHERE source = ? AND outcome IN {_CHANGES}{which}",
            (dataset, source),
        )
        connection.execute(
            "INSERT OR IGNORE INTO dirty (dataset, source, year)"
            " SELECT DISTINCT ?, source, year FROM revisions WHERE is_current"
            f" AND article_id IN (SELECT article_id FROM staged WHERE source = ? AND outcome IN {leaving}{which})",
            (dataset, source),
        )


def _settle_missing(connection: sqlite3.Connection, source: str, which: str) -> None:
    connection.execute(
        "UPDATE pages SET missing_since = coalesce(missing_since, fetched_at)"
        f" WHERE article_id IN (SELECT article_id FROM staged WHERE source = ? AND outcome = 'missing'{which})",
        (source,),
    )
    connection.execute(
        "UPDATE pages SET missing_since = NULL WHERE missing_since IS NOT NULL AND article_id IN"
        f" (SELECT article_id FROM staged WHERE source = ? AND outcome <> 'missing'{which})",
        (source,),
    )


def _is_any_staged(connection: sqlite3.Connection, source: str, outcomes: str) -> bool:
    row = connection.execute(
        f"SELECT 1 FROM staged WHERE source = ? AND outcome IN {outcomes} LIMIT 1", (source,)
    ).fetchone()
    return row is not None


def _missing(connection: sqlite3.Connection, source: str) -> tuple[int, int]:
    """Returns how many articles are missing by their own page, and how many by everything known of their site.

    Articles that were missing before have passed the first gate; those that only archives have were never on the site.
    """
    missing, vanished = connection.execute(
        "SELECT sum(outcome IN ('missing', 'gone') AND NOT witnessed AND missing_since IS NULL"
        " AND read_at IS NOT NULL),"
        " sum(outcome = 'unlisted' OR outcome = 'gone' AND missing_since IS NOT NULL AND read_at IS NOT NULL"
        " OR witnessed AND missing_since IS NULL)"
        " FROM staged JOIN pages USING (article_id) WHERE staged.source = ?"
        " AND outcome IN ('missing', 'gone', 'unlisted')",
        (source,),
    ).fetchone()
    return missing or 0, vanished or 0


def _coverage(connection: sqlite3.Connection, table: str, where: str, source: str) -> dict[str, float]:
    shares = ", ".join(f"avg({name} IS NOT NULL)" for name in _COVERED)
    values = connection.execute(
        f"SELECT {shares} FROM {table} WHERE source = ?1 AND {where}", (source,)
    ).fetchone()
    return {name: value for name, value in zip(_COVERED, values, strict=True) if value is not None}


def _known(connection: sqlite3.Connection, source: str) -> int:
    """Returns how many live articles were read on their own site, since its listing offers no others."""
    (known,) = connection.execute(
        "SELECT count(*) FROM revisions r JOIN pages USING (article_id)"
        " WHERE is_current AND r.source = ? AND status = 'live' AND read_at IS NOT NULL",
        (source,),
    ).fetchone()
    return int(known)


def _usual_shares(connection: sqlite3.Connection, source: str) -> tuple[float, float]:
    """Returns the shares of checked pages that changed and vanished in the last thirty good runs."""
    checked = changed = missing = 0
    rows = connection.execute(
        "SELECT counts FROM runs WHERE exit_code = 0 AND command = 'crawl' ORDER BY run_id DESC LIMIT 30"
    )
    for (text,) in rows:
        counts = json.loads(text).get(source, {})
        changed += counts.get("edited", 0) + counts.get("back", 0)
        missing += counts.get("missing", 0) + counts.get("gone", 0)
        checked += sum(
            counts.get(o, 0) for o in ("edited", "back", "missing", "gone", "same", "updated", "filled")
        )
    return (changed / checked, missing / checked) if checked else (0.0, 0.0)
