"""The result of reading a date, and the zone of the site."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

WIB: Final = dt.timezone(dt.timedelta(hours=7), "WIB")


class DateReading(NamedTuple):
    """A day read from a text, with the moment where a time was printed.

    ``date`` is the day as printed, in the printed zone. ``datetime`` is aware, in the printed zone, WIB where
    none was printed. ``flags`` are some of ``weekday_mismatch``, ``year_inferred``, ``month_corrected`` and
    ``american_order``, explained in ``schema.QUALITY_FLAGS``.
    """

    date: dt.date
    datetime: dt.datetime | None = None
    flags: tuple[str, ...] = ()
