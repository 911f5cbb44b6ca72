"""The publication day that a page, card or feed prints, and its quality flags."""

from __future__ import annotations

import datetime as dt

from pipelines.dates import WIB, DateReading, parse_date, parse_publication_date


def read_day(
    text: str, fetched_at: dt.datetime, *, is_future_kept: bool = False
) -> tuple[DateReading | None, tuple[str, ...]]:
    """Returns the reading of a printed date and its quality flags.

    A day after the fetch has the flag ``future_date``; it gives no reading unless ``is_future_kept``. ``fetched_at`` is
    aware.
    """
    reading = parse_publication_date(text, fetched_at)
    if reading:
        return reading, reading.flags
    unused = parse_date(text, fetched_at)
    if unused and unused.date > fetched_at.astimezone(WIB).date():
        return unused if is_future_kept else None, (*unused.flags, "future_date")
    return None, ()
