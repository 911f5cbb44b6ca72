"""The day that numbers stand for, and the year in which a day falls on a given weekday."""

from __future__ import annotations

import datetime as dt
from typing import Final

# Systems print these days where they have no date: day 0 of Unix and of spreadsheets.
NULL_DAYS: Final = frozenset({dt.date(1970, 1, 1), dt.date(1900, 1, 1)})
# The years before `near` that are searched: within six, a day of the year falls on most weekdays.
_SPAN_OF_YEARS: Final = 6


def day_of(year: int, month: int, day: int) -> dt.date | None:
    """Returns the day, or None where the calendar has no such day or it is one of ``NULL_DAYS``."""
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return None
    return None if found in NULL_DAYS else found


def pinned_day(
    month: int, day: int, weekday: int, near: dt.date, latest: dt.date | None = None
) -> dt.date | None:
    """Returns the day nearest to ``near`` that falls on ``weekday`` (Monday is 0), or None without one.

    Days after ``latest`` do not count.
    """
    years = range(near.year - _SPAN_OF_YEARS, near.year + 2)
    days = [found for year in years if (found := day_of(year, month, day)) and found.weekday() == weekday]
    days = [found for found in days if latest is None or found <= latest]
    return min(days, key=lambda found: abs(found - near), default=None)
