"""What a fetch changes: whether it adds a revision, fills a column, starts or confirms a disappearance. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
from enum import StrEnum
from typing import Final, Literal

from pipelines.schema import Row
from pipelines.text.lines import content_hash

GONE_AFTER: Final = dt.timedelta(hours=20)
# When an address without an article is tried again.
RETRY_ABSENT_AFTER: Final = dt.timedelta(days=30)

# A page that fails is fetched again each night, after so many nights each week.
NIGHTLY_ATTEMPTS: Final = 10
_WEEKLY: Final = dt.timedelta(days=6, hours=12)

# The ages at which an article is re-checked; beyond the last one, once a year.
RECHECK_AGES: Final = tuple(dt.timedelta(days=d) for d in (1, 3, 7, 30, 180))
_YEAR: Final = dt.timedelta(days=365)
# The yearly re-checks take turns by year of publication, so that the edits of one night lie in few files.
_TURNS: Final = 24
_FIRST_YEAR: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

# Columns that a listing or feed can give after the page was stored.
_LATE: Final = ("published_date", "published_at", "date_text", "date_source")
# Columns outside the content hash that are updated in place when they change.
_UPDATED: Final = ("tags", "images", "author", "event_date")

# Whether the site's own listing or search offers an article.
Status = Literal["live", "unlisted"]


class Outcome(StrEnum):
    """What a run found out about one article."""

    NEW = "new"
    EDITED = "edited"
    BACK = "back"
    UNLISTED = "unlisted"
    UPDATED = "updated"
    SAME = "same"
    MISSING = "missing"
    GONE = "gone"
    ABSENT = "absent"


# The outcomes that add a row to `revisions`.
REVISIONS: Final = frozenset({Outcome.NEW, Outcome.EDITED, Outcome.BACK, Outcome.UNLISTED, Outcome.GONE})


def decide_seen(current: Row | None, seen: Row, status: Status = "live") -> tuple[Outcome, Row]:
    """Returns what a fetched article page changes, and the row that results.

    ``seen`` holds the page's columns, its capture and ``fetched_at``; ``current`` is the newest revision. ``status``
    is the one that the article has now.
    """
    if current is None:
        return Outcome.NEW, _version(seen, 1, seen["fetched_at"], status)
    version = _version(seen, current["revision"] + 1, current["first_seen_at"], status)
    if current["status"] != status:
        return Outcome.BACK if status == "live" else Outcome.UNLISTED, version
    is_dated_now = current["published_date"] is None and _hash_without_date(seen) == current["content_hash"]
    if current["content_hash"] != seen["content_hash"] and not is_dated_now:
        return Outcome.EDITED, version
    updated = _in_place(current, seen)
    return (Outcome.UPDATED, updated) if _says_more(current, updated) else (Outcome.SAME, current)


def decide_missing(
    current: Row | None, missing_since: dt.datetime | None, now: dt.datetime, *, at_once: bool
) -> tuple[Outcome, Row | None]:
    """Returns what a missing page changes, and the row that results: gone when missed twice, 20 hours apart.

    ``missing_since`` is when an earlier run missed the page first; ``at_once`` skips the waiting time.
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


def next_check(
    article_id: str, published: dt.date | None, first_seen: dt.datetime, now: dt.datetime
) -> dt.datetime:
    """Returns when to re-check an article: at the ages of ``RECHECK_AGES``, moved by up to a tenth, then once a year.

    The jitter is computed from the id: articles of one day are not due together, and a run can be repeated. The yearly
    re-check has its own day of the year for each article, at least half a year ahead, so that neither a backfill nor
    `--full` makes many articles due in one night. Articles of one year of publication share every 24th day.
    """
    born = dt.datetime.combine(published, dt.time(12), dt.UTC) if published else first_seen
    born = min(born, first_seen)
    jitter = int.from_bytes(hashlib.blake2b(article_id.encode(), digest_size=4).digest()) / 2**32  # 0 to 1
    for age in RECHECK_AGES:
        due = born + age * (1 + jitter / 10)
        if due > now:
            return due
    day = jitter * 365
    day += (born.year - int(day)) % _TURNS
    own_day = _FIRST_YEAR + dt.timedelta(days=day if day < 365 else day - _TURNS)
    return own_day + -((own_day - now - _YEAR / 2) // _YEAR) * _YEAR


def next_try(
    outcome: Outcome, article_id: str, row: Row | None, now: dt.datetime, *, witnessed: bool
) -> dt.datetime | None:
    """Returns when to fetch a missing page again: the next night where it may become gone, else as a re-check.

    A gone article of a site whose listing and search bore witness is never fetched again by itself, since they will
    offer it should it come back.
    """
    if row is None:
        return now + RETRY_ABSENT_AFTER
    if outcome is Outcome.MISSING:
        return now + GONE_AFTER
    if witnessed:
        return None
    return next_check(article_id, row["published_date"], row["first_seen_at"], now)


def next_attempt(failures: int, now: dt.datetime) -> dt.datetime:
    """Returns when to fetch a page again that failed on so many nights: the next night, after ten nights each week."""
    return now if failures < NIGHTLY_ATTEMPTS else now + _WEEKLY


def _in_place(current: Row, seen: Row) -> Row:
    """Returns the current revision with everything that the page says now."""
    kept = {
        name: current.get(name) for name in ("revision", "status", "first_seen_at", "gone_at", "duplicate_of")
    }
    late = {name: current[name] for name in _LATE if seen[name] is None}
    flags = {*seen["quality"], *(flag for flag in current["quality"] if flag == "duplicate")}
    return {**seen, **kept, **late, "quality": sorted(flags)}


def _says_more(current: Row, updated: Row) -> bool:
    late = any(current[name] is None and updated[name] is not None for name in _LATE)
    return late or any(current[name] != updated[name] for name in (*_UPDATED, "quality"))


def _hash_without_date(seen: Row) -> str:
    return content_hash(seen["title"], None, seen["body"])


def _version(seen: Row, revision: int, first_seen: dt.datetime, status: Status) -> Row:
    return {**seen, "revision": revision, "status": status, "first_seen_at": first_seen, "gone_at": None}
