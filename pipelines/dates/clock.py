"""Times of day and zones that stand next to a date."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from . import tables
from .reading import WIB
from .tokens import Tokens

# 10:05, 10.05, 10:05:33.123, 10.05.33 WIB, 10
_TIME: Final = (
    r"(?P<hour>[cd])"
    r"(?:(?P<colon> ?: ?)(?P<minute>d)(?: ?: ?(?P<second>d)(?:[.,][cdyn])?)?"
    r"|\.(?P<dotted>d)(?:[.:](?P<dotted_second>d)(?= ?[ZP]))?)?"
    r"(?! ?/|[.:]?[cdyn])"
    r"(?: ?(?P<part>P|E\.E\.?)(?: U)?)?"
)
# The end of a span of time: 10.05-11.00, 10.00 s.d. selesai. A minus is an offset only behind seconds.
_UNTIL: Final = r"(?: ?(?:[~\-]|s[./]e\.?) ?(?:[cd][:.]d(?![:.])|A(?= |$)))?"
_DISTANCE: Final = r"[cd] ?: ?d|[cdyn]"
_ZONE: Final = (
    rf"(?:[ (/]{{0,2}}(?P<zone>Z)(?: ?(?P<zone_sign>[+\-]) ?(?P<zone_offset>{_DISTANCE}))?"
    rf"|[ (]{{0,2}}(?P<sign>\+|(?(second)-)) ?(?P<offset>{_DISTANCE}))?"
)
_CLOCK: Final = r"(?P<clock>(?:[KNJ][ .:]{0,3}){1,3})?"
# What may stand between a date and its time: a weekday, the Hijri date, the era, brackets and bars.
_GAP: Final = (
    r"(?: ?E(?=[ /|,(]))?(?:[ (,\-]{1,3}W\)?)?(?:[ /|(,\-]{1,4}[cd] H(?: H)? [yn](?: ?E)?\)?)?"
    r"(?:T|[ ,|()@\-/.:]{0,5})"
)
_AFTER: Final = re.compile(f"{_GAP}{_CLOCK}{_TIME}{_UNTIL}{_ZONE}")
_BEFORE: Final = re.compile(rf"{_CLOCK}(?<![cdyn][.:\-/]){_TIME}{_UNTIL}{_ZONE}[ ,|\-()/]{{1,5}}(?:N )?$")
_WINDOW: Final = 24


def time_after(tokens: Tokens, day: dt.date, position: int) -> dt.datetime | None:
    """Returns the moment whose time is printed behind the date that ends at ``position``, or None."""
    if position >= len(tokens.kinds):
        return None
    return _moment(tokens, day, _AFTER.match(tokens.kinds, position))


def time_before(tokens: Tokens, day: dt.date, position: int) -> dt.datetime | None:
    """Returns the moment whose time is printed in front of the date that starts at ``position``, or None."""
    if position < 3:
        return None
    return _moment(tokens, day, _BEFORE.search(tokens.kinds, max(0, position - _WINDOW), position))


def _moment(tokens: Tokens, day: dt.date, match: re.Match[str] | None) -> dt.datetime | None:
    if match is None or not _is_time(match):
        return None
    hour = int(tokens.words[match.start("hour")])
    part = tokens.words[match.start("part")] if match["part"] else None
    if part:
        hour = _by_daypart(hour, part)
    minute, second = (
        int(tokens.words[match.start(name)]) if match[name] else 0
        for name in (
            "minute" if match["minute"] else "dotted",
            "second" if match["second"] else "dotted_second",
        )
    )
    zone = _zone(tokens, match)
    if hour > 23 or minute > 59 or second > 59 or zone is None:
        return None
    return dt.datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)


def _is_time(match: re.Match[str]) -> bool:
    """Tells whether digits are a time: by a colon, two digits each side of a dot, or a word that says so."""
    dotted = match["dotted"] and match["hour"] == "d"
    return bool(match["colon"] or dotted or match["part"] or match["zone"] or _names_clock(match["clock"]))


def _names_clock(clock: str | None) -> bool:
    return clock is not None and ("K" in clock or "J" in clock)


def _by_daypart(hour: int, part: str) -> int:
    if hour == 12 and part in tables.MIDNIGHT_PARTS:
        return 0
    return hour + 12 if hour in tables.DAYPARTS[part] else hour


def _zone(tokens: Tokens, match: re.Match[str]) -> dt.timezone | None:
    """Returns the printed zone, WIB without one, and None for an offset no zone has."""
    name = tokens.words[match.start("zone")] if match["zone"] else None
    hours = tables.ZONES[name] if name else 7.0
    kind = "zone_" if match["zone_offset"] and hours == 0 else ""
    if not (kind or (match["offset"] and not name)):
        return WIB if hours == 7 else dt.timezone(dt.timedelta(hours=hours), name.upper() if name else None)
    minutes = _minutes(tokens, match, kind + "offset")
    if minutes > 14 * 60:
        return None
    sign = -1 if match[kind + "sign"] == "-" else 1
    return dt.timezone(dt.timedelta(minutes=sign * minutes))


def _minutes(tokens: Tokens, match: re.Match[str], name: str) -> int:
    digits = [word for word in tokens.words[match.start(name) : match.end(name)] if word.isdigit()]
    if len(digits) == 2:
        return int(digits[0]) * 60 + int(digits[1])
    if len(digits[0]) <= 2:
        return int(digits[0]) * 60
    return int(digits[0][:-2]) * 60 + int(digits[0][-2:]) if len(digits[0]) <= 4 else 10**6
