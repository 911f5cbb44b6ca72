"""Reads a date from a text that should be one: a label, a ``time`` element, a card, a feed."""

from __future__ import annotations

import datetime as dt
from operator import attrgetter
from typing import Final

from .date_reading import WIB, DateReading
from .fallback import from_dateparser
from .misspelt import corrected
from .relative import relative
from .resolve import resolve
from .shapes import shapes
from .tokens import tokenize

EARLIEST_PUBLICATION: Final = dt.date(1995, 1, 1)


def parse_date(text: str, now: dt.datetime) -> DateReading | None:
    """Returns the day in a text, or None where it is no date.

    ``now`` is aware; relative words and missing years are counted from its day in WIB. Of several dates the one
    with a label of publication is used, otherwise the first one without a label of an update. Years are 1900 to
    2099. Raises ValueError for a naive ``now``.
    """
    return _read(text, _in_wib(now), None)


def parse_publication_date(text: str, fetched_at: dt.datetime) -> DateReading | None:
    """Returns the reading of ``parse_date`` if it can be a publication day: from 1995 to the day after the fetch.

    ``fetched_at`` is aware. Raises ValueError where it is naive.
    """
    now = _in_wib(fetched_at)
    latest = now.date() + dt.timedelta(days=1)
    reading = _read(text, now, latest)
    return reading if reading and EARLIEST_PUBLICATION <= reading.date <= latest else None


def _in_wib(moment: dt.datetime) -> dt.datetime:
    if moment.utcoffset() is None:
        raise ValueError("the moment of reading needs a time zone")
    return moment.astimezone(WIB)


def _read(text: str, now: dt.datetime, latest: dt.date | None) -> DateReading | None:
    tokens = corrected(tokenize(text))
    found = shapes(tokens.kinds)
    if not found:
        return relative(tokens, now) or from_dateparser(text, tokens, now)
    for shape in sorted(found, key=attrgetter("rank")) if len(found) > 1 else found:
        reading = resolve(tokens, shape, now.date(), latest)
        if reading is not None:
            return reading
    return None
