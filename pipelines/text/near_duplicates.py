"""Near-duplicates: a fingerprint to look candidates up by, and the comparison that decides."""

from __future__ import annotations

import operator
import re
import unicodedata
from array import array
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar
from zlib import crc32

# Below this a text is a form or a caption, and equality says nothing.
MIN_WORDS: Final = 20
# Shared runs of three words: one edit in thirty words of text still leaves eight tenths.
DUPLICATE: Final = 0.7
# Reports that repeat weekly differ in their figures; an edited report keeps them.
SAME_NUMBERS: Final = 0.5
_FEW_NUMBERS: Final = 3

# Of 16 bands of 3 rows, 99 of 100 pairs at DUPLICATE share two, as one in fifteen that share a third of their runs.
BANDS: Final = 16
SHARED_BANDS: Final = 2
_ROWS: Final = 3
_BINS: Final = BANDS * _ROWS
# Of 48 bins, texts at DUPLICATE have 34 in common, give or take 3; those of one template have half as many.
_LIKELY: Final = 24
_MASK: Final = (1 << 63) - 1
# Large odd numbers, so that rows of bins that differ anywhere hardly ever make the same key.
_MIX: Final = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5)
_RUN_MASK: Final = (1 << 32) - 1

_WORD: Final = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+")
_LEADING_ZEROS: Final = re.compile(r"\b0+(?=\d)")


_T = TypeVar("_T")


def sketch(title: str | None, body: str | None) -> bytes:
    """Returns the sketch of an article's text: 48 numbers of 4 bytes, or nothing under 20 words or without a body.

    It is the same in every process, release of Python and machine of one byte order.
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
    """Returns a sketch's sixteen 63-bit keys; texts that share ``SHARED_BANDS`` of them are worth a closer look."""
    bins = array("I", of)
    return [
        ((bins[i] * _MIX[0]) ^ (bins[i + 1] * _MIX[1]) ^ (bins[i + 2] * _MIX[2]) ^ (i * _MIX[3])) & _MASK
        for i in range(0, len(bins), _ROWS)
    ]


def likely(own: bytes, others: Iterable[tuple[bytes, _T]]) -> list[_T]:
    """Returns what goes with those sketches that are alike enough to ``own`` for a comparison of the texts."""
    bins = array("I", own)
    return [what for other, what in others if sum(map(operator.eq, bins, array("I", other))) >= _LIKELY]


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
    runs: frozenset[int]  # each run of three words as a 32-bit number
    numbers: frozenset[str]


# A text is sketched, then compared with several others; some 20 kB each.
@lru_cache(maxsize=1024)
def _features(text: str) -> _Features:
    words = _words(text)
    lines = "\n".join(words).encode().splitlines(keepends=True)
    runs = frozenset(map(crc32, lines[2:], map(crc32, lines[1:], map(crc32, lines))))
    unique = frozenset(words)
    return _Features(len(words), runs, unique.difference(w for w in unique if w.isalpha()))


def _words(text: str) -> list[str]:
    return _WORD.findall(_LEADING_ZEROS.sub("", unicodedata.normalize("NFKC", text).casefold()))


def _overlap(a: frozenset[_T], b: frozenset[_T]) -> float:
    both = len(a & b)
    either = len(a) + len(b) - both
    return both / either if either else 0.0


def _filled(lowest: list[int | None]) -> list[int]:
    # A short text leaves bins empty; each borrows from the next one that is not, told apart by the distance.
    filled = [0] * _BINS
    borrowed = distance = 0
    for place in reversed(range(2 * _BINS)):
        value = lowest[place % _BINS]
        borrowed, distance = (borrowed, distance + 1) if value is None else (value, 0)
        if place < _BINS:
            filled[place] = (borrowed + distance) & _RUN_MASK
    return filled
