"""dateparser, for texts that the grammar does not know. Only a day that the text prints is accepted."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from .date_reading import DateReading
from .days import day_of
from .tokens import MONTHS, Tokens

_LONGEST: Final = 100
# A day, a month's name and a year, and no other words, numbers or labels of numbers.
_COMPLETE: Final = re.compile(r"(?=[^M]*M)(?=[^y]*y)(?=[^cd]*[cd])[^AEXSHn]*")
# The errors that dateparser raises for some texts that are no dates, such as those with the year 1.
_REFUSALS: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def ask_dateparser(text: str, now: dt.datetime) -> dt.datetime | None:
    """Returns the moment that dateparser reads, with its best settings for Indonesian pages."""
    import dateparser

    settings = {
        "DATE_ORDER": "DMY",
        "USE_GIVEN_LANGUAGE_ORDER": True,
        "STRICT_PARSING": True,
        "TIMEZONE": "Asia/Jakarta",
        "RETURN_AS_TIMEZONE_AWARE": True,
        "RELATIVE_BASE": now.replace(tzinfo=None),
    }
    try:
        found: dt.datetime | None = dateparser.parse(text, languages=["id", "en"], settings=settings)
    except _REFUSALS:
        return None
    return found


def from_dateparser(text: str, tokens: Tokens, now: dt.datetime) -> DateReading | None:
    """Returns the day dateparser reads, or None where the text does not print that day, month and year."""
    if len(text) > _LONGEST or not _COMPLETE.fullmatch(tokens.kinds):
        return None
    found = ask_dateparser(text, now)
    if found is None or day_of(found.year, found.month, found.day) is None:
        return None
    pairs = list(zip(tokens.words, tokens.kinds, strict=True))
    numbers = {int(word) for word, kind in pairs if kind in "cdy"}
    months = {MONTHS[word] for word, kind in pairs if kind == "M"}
    printed = found.day in numbers and found.year in numbers and months == {found.month}
    return DateReading(found.date()) if printed else None
