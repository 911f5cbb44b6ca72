"""Makes text from pages safe to print on a terminal."""

from __future__ import annotations

import unicodedata
from typing import Final

# What becomes of control characters, of invisible ones (direction marks among them) and of surrogates.
_REPLACED: Final = {"Cc": " ", "Cf": "", "Cs": ""}


def safe(text: str | None) -> str:
    """Returns the text without characters that control a terminal or change the direction of writing.

    Newlines stay; other control characters become spaces.
    """
    return "".join(c if c == "\n" else _REPLACED.get(unicodedata.category(c), c) for c in text or "")
