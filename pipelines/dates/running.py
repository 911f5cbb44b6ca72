"""Finds the days named in running text, where most numbers are no dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from .misspelt import corrected
from .reading import DateReading
from .resolve import resolve
from .shapes import shapes
from .tokens import tokenize

_CONTEXT: Final = 40
# What makes the day behind it that of a decree, a birth, a street, a number.
_DECREE: Final = re.compile(r"X[^;WM(]*N[ .:]{0,3}$")
_NUMBERED: Final = re.compile(r"[XS][ .:]{0,3}$")


class _Named(NamedTuple):
    reading: DateReading
    has_weekday: bool


def find_dates(text: str, reference: dt.date | None) -> list[DateReading]:
    """Returns the days named in running text, in their order.

    Relative words, dates of decrees, numbers of houses, streets and letters are not among them. ``reference``
    is the day, mostly of publication, near which a date without a year lies; without it such dates are left
    out.
    """
    return [named.reading for named in _named(text, reference)]


def find_event_date(text: str, reference: dt.date | None) -> dt.date | None:
    """Returns the day of the event that a lead names, or None without one.

    A day with its weekday comes first, then the first day less than a year away from ``reference``.
    """
    named = list(_named(text, reference))
    for day in named:
        if day.has_weekday:
            return day.reading.date
    for day in named:
        if reference is None or abs(day.reading.date - reference) < dt.timedelta(days=366):
            return day.reading.date
    return None


def _named(text: str, reference: dt.date | None) -> Iterator[_Named]:
    tokens = tokenize(text)
    words, kinds = corrected(*tokens) or tokens
    for shape in shapes(kinds):
        if not shape.span.sure or _is_reference(kinds, shape.span.start):
            continue
        reading = resolve(words, shape, reference)
        if reading is not None:
            yield _Named(reading, shape.weekday >= 0)


def _is_reference(kinds: str, start: int) -> bool:
    before = kinds[max(0, start - _CONTEXT) : start]
    return bool(_NUMBERED.search(before) or _DECREE.search(before))
