"""dateparser, for what the grammar does not know; never trusted beyond what the text prints."""

from __future__ import annotations

import datetime as dt
from typing import Final

from .days import day_of
from .reading import DateReading
from .tokens import MONTHS

_LONGEST: Final = 100


def from_dateparser(text: str, words: list[str], kinds: str, now: dt.datetime) -> DateReading | None:
    """Returns what dateparser reads, or None where the text does not print that day, month and year."""
    if not ("M" in kinds and "y" in kinds and ("c" in kinds or "d" in kinds)) or len(text) > _LONGEST:
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
    numbers = {int(word) for word, kind in zip(words, kinds, strict=True) if kind in "cdy"}
    months = {MONTHS[word] for word, kind in zip(words, kinds, strict=True) if kind == "M"}
    printed = found.day in numbers and found.year in numbers and months == {found.month}
    return DateReading(found.date()) if printed else None
