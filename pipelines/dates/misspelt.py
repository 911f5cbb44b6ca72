"""Mistyped names of months: words in the place of a month that differ in one or two letters from one name."""

from __future__ import annotations

import re
from typing import Final

from . import vocabulary
from .shapes import once_a_shape
from .tokens import Tokens

_PLACES: Final = re.compile(
    r"[cd](?: ?O)?[ ./,\-]{1,3}(?P<between>A)[ ./,\-]{0,3}(?:y|d(?![.:]d))"
    r"|[cd](?P<glued>A)y"
    r"|(?P<first>A) [cd]O?,? y"
)
_NAMES: Final = {
    name: month for month, names in vocabulary.MONTH_NAMES.items() for name in names.split() if len(name) > 3
}
_LONG: Final = 6


def corrected(tokens: Tokens) -> Tokens:
    """Returns the tokens with the names of mistyped months corrected."""
    places = _places(tokens.kinds)
    if not places:
        return tokens
    names = {place: name for place in places if (name := _nearest(tokens.words[place]))}
    words = [names.get(place, word) for place, word in enumerate(tokens.words)]
    kinds = "".join("M" if place in names else kind for place, kind in enumerate(tokens.kinds))
    return Tokens(words, kinds, tuple(names))


@once_a_shape
def _places(kinds: str) -> tuple[int, ...]:
    """Returns the places of unknown words in the place of a month."""
    return tuple(match.start(match.lastgroup or 0) for match in _PLACES.finditer(kinds))


def _nearest(word: str) -> str | None:
    """Returns the most similar name of a month, or None where two months are equally similar or none is similar."""
    if not 3 < len(word) <= 14 or word in vocabulary.NOT_MONTHS:
        return None
    near: dict[int, dict[int, str]] = {}  # by distance and month
    for name in _NAMES:
        if name[0] == word[0]:
            distance = _distance(word, name)
            if distance <= (2 if len(name) >= _LONG and len(word) >= _LONG else 1):
                near.setdefault(distance, {})[_NAMES[name]] = name
    nearest = near[min(near)] if near else {}
    return nearest.popitem()[1] if len(nearest) == 1 else None


def _distance(a: str, b: str) -> int:
    """Returns how many letters are added, missing, replaced or swapped with their neighbour."""
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
