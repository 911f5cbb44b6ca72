"""The publication day that a page, card or feed prints, with its quality flags, or that an address holds."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final
from urllib.parse import urlsplit

from pipelines.dates import WIB, DateReading, parse_date, parse_publication_date

_ADDRESS_DAY: Final = re.compile(
    r"(?<![\w-])((?:19|20)\d\d)(?:/(\d{1,2})/(\d{1,2})|-(\d\d)-(\d\d)|(\d\d)(\d\d))(?![\w])"
)
_EARLIEST_YEAR: Final = 1995


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


def day_in_address(address: str, fetched_at: dt.datetime) -> tuple[dt.date, str] | None:
    """Returns the whole day (year, month and day) in an article's address, and its text; None without one."""
    for match in _ADDRESS_DAY.finditer(urlsplit(address).path):
        year, month, day = (int(group) for group in match.groups() if group)
        try:
            date = dt.date(year, month, day)
        except ValueError:
            continue
        if date.year >= _EARLIEST_YEAR and date <= fetched_at.date() + dt.timedelta(days=1):
            return date, match[0]
    return None
