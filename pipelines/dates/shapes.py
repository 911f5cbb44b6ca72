"""The shape of a text: the places of its dates, weekdays, labels and times, from the kinds of its tokens.

Texts of one site have few shapes, so the shapes of labels are cached.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar

from .clock import Clock, clock_after, clock_before
from .grammar import WEEKDAY_BEFORE, Span, spans

# Longer texts are running text, whose shapes do not repeat.
_LABEL_TOKENS: Final = 80
_WEEKDAY_WINDOW: Final = 20
_LABEL_WINDOW: Final = 6
_WEEKDAY_AFTER: Final = re.compile(r"[ ,(|/\-]{1,3}(?:U )?W(?![ ,]{0,2}[cd])")
# Not dates: Nomor: 08/09/2024; Nomor 2, September 2024; Jalan 17 Agustus 1945.
_NUMBERED: Final = re.compile(r"[XS][ .:/\-]{0,3}$")

# What stands before and after three short numbers that fill their part of a text (but for a place: Bogor, 8/9/24), or
# that a label calls a date.
_OPENING: Final = re.compile(r"(?:^|[|;(])[ (]{0,2}(?:A, ?)?$|[LDN][ .:,(/\-]{0,4}$")
_CLOSING: Final = re.compile(r" ?(?:$|[|;)])")

_Result = TypeVar("_Result")


class Shape(NamedTuple):
    """A date's place in a text: its span, its weekday's place (-1 without one), its label's rank, its times."""

    span: Span
    weekday: int
    rank: int
    clock: Clock | None
    early_clock: Clock | None


def once_a_shape(function: Callable[[str], _Result]) -> Callable[[str], _Result]:
    """Returns the function with a cache for the kinds of short texts."""
    cached = lru_cache(maxsize=1024)(function)
    return lambda kinds: cached(kinds) if len(kinds) <= _LABEL_TOKENS else function(kinds)


@once_a_shape
def shapes(kinds: str) -> tuple[Shape, ...]:
    """Returns the shapes of all dates in a text, in their order."""
    found: list[Shape] = []
    end = 0
    for span in spans(kinds):
        label = _NUMBERED.search(kinds, max(0, span.start - 4), span.start)
        if label and (label[0][0] == "S" or kinds[span.month] != "M" or kinds[span.day + 1] == ","):
            continue
        start, weekday = _weekday(kinds, span)
        clock = clock_after(kinds, span.clock if span.clock >= 0 else span.end)
        early_clock = clock_before(kinds, start)
        if span.form.vague and weekday < 0 and not (clock or early_clock or _is_expected(kinds, span)):
            continue
        found.append(Shape(span, weekday, _rank(kinds[end : span.start]), clock, early_clock))
        end = span.end
    return tuple(found)


def _is_expected(kinds: str, span: Span) -> bool:
    """Whether three short numbers stand where a date is: first in a text, alone in their part of it, or labelled."""
    opening = _OPENING.search(kinds, max(0, span.start - _LABEL_WINDOW), span.start)
    if opening is None:
        return False
    is_first = not kinds[: span.start].strip(" (")
    return is_first or opening[0][:1] in ("L", "D", "N") or bool(_CLOSING.match(kinds, span.end))


def _weekday(kinds: str, span: Span) -> tuple[int, int]:
    """Returns the place where the date and its weekday start, and the place of the weekday."""
    start = span.start
    if kinds[start] == "W":
        return start, start
    before = WEEKDAY_BEFORE.search(kinds, max(0, start - _WEEKDAY_WINDOW), start)
    if before:
        return before.start(), before.start()
    after = _WEEKDAY_AFTER.match(kinds, span.end)
    return start, after.end() - 1 if after else -1


def _rank(before: str) -> int:
    """Returns the rank of the label before a date: 0 for publication, 1 for none, 2 for an update."""
    published, updated = before.rfind("L"), before.rfind("D")
    if published == updated:
        return 1
    return 0 if published > updated else 2
