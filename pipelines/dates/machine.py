"""Dates in forms that only machines write: the values of attributes and metadata."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from .date_reading import WIB, DateReading
from .parse import parse_publication_date

# 20240908, 20240908132205, 202409081322, each perhaps with a zone.
_COMPACT: Final = re.compile(
    r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?\s*(Z|[+-]\d\d:?\d\d)?\s*", re.I | re.A
)
# Unix time: seconds have ten digits (from 2001 to 2286), milliseconds thirteen. .NET writes /Date(1725796800000)/.
_UNIX: Final = re.compile(
    r"\s*(?:/?Date\()?([1-9]\d{9})(\d{3})?(?:\.\d+)?(?:[+-]\d{4})?(?:\)/?)?\s*", re.I | re.A
)


def parse_machine_date(text: str, fetched_at: dt.datetime) -> DateReading | None:
    """Returns the publication day in the value of an attribute, or None where it can be none.

    Besides the forms of ``parse_publication_date`` it reads days and moments that are digits alone. Unix time is read
    in WIB. ``fetched_at`` is aware. Raises ValueError where it is naive.
    """
    unix = _UNIX.fullmatch(text)
    if unix:
        moment = dt.datetime.fromtimestamp(int(unix[1]), WIB)
        return parse_publication_date(moment.isoformat(), fetched_at)
    compact = _COMPACT.fullmatch(text)
    if compact:
        year, month, day, hour, minute, second, zone = compact.groups(default="")
        clock = f"T{hour}:{minute}:{second or '00'}{zone}" if hour else ""
        return parse_publication_date(f"{year}-{month}-{day}{clock}", fetched_at)
    return parse_publication_date(text, fetched_at)
