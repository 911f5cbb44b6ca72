"""Near-duplicates: a fingerprint to look candidates up by, and the comparison that decides."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple, TypeVar

# Below this a text is a form or a caption, and equality says nothing.
MIN_WORDS: Final = 20
# Shared runs of three words: one edit in thirty words of text still leaves eight tenths.
DUPLICATE: Final = 0.7
# Reports that repeat weekly differ in their figures; an edited report keeps them.
SAME_NUMBERS: Final = 0.5
_FEW_NUMBERS: Final = 3

_RUN: Final = 3
# 12 bands of 3 rows find 99 of 100 pairs at DUPLICATE, and hardly an unrelated one.
_BANDS: Final = 12
_ROWS: Final = 3
_BINS: Final = _BANDS * _ROWS
_MASK: Final = (1 << 63) - 1

_WORD: Final = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+")
_LEADING_ZEROS: Final = re.compile(r"\b0+(?=\d)")


_T = TypeVar("_T")


class Fingerprint(NamedTuple):
    """A text's sketch: one 63-bit number for each of 36 bins, or none for a text under 20 words."""

    bins: tuple[int, ...]


def fingerprint(title: str | None, body: str | None) -> Fingerprint:
    """Returns the sketch of an article's text; the same in every process and release of Python."""
    features = _features(f"{title or ''}\n{body or ''}")
    if features.words < MIN_WORDS:
        return Fingerprint(())
    lowest: list[int | None] = [None] * _BINS
    for value in features.runs:
        place = value % _BINS
        held = lowest[place]
        if held is None or value < held:
            lowest[place] = value
    return Fingerprint(_filled(lowest))


def bands(sketch: Fingerprint) -> list[int]:
    """Returns twelve 63-bit keys; texts that share one of them are worth a comparison."""
    keys = []
    for start in range(0, len(sketch.bins), _ROWS):
        row = ",".join(map(str, (start, *sketch.bins[start : start + _ROWS])))
        keys.append(int.from_bytes(blake2b(row.encode(), digest_size=8).digest(), "big") & _MASK)
    return keys


def similarity(text_a: str, text_b: str) -> float:
    """Returns the share, 0 to 1, of three-word runs that two texts have in common."""
    return _overlap(_features(text_a).runs, _features(text_b).runs)


def is_duplicate(text_a: str, text_b: str) -> bool:
    """Returns whether two texts (title, newline, body) are one article, perhaps with small edits.

    Two reports by one template are not: their figures differ, or too many of their words.
    """
    a, b = _features(text_a), _features(text_b)
    if min(a.words, b.words) < MIN_WORDS or _overlap(a.runs, b.runs) < DUPLICATE:
        return False
    return len(a.numbers | b.numbers) < _FEW_NUMBERS or _overlap(a.numbers, b.numbers) >= SAME_NUMBERS


class _Features(NamedTuple):
    words: int
    runs: frozenset[int]  # each run of three words as a 63-bit number
    numbers: frozenset[str]


# A text is sketched, then compared with several others; some 20 kB each.
@lru_cache(maxsize=1024)
def _features(text: str) -> _Features:
    words = _words(text)
    runs = frozenset(map(_number, _runs(words)))
    return _Features(len(words), runs, frozenset(w for w in words if w[0].isdigit()))


def _number(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big") & _MASK


def _words(text: str) -> list[str]:
    return _WORD.findall(_LEADING_ZEROS.sub("", unicodedata.normalize("NFKC", text).casefold()))


def _runs(words: list[str]) -> list[str]:
    return [" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)]


def _overlap(a: frozenset[_T], b: frozenset[_T]) -> float:
    both = len(a & b)
    either = len(a) + len(b) - both
    return both / either if either else 0.0


def _filled(lowest: list[int | None]) -> tuple[int, ...]:
    # A short text leaves bins empty; each borrows from the next one that is not, told apart by the distance.
    filled = []
    for place in range(_BINS):
        distance = next(d for d in range(_BINS) if lowest[(place + d) % _BINS] is not None)
        filled.append(((lowest[(place + distance) % _BINS] or 0) + distance) & _MASK)
    return tuple(filled)
