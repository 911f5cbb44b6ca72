"""dateparser, for what the grammar does not know; never trusted beyond what the text prints."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from .days import day_of
from .reading import DateReading
from .tokens import MONTHS, Tokens

_LONGEST: Final = 100
# A day, a month's name and a year, in whatever order.
_COMPLETE: Final = re.compile(r"(?=.*[cd])(?=.*M)(?=.*y)", re.S)


def from_dateparser(text: str, tokens: Tokens, now: dt.datetime) -> DateReading | None:
    """Returns what dateparser reads, or None where the text does not print that day, month and year."""
    if len(text) > _LONGEST or not _COMPLETE.match(tokens.kinds):
        return None
    import dateparser

    found = dateparser.parse(
        text,
        languages=["id", "en"],
        settings={
            "DATE_ORDER": "DMY",
            "STRICT_PARSING": True,
            "TIMEZONE": "Asia/Jakarta",
            "RETURN_AS_TIMEZONE_AWARE": True,
            "RELATIVE_BASE": now.replace(tzinfo=None),
        },
    )
    if found is None or day_of(found.year, found.month, found.day) is None:
        return None
    numbers = {int(word) for word, kind in zip(tokens.words, tokens.kinds, strict=True) if kind in "cdy"}
    months = {MONTHS[word] for word, kind in zip(tokens.words, tokens.kinds, strict=True) if kind == "M"}
    printed = found.day in numbers and found.year in numbers and months == {found.month}
    return DateReading(found.date()) if printed else None
