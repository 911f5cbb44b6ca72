"""From the form of a date to a reading: the calendar, the weekday, the time, and what was odd."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from .clock import time_after, time_before
from .days import day_of, pinned_day
from .grammar import WEEKDAY_BEFORE, Span
from .reading import DateReading
from .tokens import WEEKDAYS, Tokens

_WEEKDAY_AFTER: Final = re.compile(r"[ ,(|/\-]{1,3}(?:U )?W(?![ ,]{0,2}[cd])")
_WEEKDAY_WINDOW: Final = 20


def resolve(
    tokens: Tokens, span: Span, near: dt.date | None, latest: dt.date | None = None
) -> DateReading | None:
    """Returns the reading of a span, or None where no such day exists.

    ``near`` is the day by which a missing year is inferred; without it such a date is not read. ``latest``
    bounds the inferred day.
    """
    start, weekday = weekday_of(tokens, span)
    flags: tuple[str, ...] = ()
    if span.year is not None:
        day, flags = _printed(span)
        if day is not None and weekday is not None and day.weekday() != weekday:
            flags = ("weekday_mismatch", *flags)
    elif near is not None and weekday is not None:
        day, flags = pinned_day(span.month, span.day, weekday, near, latest), ("year_inferred",)
    else:
        return None
    if day is None or span.backwards:
        return None
    moment = time_after(tokens, day, span.clock) or time_before(tokens, day, start)
    return DateReading(day, moment, flags)


def _printed(span: Span) -> tuple[dt.date | None, tuple[str, ...]]:
    year = span.year or 0
    if span.swappable and span.day <= 12 < span.month:
        return day_of(year, span.day, span.month), ("american_order",)
    return day_of(year, span.month, span.day), ()


def weekday_of(tokens: Tokens, span: Span) -> tuple[int, int | None]:
    """Returns where the date starts, its weekday included, and the weekday printed with it (Monday is 0)."""
    kinds, start = tokens.kinds, span.start
    if kinds[start] == "W":
        return start, WEEKDAYS[tokens.words[start]]
    if start:
        before = WEEKDAY_BEFORE.search(kinds, max(0, start - _WEEKDAY_WINDOW), start)
        if before:
            return before.start(), WEEKDAYS[tokens.words[before.start()]]
    after = _WEEKDAY_AFTER.match(kinds, span.end)
    if after:
        name = tokens.words[after.end() - 1]
        return start, WEEKDAYS[name] if len(name) > 3 else None
    return start, None
