"""Relative dates, for texts in which a date is expected: ``3 hari yang lalu``, ``kemarin pukul 14.30``."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from typing import Final

from . import tables
from .clock import time_after
from .reading import DateReading
from .tokens import WEEKDAYS, YEARS, Tokens

_UNIT: Final = r"[UYBJW]"
# A relative date fills its part of the text: only labels, or a few words of an author, may stand before it.
_START: Final = r"(?:^|[|;,(:.\-]|(?<=[LDNo]))[ >~]{0,2}"
_END: Final = r"(?= ?(?:$|[|;,).\-oKJcdyn]))"
_AMOUNT: Final = rf"(?P<amount>b|h|[cdy](?:[.,]c)?(?: h)?) ?(?P<unit>{_UNIT})"
_AGO: Final = re.compile(
    rf"{_START}(?:[ALDo] ){{0,4}}(?P<ahead>i )?{_AMOUNT}(?: (?P<amount2>[cd]) ?(?P<unit2>{_UNIT}))?"
    rf"(?: (?:q )?(?P<way>[lf]))?{_END}"
)
_LAST: Final = re.compile(rf"{_START}(?P<unit>{_UNIT}) (?:q )?(?P<way>[lf]|r(?= ?$)){_END}")
_PHRASE: Final = re.compile(rf"{_START}(?P<phrase>[rUB](?: [rUP]){{0,2}}){_END}")


def relative(tokens: Tokens, now: dt.datetime) -> DateReading | None:
    """Returns the day a relative text names, seen from ``now`` in WIB, or None where it is not one.

    The moment is told for hours, minutes and seconds, and where a clock time follows a named day.
    """
    return _ago(tokens, now) or _last(tokens, now) or _named_day(tokens, now)


def _ago(tokens: Tokens, now: dt.datetime) -> DateReading | None:
    match = _AGO.search(tokens.kinds)
    if match is None or (match["ahead"] is None) == (match["way"] is None):
        return None
    way = -1 if match["way"] == "l" else 1
    if match["amount"] == "b":
        return _vague(tokens.words[match.start("unit")], now)
    found: dt.datetime | None = now
    exact = False
    for suffix in ("", "2"):
        unit = (
            tables.UNITS.get(tokens.words[match.start("unit" + suffix)]) if match["unit" + suffix] else (0, 0)
        )
        if unit is None or found is None:
            return None
        amount = _amount(tokens, match, "amount" + suffix)
        found = _moved(found, way * amount, unit)
        exact = exact or 0 < unit[1] < 86400
    return _reading(found, exact)


def _vague(unit: str, now: dt.datetime) -> DateReading | None:
    """Returns today for ``beberapa jam yang lalu``; for several days there is no day to tell."""
    _, seconds = tables.UNITS.get(unit, (1, 0))
    return DateReading(now.date()) if 0 < seconds < 86400 else None


def _amount(tokens: Tokens, match: re.Match[str], name: str) -> float:
    if not match[name]:
        return 0
    words = "".join(tokens.words[match.start(name) : match.end(name)])
    if "setengah" in words:
        return float(words.removesuffix("setengah").strip() or 0) + 0.5
    return float(words.replace(",", "."))


def _moved(now: dt.datetime, amount: float, unit: tuple[int, int]) -> dt.datetime | None:
    months, seconds = unit
    try:
        if not months:
            return now + dt.timedelta(seconds=amount * seconds)
        year, month = divmod(now.year * 12 + now.month - 1 + round(amount * months), 12)
        return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None


def _reading(found: dt.datetime | None, exact: bool) -> DateReading | None:
    if found is None or found.year not in YEARS:
        return None
    return DateReading(found.date(), found if exact else None)


def _last(tokens: Tokens, now: dt.datetime) -> DateReading | None:
    """Returns the day of ``minggu lalu``, ``bulan depan``, ``Senin lalu``."""
    match = _LAST.search(tokens.kinds)
    if match is None:
        return None
    word = tokens.words[match.start("unit")]
    way = 1 if match["way"] == "f" else -1
    if match["way"] == "r" and tokens.words[match.start("way")] not in ("kemarin", "kemaren"):
        return None
    if word in tables.UNITS:
        return _reading(_moved(now, way, tables.UNITS[word]), False)
    if word not in WEEKDAYS:
        return None
    distance = (WEEKDAYS[word] - now.weekday()) * way % 7 or 7
    day = now.date() + dt.timedelta(days=way * distance)
    return DateReading(day, time_after(tokens, day, match.end()))


def _named_day(tokens: Tokens, now: dt.datetime) -> DateReading | None:
    for match in _PHRASE.finditer(tokens.kinds):
        phrase = " ".join("".join(tokens.words[match.start("phrase") : match.end("phrase")]).split())
        if phrase in tables.DAY_PHRASES:
            day = now.date() + dt.timedelta(days=tables.DAY_PHRASES[phrase])
            return DateReading(day, time_after(tokens, day, match.end()))
    return None
