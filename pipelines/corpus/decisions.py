"""What a fetch changes: whether it adds a revision, fills a column, starts or confirms a disappearance. Pure."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Final, Literal

from pipelines.schema import Row
from pipelines.text.lines import content_hash

GONE_AFTER: Final = dt.timedelta(hours=20)

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
