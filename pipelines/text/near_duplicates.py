"""Near-duplicates: sketches, by which candidates are found, and the comparison that decides."""

from __future__ import annotations

import operator
import re
import unicodedata
from array import array
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar
from zlib import crc32

# Shorter texts are forms or captions, of which many are equal without being copies.
MIN_WORDS: Final = 20
# The share of common runs of three words. One edit in thirty words leaves eight tenths.
DUPLICATE: Final = 0.7
# The share of common figures: weekly reports differ in their figures, an edited report keeps them.
SAME_NUMBERS: Final = 0.5
_FEW_NUMBERS: Final = 3

# With 16 bands of 3 rows, 99 of 100 pairs at DUPLICATE share two bands. Of pairs with a third of their runs in
# common, one in fifteen does.
BANDS: Final = 16
SHARED_BANDS: Final = 2
_ROWS: Final = 3
_BINS: Final = BANDS * _ROWS
# Texts at DUPLICATE have 34 (± 3) of the 48 bins in common; texts by one template half as many.
_LIKELY: Final = 24
_MASK: Final = (1 << 63) - 1
# Large odd numbers, so that different rows of bins hardly ever give the same key.
_MIX: Final = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5)
_RUN_MASK: Final = (1 << 32) - 1

_WORD: Final = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+")
_LEADING_ZEROS: Final = re.compile(r"\b0+(?=\d)")


_T = TypeVar("_T")


def sketch(title: str | None, body: str | None) -> bytes:
    """Returns the sketch of an article's text: 48 numbers of 4 bytes, or nothing under 20 words or without a body.

    The sketch is the same in every process and release of Python, and on every machine of the same byte order.
    """
    features = _features(f"{title or ''}\n{body or ''}")
    if not body or features.words < MIN_WORDS:
        return b""
    lowest: list[int | None] = [None] * _BINS
    for value in features.runs:
        place = value % _BINS
        held = lowest[place]
        if held is None or value < held:
            lowest[place] = value
    return array("I", _filled(lowest)).tobytes()


def bands(of: bytes) -> list[int]:
    """Returns the sixteen 63-bit keys of a sketch. Texts that share ``SHARED_BANDS`` keys are candidates."""
    bins = array("I", of)
    return [
        ((bins[i] * _MIX[0]) ^ (bins[i + 1] * _MIX[1]) ^ (bins[i + 2] * _MIX[2]) ^ (i * _MIX[3])) & _MASK
        for i in range(0, len(bins), _ROWS)
    ]


def likely(own: bytes, others: Iterable[tuple[bytes, _T]]) -> list[_T]:
    """Returns the second items of those pairs whose sketch is so similar to ``own`` that the texts must be compared."""
    bins = array("I", own)
    return [what for other, what in others if sum(map(operator.eq, bins, array("I", other))) >= _LIKELY]


def is_duplicate(text_a: str, text_b: str) -> bool:
    """Returns whether two texts (title, newline, body) are the same article, with small edits at most.

    Two reports by one template are different articles: their figures or too many of their words differ.
    """
    a, b = _features(text_a), _features(text_b)
    if min(a.words, b.words) < MIN_WORDS or _overlap(a.runs, b.runs) < DUPLICATE:
        return False
    # Few pairs come this far, so the figures are looked for here and not for every text.
    numbers_a, numbers_b = _numbers(text_a), _numbers(text_b)
    return len(numbers_a | numbers_b) < _FEW_NUMBERS or _overlap(numbers_a, numbers_b) >= SAME_NUMBERS


class _Features(NamedTuple):
    words: int
    runs: frozenset[int]  # each run of three words as a 32-bit number


# A text is sketched, then compared with several others. An entry takes some 20 kB.
@lru_cache(maxsize=1024)
def _features(text: str) -> _Features:
    words = _words(text)
    lines = "\n".join(words).encode().splitlines(keepends=True)
    runs = frozenset(map(crc32, lines[2:], map(crc32, lines[1:], map(crc32, lines))))
    return _Features(len(words), runs)


def _numbers(text: str) -> frozenset[str]:
    return frozenset(word for word in _words(text) if not word.isalpha())


def _words(text: str) -> list[str]:
    return _WORD.findall(_LEADING_ZEROS.sub("", unicodedata.normalize("NFKC", text).casefold()))


def _overlap(a: frozenset[_T], b: frozenset[_T]) -> float:
    both = len(a & b)
    either = len(a) + len(b) - both
    return both / either if either else 0.0


def _filled(lowest: list[int | None]) -> list[int]:
    # A short text leaves bins empty. An empty bin gets the next filled bin's value plus the distance to it.
    filled = [0] * _BINS
    borrowed = distance = 0
    for place in reversed(range(2 * _BINS)):
        value = lowest[place % _BINS]
        borrowed, distance = (borrowed, distance + 1) if value is None else (value, 0)
        if place < _BINS:
            filled[place] = (borrowed + distance) & _RUN_MASK
    return filled
