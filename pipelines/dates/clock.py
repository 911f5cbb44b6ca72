"""The time of day and the zone next to a date."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, NamedTuple

from . import vocabulary
from .date_reading import WIB

# 10:05, 10.05, 10:05:33.123, 10.05.33 WIB, 10
_TIME: Final = (
    r"(?P<hour>[cd])"
    r"(?:(?P<colon> ?: ?)(?P<minute>d)(?: ?: ?(?P<second>d)(?:[.,][cdyn])?)?"
    # Behind a dash it may be the day that ends a range: 06.09.24 - 10.09.24.
    r"|\.(?P<dotted>d)(?:[.:](?P<dotted_second>d)(?:(?= ?[ZP])|(?<![~\-] d[.]d[.]d)))?)?"
    r"(?! ?/|[.:]?[cdyn])"
    r"(?: ?(?P<part>P|E\.E\.?)(?: U)?)?"
)
# The end of a span of time: 10.05-11.00, 10.00 s.d. selesai. A minus begins an offset only after seconds.
_UNTIL: Final = r"(?: ?(?:~|(?(second)(?!))-|s[./]e\.?) ?(?:[cd][:.]d(?![:.])|A(?= |$)))?"
_DISTANCE: Final = r"(?:[cd](?: ?: ?d)?|[yn])"
_ZONE: Final = (
    rf"(?:[ (/]{{0,2}}(?:A/)?(?P<zone>Z)(?: ?(?P<zone_offset>[+\-] ?{_DISTANCE}))?"
    rf"|[ (]{{0,2}}(?P<offset>(?:\+|(?(second)-|(?!))) ?{_DISTANCE}))?"
)
_CLOCK: Final = r"(?P<clock>(?:[KNJ][ .:]{0,3}){1,3})?"
# What may stand between a date and its time: the era, a weekday, the Hijri date, an author between bars, the
# part of the day, the zone, brackets and bars.
_GAP: Final = (
    r"(?: ?E(?=[ /|,(]))?(?:[ (,\-]{1,3}W\)?)?(?:[ /|(,\-]{1,4}[cd] H(?: H)? [yn](?: ?E)?\)?)?"
    r"(?: ?[|,\-] ?(?:[AEoL][ .]{0,2}){1,5}(?=[|,\-]))?(?:[ ,(]{1,2}(?P<early_part>P)(?: U)?\)?)?"
    r"(?:[ (]{0,2}(?P<early_zone>Z)\)?(?= [cdKJ(])|[ (]{1,2}(?P<early_offset>\+ ?(?:[yn]|[cd] ?: ?d))\)?(?= ))?"
    r"(?:T|[ ,|()@\-/.:]{0,5})"
)
_AFTER: Final = re.compile(f"{_GAP}{_CLOCK}{_TIME}{_UNTIL}{_ZONE}")
_BEFORE: Final = re.compile(rf"{_CLOCK}(?<![cdyn][.:\-/]){_TIME}{_UNTIL}{_ZONE}[ ,|\-()/]{{1,5}}(?:N )?$")
_WINDOW: Final = 24


class Clock(NamedTuple):
    """The places of a time's parts among the tokens, -1 for a missing part."""

    hour: int
    minute: int
    second: int
    part: int
    zone: int
    offset: int
    offset_end: int


def clock_after(kinds: str, position: int) -> Clock | None:
    """Returns the time printed after the date that ends at ``position``, or None."""
    return _clock(_AFTER.match(kinds, position)) if position < len(kinds) else None


def clock_before(kinds: str, position: int) -> Clock | None:
    """Returns the time printed in front of the date that starts at ``position``, or None."""
    return _clock(_BEFORE.search(kinds, max(0, position - _WINDOW), position)) if position > 2 else None


def moment(words: list[str], clock: Clock, day: dt.date) -> dt.datetime | None:
    """Returns the moment of a printed time on a day, or None where there is no such time."""
    hour = int(words[clock.hour])
    minute = int(words[clock.minute]) if clock.minute >= 0 else 0
    second = int(words[clock.second]) if clock.second >= 0 else 0
    if clock.part >= 0:
        hour = _by_daypart(hour, words[clock.part])
    zone = _zone(words, clock)
    if hour > 23 or minute > 59 or second > 59 or zone is None:
        return None
    return dt.datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)


def _clock(match: re.Match[str] | None) -> Clock | None:
    """Returns the places of a time. It needs a colon, two digits on each side of a dot, or a word such as ``pukul``."""
    if match is None:
        return None
    dotted = match["dotted"] and match["hour"] == "d"
    worded = match["part"] or match["zone"] or re.search("[KJ]", match["clock"] or "")
    if not (match["colon"] or dotted or worded):
        return None
    minute, second = (
        max(match.start("minute"), match.start("dotted")),
        max(match.start("second"), match.start("dotted_second")),
    )
    names = match.re.groupindex
    part, zone = (
        match.start(f"early_{name}" if not match[name] and f"early_{name}" in names else name)
        for name in ("part", "zone")
    )
    offset = "zone_offset" if match["zone"] else "offset"
    if not match[offset] and zone < 0 and "early_offset" in names:
        offset = "early_offset"
    return Clock(match.start("hour"), minute, second, part, zone, match.start(offset), match.end(offset))


def _by_daypart(hour: int, part: str) -> int:
    if hour == 12 and part in vocabulary.MIDNIGHT_PARTS:
        return 0
    return hour + 12 if hour in vocabulary.DAYPARTS[part] else hour


def _zone(words: list[str], clock: Clock) -> dt.timezone | None:
    """Returns the printed zone, WIB where none is printed, or None for an offset that no zone has."""
    name = words[clock.zone] if clock.zone >= 0 else ""
    if clock.offset < 0 or vocabulary.ZONES.get(name):  # after "GMT" or "UTC" the offset is the zone
        return _ZONES[name]
    sign, *digits = (word for word in words[clock.offset : clock.offset_end] if word not in " :")
    minutes = int(digits[0]) * 60 + int(digits[1]) if len(digits) == 2 else _minutes(digits[0])
    if minutes > 14 * 60:
        return None
    return dt.timezone(dt.timedelta(minutes=-minutes if sign == "-" else minutes))


def _minutes(digits: str) -> int:
    """Returns the minutes of an offset of two (hours) or four digits, and a number too large for any other."""
    if len(digits) <= 2:
        return int(digits) * 60
    return int(digits[:2]) * 60 + int(digits[2:]) if len(digits) == 4 else 10**6


_ZONES: Final = {
    name: dt.timezone(dt.timedelta(hours=hours), name.upper()) for name, hours in vocabulary.ZONES.items()
} | {"": WIB, "wib": WIB}
