"""Mistyped month names: a word that stands where a month must, one or two letters away from exactly one."""

from __future__ import annotations

import re
from typing import Final

from . import tables
from .tokens import Tokens

_PLACES: Final = re.compile(
    r"[cd](?: ?O)?[ ./,\-]{1,3}(?P<between>A)[ ./,\-]{0,3}(?:y|d(?![.:]d))|[cd](?P<glued>A)y|(?P<first>A) [cd](?:O)?,? y"
)
_NAMES: Final = {
    name: month for month, names in tables.MONTH_NAMES.items() for name in names.split() if len(name) > 3
}
_LONG: Final = 6


def corrected(tokens: Tokens) -> Tokens | None:
    """Returns the tokens with mistyped months put right, or None where there are none."""
    words, kinds = list(tokens.words), list(tokens.kinds)
    found = False
    for match in _PLACES.finditer(tokens.kinds):
        place = max(match.start("between"), match.start("glued"), match.start("first"))
        name = _nearest(words[place])
        if name:
            words[place], kinds[place], found = name, "M", True
    return Tokens(words, "".join(kinds)) if found else None


def _nearest(word: str) -> str | None:
    """Returns the month's name nearest to a word, or None where two months are equally near or none is."""
    if not 3 < len(word) <= 14:
        return None
    near: dict[int, list[str]] = {}
    for name in _NAMES:
        if name[0] == word[0]:
            distance = _distance(word, name)
            if distance <= (2 if len(name) >= _LONG and len(word) >= _LONG else 1):
                near.setdefault(distance, []).append(name)
    nearest = near[min(near)] if near else []
    return nearest[0] if len({_NAMES[name] for name in nearest}) == 1 else None


def _distance(a: str, b: str) -> int:
    """Returns the number of letters added, left out, replaced or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
