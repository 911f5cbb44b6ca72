"""The difference between two texts, word by word, for people to read. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter
from typing import Final, Literal, NamedTuple

_TOKEN: Final = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond so many pairs of words a comparison takes seconds; such blocks are shown as replaced whole.
_MOST_PAIRS: Final = 4_000_000
_CONTEXT: Final = 60  # characters of unchanged text that are kept beside a change

Kind = Literal["same", "removed", "added"]
Pair = tuple[str, str]


class Piece(NamedTuple):
    """A part of a text that both versions have, or only the old one, or only the new one."""

    kind: Kind
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """Returns the pieces from which both texts can be put together, in order; removed ones precede added ones."""
    pairs: list[Pair] = []
    for before, after in _blocks(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        pairs += [(before, after)] if before == after else _by_words(before, after)
    return list(_pieces(pairs))


def shortened(pieces: Sequence[Piece]) -> list[Piece]:
    """Returns the pieces with long unchanged ones cut to the words beside a change, shown by ``…``."""
    last = len(pieces) - 1
    return [
        Piece("same", _shorten(piece.text, first=number == 0, last=number == last))
        if piece.kind == "same"
        else piece
        for number, piece in enumerate(pieces)
    ]


def _by_words(old: str, new: str) -> Iterable[Pair]:
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    return [(old, new)] if len(before) * len(after) > _MOST_PAIRS else _blocks(before, after)


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """Yields what stands in the place of what; equal texts where nothing changed."""
    for _, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield "".join(old[i:j]), "".join(new[k:n])


def _pieces(pairs: Sequence[Pair]) -> Iterator[Piece]:
    """Yields changes that only spaces separate as one change: whole phrases are easier to read."""
    changed = [old != new for old, new in pairs]
    for number in range(1, len(pairs) - 1):
        between = not pairs[number][0].strip(" ") and changed[number - 1] and changed[number + 1]
        changed[number] = changed[number] or between
    for is_changed, group in groupby(zip(changed, pairs, strict=True), key=itemgetter(0)):
        old, new = ("".join(texts) for texts in zip(*(pair for _, pair in group), strict=True))
        if not is_changed:
            yield Piece("same", old)
            continue
        if old:
            yield Piece("removed", old)
        if new:
            yield Piece("added", new)


def _shorten(text: str, *, first: bool, last: bool) -> str:
    if len(text) <= 2 * _CONTEXT + 20:
        return text
    head = "" if first else _upto_word(text[:_CONTEXT])
    tail = "" if last else _from_word(text[-_CONTEXT:])
    return f"{head} … {tail}" if head and tail else f"{head} …" if head else f"… {tail}"


def _upto_word(text: str) -> str:
    return text[: text.rfind(" ")] if " " in text else text


def _from_word(text: str) -> str:
    return text[text.find(" ") + 1 :]
