"""Reads a text in which a date is expected: a label, a ``time`` element, a card, a feed."""

from __future__ import annotations

import datetime as dt
from typing import Final

from .fallback import from_dateparser
from .grammar import LABELLED, Span
from .misspelt import corrected
from .reading import WIB, DateReading
from .relative import relative
from .resolve import resolve
from .tokens import Tokens, tokenize

EARLIEST_PUBLICATION: Final = dt.date(1995, 1, 1)


def parse_date(text: str, now: dt.datetime) -> DateReading | None:
    """Returns the day that a text stands for, or None where it stands for none.

    ``now`` is aware; relative words and missing years are seen from its day in WIB. Of several dates the one
    labelled as published wins, then the first that is not labelled as an update. Years are 1900 to 2099.
    Raises ValueError for a naive ``now``.
    """
    return _read(text, _in_wib(now), None)


def parse_publication_date(text: str, fetched_at: dt.datetime) -> DateReading | None:
    """Returns what ``parse_date`` does where it can be a publication day: from 1995 to the fetch plus a day.

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
    tokens = tokenize(text)
    spans = list(LABELLED.spans(tokens))
    if spans:
        return _choose(tokens, spans, now.date(), latest)
    repaired = corrected(tokens)
    if repaired:
        reading = _choose(repaired, list(LABELLED.spans(repaired)), now.date(), latest)
        return reading and DateReading(reading.date, reading.datetime, (*reading.flags, "month_corrected"))
    return relative(tokens, now) or from_dateparser(text, tokens, now)


def _choose(tokens: Tokens, spans: list[Span], near: dt.date, latest: dt.date | None) -> DateReading | None:
    """Returns the reading of the span with the best label, or None where none is a day of the calendar."""
    best: tuple[int, DateReading] | None = None
    end = 0
    for span in spans:
        rank = _rank(tokens.kinds[end : span.start])
        end = span.end
        if best is not None and rank >= best[0]:
            continue
        reading = resolve(tokens, span, near, latest)
        if reading is not None:
            best = rank, reading
    return best[1] if best else None


def _rank(before: str) -> int:
    """Returns how good the label in front of a date is: 0 published, 1 none, 2 updated."""
    published, updated = before.rfind("L"), before.rfind("D")
    if published == updated:
        return 1
    return 0 if published > updated else 2
