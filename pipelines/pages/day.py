"""The publication day that a page, card or feed prints, and its quality flags."""

from __future__ import annotations

import datetime as dt

from pipelines.dates import WIB, DateReading, parse_date, parse_publication_date


def read_day(text: str, fetched_at: dt.datetime) -> tuple[DateReading | None, tuple[str, ...]]:
    """Returns the reading of a printed date and its quality flags.

    A day after the fetch gives no reading and the flag ``future_date``. ``fetched_at`` is aware.
    """
    reading = parse_publication_date(text, fetched_at)
    if reading:
        return reading, reading.flags
    unused = parse_date(text, fetched_at)
    if unused and unused.date > fetched_at.astimezone(WIB).date():
        return None, ("future_date",)
    return None, ()
