"""Relative dates in texts that should be a date: ``3 hari yang lalu``, ``kemarin pukul 14.30``."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from typing import Final

from . import vocabulary
from .clock import clock_after, moment
from .date_reading import DateReading
from .shapes import once_a_shape
from .tokens import WEEKDAYS, YEARS, Tokens, tokenize

_UNIT: Final = r"[UYBJW]"
# A relative date stands alone in its part of the text; only labels or the name of an author may precede it.
_START: Final = r"(?:^|[|;,(:.\-]|(?<=[LDNo]))[ >~]{0,2}"
_END: Final = r"(?= ?(?:$|[|;,).\-oKJcdyn]|[LD]$))"
_AMOUNT: Final = rf"(?P<amount>b|h|E|[cdyn](?:[.,]c)?(?: h)?) ?(?P<unit>{_UNIT})"
_AND: Final = " ?,? ?(?:& )?"
_AGO: Final = re.compile(
    rf"{_START}(?:[ALDZo] ){{0,4}}(?P<ahead>i )?{_AMOUNT}(?:{_AND}(?P<amount2>[cd]) ?(?P<unit2>{_UNIT}))?"
    rf"(?:{_AND}(?P<amount3>[cd]) ?(?P<unit3>{_UNIT}))?(?: (?:q )?(?P<way>[lf]))?{_END}"
)
_LAST: Final = re.compile(rf"{_START}(?P<unit>[UYBW]) (?:q )?(?P<way>[lf]|r(?= ?$)){_END}")
_PHRASE: Final = re.compile(rf"{_START}(?P<phrase>[rUB](?: [rUP]){{0,2}}){_END}")
# A line that is no more: a label or a name, and an amount or a day with its time. A day without one may head a text.
_SOME: Final = r"(?:h|E|[cdyn](?:[.,]c)?) ?[UYBJW]"
_BY: Final = r"(?:o (?:A ){0,3}A,? |(?:o )?(?:A ){0,3}A ?[|\-] ?)?(?:[LDN][ :]{0,3})?"
_LINE: Final = re.compile(
    rf"\W{{0,4}}{_BY}(?:{_SOME}(?:{_AND}{_SOME}){{0,2}} (?:q )?l"
    r"|[rUB](?: [rUP]){0,2}[ ,|\-]{0,3}(?:K )?[cd][.:]d(?: Z)?)\W{0,4}"
)
_SIGNS: Final = re.compile(r"\b(?:lalu|silam|ago|ini|tadi|kemar[ie]n|yesterday|today)\b", re.I)


def relative(tokens: Tokens, now: dt.datetime) -> DateReading | None:
    """Returns the day of a relative date, counted from ``now`` in WIB, or None where the text is none.

    The reading has a moment for hours, minutes and seconds, and where a time follows the day.
    """
    words = tokens.words
    ago, last, phrases = _matches(tokens.kinds)
    return (
        (_ago(words, ago, now) if ago else None)
        or (_last(words, last, now) if last else None)
        or (_named_day(words, phrases, now) if phrases else None)
    )


def is_relative(text: str) -> bool:
    """Returns whether a line is a relative date and no sentence: ``Diterbitkan 2 hari 3 jam yang lalu``."""
    return bool(_SIGNS.search(text)) and bool(_LINE.fullmatch(tokenize(text).kinds))


@once_a_shape
def _matches(kinds: str) -> tuple[re.Match[str] | None, re.Match[str] | None, tuple[re.Match[str], ...]]:
    return _AGO.search(kinds), _LAST.search(kinds), tuple(_PHRASE.finditer(kinds))


def _ago(words: list[str], match: re.Match[str], now: dt.datetime) -> DateReading | None:
    if (match["ahead"] is None) == (match["way"] is None):
        return None
    if match["amount"] == "b":
        return _vague(words[match.start("unit")], now)
    way = -1 if match["way"] == "l" else 1
    found: dt.datetime | None = now
    exact = False
    for amount, unit in (("amount", "unit"), ("amount2", "unit2"), ("amount3", "unit3")):
        if match[unit]:
            name = words[match.start(unit)]
            # An English hour, an Indonesian hari.
            size = vocabulary.UNITS.get("hour" if name == "hr" and "ago" in words else name)
            if size is None or found is None:
                return None
            found = _moved(found, way * _amount(words, match, amount), size)
            exact = exact or 0 < size[1] < 86400
    reading = _reading(found, exact)
    return reading if exact or reading is None else _at(words, match, reading.date)


def _vague(unit: str, now: dt.datetime) -> DateReading | None:
    """Returns today for ``beberapa jam yang lalu``, and None for ``beberapa hari yang lalu``."""
    _, seconds = vocabulary.UNITS.get(unit, (1, 0))
    return DateReading(now.date()) if 0 < seconds < 86400 else None


def _amount(words: list[str], match: re.Match[str], name: str) -> float:
    amount = "".join(words[match.start(name) : match.end(name)])
    if amount.isalpha() and amount != "setengah":
        return 1
    if "setengah" in amount:
        return float(amount.removesuffix("setengah").strip() or 0) + 0.5
    return float(amount.replace(",", "."))


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


def _last(words: list[str], match: re.Match[str], now: dt.datetime) -> DateReading | None:
    """Returns the day of ``minggu lalu``, ``bulan depan``, ``Senin lalu``."""
    word = words[match.start("unit")]
    way = 1 if match["way"] == "f" else -1
    if match["way"] == "r" and words[match.start("way")] not in ("kemarin", "kemaren"):
        return None
    if word in vocabulary.UNITS:
        return _reading(_moved(now, way, vocabulary.UNITS[word]), False)
    distance = (WEEKDAYS[word] - now.weekday()) * way % 7 or 7
    return _at(words, match, now.date() + dt.timedelta(days=way * distance))


def _named_day(words: list[str], matches: tuple[re.Match[str], ...], now: dt.datetime) -> DateReading | None:
    for match in matches:
        phrase = " ".join("".join(words[match.start("phrase") : match.end("phrase")]).split())
        base, _, last = phrase.rpartition(" ")
        if phrase not in vocabulary.DAY_PHRASES and last in vocabulary.DAYPARTS:
            phrase = base
        if phrase in vocabulary.DAY_PHRASES:
            return _at(words, match, now.date() + dt.timedelta(days=vocabulary.DAY_PHRASES[phrase]))
    return None


def _at(words: list[str], match: re.Match[str], day: dt.date) -> DateReading:
    clock = clock_after(match.string, match.end())
    return DateReading(day, moment(words, clock, day) if clock else None)
