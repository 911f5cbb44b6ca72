"""When an address is fetched again: re-checks by age, pages that are missing, and pages that fail. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final

from pipelines.corpus.decisions import GONE_AFTER, Outcome
from pipelines.schema import Row

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
