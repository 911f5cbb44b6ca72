"""Near-duplicates: sketches, by which candidates are found, and the comparison that decides."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

# Shorter texts are forms or captions, of which many are equal without being copies.
MIN_WORDS: Final = 20
# The share of common runs of three words. One edit in thirty words leaves eight tenths.
DUPLICATE: Final = 0.7
# The share of common figures: weekly reports differ in their figures, an edited report keeps them.
SAME_NUMBERS: Final = 0.5
_FEW_NUMBERS: Final = 3

# A sketch holds the last byte of the lowest run under each of so many orders (MinHash). Two texts share as large a
# part of these bytes as of their runs.
_ORDERS: Final = 128
# Of pairs at DUPLICATE, 97 of 100 share a band of five bytes; with eight tenths of their runs in common, all do. Of
# pairs with a third in common, as two reports by one template have, one in twelve does.
BANDS: Final = 20
_ROWS: Final = 5
# Texts at DUPLICATE share 90 (± 5) of the bytes; those with half of their runs in common share 64 (± 6).
_LIKELY: Final = 74
# Multipliers that give the orders. They are part of what is stored, so they must stay the same for ever.
_MULTIPLIERS: Final = np.array(
    [int.from_bytes(hashlib.sha256(b"%d" % n).digest()[:4], "big") | 1 for n in range(_ORDERS)], np.uint32
)[:, None]
# They tell the first, second and third word of a run apart.
_PLACES: Final = (0x9E3779B1, 0xC2B2AE3D, 0x165667B1)
_CHUNK: Final = 2048  # runs, so that a long text needs no more memory than 1 MB

_WORD: Final = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+")
_MARKS: Final = ".,;:!?()\"'“”‘’–-"
_LEADING_ZEROS: Final = re.compile(r"\b0+(?=\d)")


_T = TypeVar("_T")


def sketch(title: str | None, body: str | None) -> bytes:
    """Returns the sketch of an article's text: 128 bytes, or nothing under 20 words or without a body.

    The sketch is the same in every process and release of Python, and on every machine.
    """
    runs = _runs(f"{title or ''}\n{body or ''}")
    if not body or not len(runs):
        return b""
    lowest = np.full(_ORDERS, np.iinfo(np.uint32).max)
    for start in range(0, len(runs), _CHUNK):
        np.minimum(lowest, (runs[start : start + _CHUNK] * _MULTIPLIERS).min(axis=1), out=lowest)
    return lowest.astype(np.uint8).tobytes()


@lru_cache(maxsize=1024)  # they are asked for once to be stored and once to be compared
def bands(of: bytes) -> tuple[int, ...]:
    """Returns the twenty 45-bit keys of a sketch. Texts that share one are candidates."""
    if not of:
        return ()
    return tuple(
        band << 8 * _ROWS | int.from_bytes(of[band * _ROWS : (band + 1) * _ROWS], "big")
        for band in range(BANDS)
    )


def likely(own: bytes, others: Iterable[tuple[bytes, _T]]) -> list[_T]:
    """Returns the second items of those pairs whose sketch is so similar to ``own`` that the texts must be compared."""
    pairs = list(others)
    if not pairs:
        return []
    sketches = np.frombuffer(b"".join(other for other, _ in pairs), np.uint8).reshape(len(pairs), len(own))
    shared = (sketches == np.frombuffer(own, np.uint8)).sum(axis=1)
    return [pairs[place][1] for place in np.flatnonzero(shared >= _LIKELY)]


def is_duplicate(text_a: str, text_b: str) -> bool:
    """Returns whether two texts (title, newline, body) are the same article, with small edits at most.

    Two reports by one template are different articles: their figures or too many of their words differ.
    """
    a, b = _runs(text_a), _runs(text_b)
    if not (len(a) and len(b)):
        return False
    common = len(np.intersect1d(a, b, assume_unique=True))
    if common < DUPLICATE * (len(a) + len(b) - common):
        return False
    # Few pairs come this far, so the figures are looked for here and not for every text.
    figures_a, figures_b = _figures(text_a), _figures(text_b)
    either = len(figures_a | figures_b)
    return either < _FEW_NUMBERS or len(figures_a & figures_b) >= SAME_NUMBERS * either


# A text is sketched, then compared with several others. An entry takes some 4 kB.
@lru_cache(maxsize=1024)
def _runs(text: str) -> NDArray[np.uint32]:
    """Returns each run of three words as a number, sorted and without repetition; none under 20 words."""
    words = _words(text)
    if len(words) < MIN_WORDS:
        return np.empty(0, np.uint32)
    hashed = np.fromiter(map(crc32, "\n".join(words).encode().split(b"\n")), np.uint32, len(words))
    first, second, third = (
        hashed[start : len(hashed) - 2 + start] * np.uint32(factor) for start, factor in enumerate(_PLACES)
    )
    return np.unique(first + second + third)


def _figures(text: str) -> frozenset[str]:
    return frozenset(word for word in _words(text) if not word.isalpha())


def _words(text: str) -> list[str]:
    words: list[str] = []
    for chunk in unicodedata.normalize("NFKC", text).casefold().split():
        word = chunk.strip(_MARKS)
        if word.isalpha():  # most chunks are one word, which needs no pattern
            words.append(word)
        else:
            words += [_LEADING_ZEROS.sub("", found) for found in _WORD.findall(chunk)]
    return words
