"""What an observation makes of an article: a revision, a known null, a disappearance, or nothing. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from pipelines.corpus.codec import Row
from pipelines.text import content_hash

GONE_AFTER: Final = dt.timedelta(hours=20)

# Ages at which an article is looked at again; beyond the last, once a year.
RECHECK_AGES: Final = tuple(dt.timedelta(days=d) for d in (1, 3, 7, 30, 180))
_YEAR: Final = dt.timedelta(days=365)

# Columns that a listing or feed can tell later than the page.
_LATE: Final = ("published_date", "published_at", "date_text", "date_source")


class Outcome(StrEnum):
    """What a run found of one article."""

    NEW = "new"
    EDITED = "edited"
    BACK = "back"
    FILLED = "filled"
    SAME = "same"
    MISSING = "missing"
    GONE = "gone"
    ABSENT = "absent"


# The outcomes that add a row to `revisions`.
REVISIONS: Final = frozenset({Outcome.NEW, Outcome.EDITED, Outcome.BACK, Outcome.GONE})


def decide_seen(current: Row | None, seen: Row) -> tuple[Outcome, Row]:
    """Returns what a page that was read makes of its article, and the row that follows.

    ``seen`` holds the page's columns, its capture and ``fetched_at``; ``current`` is the newest revision.
    """
    if current is None:
        return Outcome.NEW, _version(seen, 1, seen["fetched_at"])
    first_seen = current["first_seen_at"]
    if current["status"] == "gone":
        return Outcome.BACK, _version(seen, current["revision"] + 1, first_seen)
    if current["content_hash"] == seen["content_hash"]:
        late = {name: seen[name] for name in _LATE if current[name] is None and seen.get(name) is not None}
        return (Outcome.FILLED, {**current, **late}) if late else (Outcome.SAME, current)
    if current["published_date"] is None and _hash_without_date(seen) == current["content_hash"]:
        return Outcome.FILLED, with_date(current, seen)
    return Outcome.EDITED, _version(seen, current["revision"] + 1, first_seen)


def decide_missing(
    current: Row | None, missing_since: dt.datetime | None, now: dt.datetime, *, at_once: bool
) -> tuple[Outcome, Row | None]:
    """Returns what a page that was not there makes of its article: gone only when missed twice, 20 hours apart.

    ``missing_since`` is when an earlier run missed it first; ``at_once`` skips the wait.
    """
    if current is None:
        return Outcome.ABSENT, None
    if current["status"] == "gone":
        return Outcome.SAME, current
    long_enough = missing_since is not None and now - missing_since >= GONE_AFTER
    if not (long_enough or at_once):
        return Outcome.MISSING, current
    return Outcome.GONE, {
        **current,
        "revision": current["revision"] + 1,
        "status": "gone",
        "gone_at": now,
    }


def with_date(row: Row, facts: Mapping[str, Any]) -> Row:
    """Returns the row with a publication day that was learnt after it was stored; no new version."""
    filled = {**row, **{name: facts.get(name) for name in _LATE}}
    day: dt.date = filled["published_date"]
    filled["year"] = day.year
    filled["quality"] = [flag for flag in row["quality"] or () if flag != "no_date"]
    filled["content_hash"] = content_hash(row["title"], day, row["body"])
    return filled


def next_check(
    article_id: str, published: dt.date | None, first_seen: dt.datetime, now: dt.datetime
) -> dt.datetime:
    """Returns when to look again: at the ages of ``RECHECK_AGES``, then yearly, moved by up to a tenth.

    The jitter comes from the id, so that articles of one day do not fall due together and a run can be repeated.
    """
    born = dt.datetime.combine(published, dt.time(12), dt.UTC) if published else first_seen
    born = min(born, first_seen)
    jitter = int.from_bytes(hashlib.blake2b(article_id.encode(), digest_size=4).digest()) / 2**32  # 0 to 1
    for age in RECHECK_AGES:
        due = born + age * (1 + jitter / 10)
        if due > now:
            return due
    # The first yearly look is spread over the whole year: a backfill must not come due in one night.
    spread = _YEAR * (0.5 + jitter) if now - first_seen < RECHECK_AGES[0] else _YEAR * (0.95 + jitter / 10)
    return now + spread


def _hash_without_date(seen: Row) -> str:
    return content_hash(seen["title"], None, seen["body"])


def _version(seen: Row, revision: int, first_seen: dt.datetime) -> Row:
    return {**seen, "revision": revision, "status": "live", "first_seen_at": first_seen, "gone_at": None}
