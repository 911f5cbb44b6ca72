"""Text from pages, made safe to print on a terminal."""

from __future__ import annotations

import unicodedata


def safe(text: str | None) -> str:
    """Returns the text without what a terminal would obey: control, escape and direction-changing characters.

    Newlines stay; other control characters become spaces.
    """
    return "".join(
        c
        if c == "\n"
        else " "
        if unicodedata.category(c) == "Cc"
        else ""
        if unicodedata.category(c) in ("Cf", "Cs")
        else c
        for c in text or ""
    )
