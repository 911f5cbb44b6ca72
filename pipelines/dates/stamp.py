"""The moment that a machine wrote: the clock and the zone as they are, so that a wrong zone can be told."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, Literal

import attrs

from .machine import parse_machine_date

_STAMP: Final = re.compile(
    r"\s*(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[\sT]+(\d{1,2})[:-](\d\d)(?:[:-](\d\d)(?:[.,]\d+)?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?\s*$",
    re.I,
)
_EARLIEST_YEAR: Final = 1995

Source = Literal["page", "metadata", "address"]


@attrs.frozen
class Stamp:
    """A machine's date: the clock as written, and the offset it claims, None where it claims none."""

    clock: dt.datetime
    offset: dt.timedelta | None
    has_time: bool
    text: str
    source: Source

    def moment(self, zone: dt.tzinfo) -> dt.datetime:
        """Returns the moment it claims, in a zone; a stamp without an offset is taken to be local."""
        if self.offset is None:
            return self.as_local(zone)
        return self.clock.replace(tzinfo=dt.timezone(self.offset)).astimezone(zone)

    def as_local(self, zone: dt.tzinfo) -> dt.datetime:
        """Returns the moment its clock shows in a zone, whatever it claims."""
        return self.clock.replace(tzinfo=zone)


def read_stamp(text: str, source: Source, fetched_at: dt.datetime) -> Stamp | None:
    """Returns the date that an attribute or a meta element holds, or None where it holds none.

    ``fetched_at`` is aware. Raises ValueError where it is naive and the date is none of the usual forms.
    """
    match = _STAMP.match(text)
    if match is None:
        return _read_words(text, source, fetched_at)
    numbers = [int(group or 0) for group in match.groups()[:6]]
    try:
        clock = dt.datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001 - its zone is told apart
        offset = _offset(match[7])
    except ValueError:
        return None
    if clock.year < _EARLIEST_YEAR:
        return None
    return Stamp(clock, offset, match[4] is not None, " ".join(text.split()), source)


def _read_words(text: str, source: Source, fetched_at: dt.datetime) -> Stamp | None:
    reading = parse_machine_date(text, fetched_at) if any(map(str.isdigit, text)) else None
    if reading is None:
        return None
    if reading.datetime is None:
        return Stamp(
            dt.datetime.combine(reading.date, dt.time()), None, False, " ".join(text.split()), source
        )
    clock = reading.datetime.replace(tzinfo=None)
    return Stamp(clock, reading.datetime.utcoffset(), True, " ".join(text.split()), source)


def _offset(text: str | None) -> dt.timedelta | None:
    if not text:
        return None
    digits = re.sub(r"\D", "", text)
    minutes = int(digits[:2] or 0) * 60 + int(digits[2:4] or 0)
    if minutes > 14 * 60:
        raise ValueError(f"no zone is that far from UTC: {text!r}")
    return dt.timedelta(minutes=-minutes if text.startswith("-") else minutes)
