"""Makes text from pages safe to print on a terminal."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from typing import Any, Final

# What becomes of control characters, of invisible ones (direction marks among them) and of surrogates.
_REPLACED: Final = {"Cc": " ", "Cf": "", "Cs": ""}


def safe(text: str | None) -> str:
    """Returns the text without characters that control a terminal or change the direction of writing.

    Newlines stay; other control characters become spaces.
    """
    return "".join(c if c == "\n" else _REPLACED.get(unicodedata.category(c), c) for c in text or "")


def safe_json(value: Any, *, indent: int | None = None) -> str:
    """Returns JSON in which every character that a terminal would obey is escaped; nothing of the value is lost.

    Days and moments are in ISO 8601. Raises TypeError for other types that JSON does not know.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=_iso)
    return "".join(c if c == "\n" or c.isprintable() else json.dumps(c)[1:-1] for c in text)


def _iso(value: object) -> str:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {value!r}")
