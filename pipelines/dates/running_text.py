"""Finds the days in running text, where most numbers are no dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from .date_reading import DateReading
from .misspelt import corrected
from .resolve import resolve
from .shapes import Shape, shapes
from .tokens import Tokens, tokenize

_CONTEXT: Final = 40
_YEAR: Final = dt.timedelta(days=365)
_NUMBERED: Final = re.compile(r"X[ .:]{0,3}$")
# What stands before days other than the event's: the day of a decree (Nomor 12/3/2024 tanggal, Nomor 3 Tahun 2023
# tentang Desa tanggal), of a birth or a beginning, and the end of a period.
_BACKGROUND: Final = re.compile(
    r"(?:X[ .:]{0,3}[^ ;WM]{1,30}(?: Y y(?: A){0,8})?,? N|C(?:[ ,(]{1,2}[AN]){0,4}|~(?: N)?)[ ,.:(]{0,3}$"
)


class _Named(NamedTuple):
    reading: DateReading
    has_weekday: bool
    background: bool
    paragraph: int


def find_dates(text: str, reference: dt.date | None) -> list[DateReading]:
    """Returns the days in running text, in their order.

    Relative words, and the numbers of houses, streets and letters are left out. ``reference`` is a day, mostly
    that of publication, near which dates without a year lie; where it is None, these dates are left out too.
    """
    return [named.reading for named in _named(text, reference)]


def find_event_date(text: str, reference: dt.date | None) -> dt.date | None:
    """Returns the day of the event that a text reports, or None where it names none.

    It is the first day with a weekday, or else the first day in the first paragraph, if that is less than a year
    away from ``reference``. Days of decrees, births and the ends of periods do not count.
    """
    named = [day for day in _named(text, reference) if not day.background]
    for day in named:
        if day.has_weekday:
            return day.reading.date
    for day in named:
        if day.paragraph == 0 and (reference is None or abs(day.reading.date - reference) <= _YEAR):
            return day.reading.date
    return None


def _named(text: str, reference: dt.date | None) -> Iterator[_Named]:
    for number, paragraph in enumerate(text.strip().splitlines()):
        tokens, found = _read(paragraph)
        for shape in found:
            start = min(shape.span.start, shape.weekday) if shape.weekday >= 0 else shape.span.start
            before = tokens.kinds[max(0, start - _CONTEXT) : start]
            if not shape.span.form.sure or _NUMBERED.search(before):
                continue
            reading = resolve(tokens, shape, reference)
            if reading is not None and not _far_guess(reading, reference):
                yield _Named(reading, shape.weekday >= 0, bool(_BACKGROUND.search(before)), number)


@lru_cache(maxsize=16)  # the lead of a page is asked for its days up to three times
def _read(paragraph: str) -> tuple[Tokens, tuple[Shape, ...]]:
    tokens = corrected(tokenize(paragraph))
    return tokens, shapes(tokens.kinds)


def _far_guess(reading: DateReading, reference: dt.date | None) -> bool:
    """Tells whether the inferred year is more than a year away. Then the printed weekday is rather a mistake."""
    return "year_inferred" in reading.flags and abs(reading.date - (reference or reading.date)) > _YEAR
