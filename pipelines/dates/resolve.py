"""From the shape of a date to its reading: calendar, weekday, time and flags."""

from __future__ import annotations

import datetime as dt

from . import vocabulary
from .clock import moment
from .date_reading import DateReading
from .days import day_of, pinned_day
from .grammar import Span
from .shapes import Shape
from .tokens import MONTHS, WEEKDAYS, Tokens


def resolve(
    tokens: Tokens, shape: Shape, near: dt.date | None, latest: dt.date | None = None
) -> DateReading | None:
    """Returns the reading of the date with this shape among the tokens, or None where no such day exists.

    A missing year is inferred so that the day is near ``near``; where that is None, a date without a year is not
    read. No inferred day is after ``latest``.
    """
    span, words = shape.span, tokens.words
    day, month = int(words[span.day]), _month(words[span.month])
    weekday = WEEKDAYS[words[shape.weekday]] if shape.weekday >= 0 else None
    flags: tuple[str, ...] = ()
    if span.last_day >= 0 and int(words[span.last_day]) <= day:
        return None
    if span.year < 0:
        found = pinned_day(month, day, weekday, near, latest) if near and weekday is not None else None
        flags = ("year_inferred",)
    else:
        if day <= 12 < month and span.day < span.month:
            day, month, flags = month, day, ("american_order",)
        found = day_of(_starting_year(words, span, month), month, day)
        if found and weekday is not None and found.weekday() != weekday:
            flags = ("weekday_mismatch", *flags)
    if found is None:
        return None
    if span.month in tokens.corrected:
        flags = (*flags, "month_corrected")
    return DateReading(found, _moment(words, shape, found), flags)


def _moment(words: list[str], shape: Shape, day: dt.date) -> dt.datetime | None:
    after = moment(words, shape.clock, day) if shape.clock else None
    return after or (moment(words, shape.early_clock, day) if shape.early_clock else None)


def _month(word: str) -> int:
    return MONTHS.get(word) or vocabulary.ROMAN.get(word) or int(word)


def _starting_year(words: list[str], span: Span, month: int) -> int:
    """Returns the year in which a date starts. Two digits stand for 1940 to 2039."""
    word = words[span.year]
    year = int(word)
    if len(word) == 2:
        year += 1900 if year >= 40 else 2000
    crosses = span.last_month >= 0 and _month(words[span.last_month]) < month
    return year - crosses
