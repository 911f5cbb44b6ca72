"""The rules by which tokens make a date; each stands with an example and is read over kinds of tokens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from . import tables
from .tokens import MONTHS, Tokens


class Rule(NamedTuple):
    """One way to write a date: an example, and a pattern with the groups ``day``, ``month`` and ``year``.

    A pattern without ``year`` starts at a weekday; ``last_day`` and ``last_month`` are the end of a range;
    ``order`` is ``words`` where the month is named, ``numbers`` where it may be confused with the day.
    ``sure`` rules hold in running text too.
    """

    example: str
    order: str
    sure: bool
    pattern: str


class Span(NamedTuple):
    """A stretch of tokens with the form of a date: where it lies, and the numbers it prints.

    A time may follow ``clock``. ``year`` is None where none is printed. ``backwards`` is a range that ends
    before it starts.
    """

    start: int
    clock: int
    end: int
    day: int
    month: int
    year: int | None
    swappable: bool
    backwards: bool


_DAY: Final = r"(?P<day>[cd])"
_MONTH: Final = r"(?P<month>M)"
_NUMBER: Final = r"(?P<month>[cd])"
_ROMAN: Final = r"(?P<month>R)"
_FULL: Final = r"(?P<year>y)"
_SHORT: Final = r"(?P<year>d)"
_YEAR: Final = r"(?:Y ?)?'?(?P<year>y|d(?![.:]d|,? ?y| ?: ?d))"
_JOIN: Final = r"[ ./,\-]{0,3}"
_TO: Final = r" ?(?:[~\-]|s ?[./ ]? ?e\.?)(?: ~)? ?"
# Pasar Minggu is a place.
_WEEKDAY: Final = r"(?<!p )W(?: ?[~\-/] ?W)?(?:[ \-][PGUlrK]){0,3}[ ,.|(/:\-]{0,4}(?:N[ .:]{0,3}){0,2}"
# A date is not the tail of a longer number (1.2/09/2024), of a word (G20, Covid-19) or of a path (a/2024/9/8).
_FREE: Final = r"(?<![cdyn][/.\-:])(?<!E)(?<!E-)"
_APART: Final = r"(?<![cdyn][/.\-:,])(?<![AE])(?<![AE/][/\-])"
_NO_MORE: Final = r"(?![/\-.][cdynA](?!:))(?!/)"
_NO_YEAR: Final = r"(?![ .,/\-']{0,3}(?:[yn]|[cd](?![.:]d| ?: ?d)))"
_FIRST: Final = r"(?:^ ?|(?<=[WNLD:,|] ))"
_LAST: Final = r"(?= ?(?:$|[|,(\-]|[cd][:.]d|K))"

RULES: Final = (
    Rule("Rabu, 4 Sep", "words", True, f"{_WEEKDAY}{_DAY}(?:{_TO}[cd])?{_JOIN}{_MONTH}{_NO_YEAR}"),
    Rule("Jumat (6/9)", "numbers", True, f"{_WEEKDAY}{_DAY}(?:{_TO}[cd])? ?/ ?{_NUMBER}{_NO_YEAR}"),
    Rule(
        "25-27 Maret 2024",
        "words",
        True,
        f"{_FREE}{_DAY}(?:(?:, ?|{_TO})(?P<last_day>[cd])){{1,6}}{_JOIN}{_MONTH}{_JOIN}{_YEAR}",
    ),
    Rule(
        "25 Maret - 5 April 2024",
        "words",
        True,
        f"{_FREE}{_DAY}{_JOIN}{_MONTH}{_TO}(?:W,? )?(?P<last_day>[cd]) ?(?P<last_month>M){_JOIN}{_YEAR}",
    ),
    Rule("25-27/03/2024", "numbers", True, f"{_APART}{_DAY}{_TO}[cd]/{_NUMBER}/{_FULL}"),
    Rule(
        "8 September 2024", "words", True, f"{_FREE}{_DAY}(?: ?O)?(?: F)?(?: B)?{_JOIN}{_MONTH}{_JOIN}{_YEAR}"
    ),
    Rule("September 8, 2024", "words", True, rf"{_MONTH}\.? ?{_DAY}(?: ?O)?[ ,.]{{1,3}}{_FULL}"),
    Rule("Sep 8, '24", "words", False, rf"{_MONTH}\.? ?{_DAY}(?: ?O)?[ ,.]{{1,3}}'{_SHORT}"),
    Rule(
        "Sep 8 10:00:00 2024", "words", False, f"{_MONTH} {_DAY}(?P<clock> )d:d(?::d)?(?: P)?(?: Z)? {_FULL}"
    ),
    Rule("2024 September 8", "words", False, f"{_APART}{_FULL}{_JOIN}{_MONTH}{_JOIN}{_DAY}(?![:.]d)"),
    Rule("8/9/2024", "numbers", True, rf"{_APART}{_DAY}[/\-]{_NUMBER}[/\-]{_FULL}{_NO_MORE}"),
    Rule("6.9.2024", "numbers", True, rf"{_APART}{_DAY}\.{_NUMBER}\.{_FULL}{_NO_MORE}"),
    Rule(
        "08 - 09 2024", "numbers", False, rf"{_APART}{_DAY} ?[/\-] ?{_NUMBER}(?: ?[/\-] ?| ){_FULL}{_NO_MORE}"
    ),
    Rule("08. 09. 2024", "numbers", False, rf"{_APART}{_DAY}\. ?{_NUMBER}\. ?{_FULL}{_NO_MORE}"),
    Rule("8/9/24", "numbers", False, f"{_APART}{_DAY} ?/ ?{_NUMBER} ?/ ?{_SHORT}{_NO_MORE}"),
    Rule("8-9-24", "numbers", False, f"{_APART}{_DAY}-{_NUMBER}-{_SHORT}{_NO_MORE}"),
    Rule("08.09.24", "numbers", False, rf"{_APART}{_DAY}\.{_NUMBER}\.{_SHORT}{_NO_MORE}(?! ?[ZP])"),
    Rule("08 09 2024", "numbers", False, f"{_FIRST}{_DAY} {_NUMBER} {_FULL}{_LAST}"),
    Rule("tanggal 8 bulan 9 tahun 2024", "words", True, f"{_DAY} B {_NUMBER},? Y {_FULL}"),
    Rule("2024-09-08", "words", True, rf"{_APART}{_FULL}([/\-.]){_NUMBER}[/\-.]{_DAY}{_NO_MORE}"),
    Rule("2024 - 09 - 08", "words", False, rf"{_APART}{_FULL} ?[/\-.] ?{_NUMBER} ?[/\-.] ?{_DAY}{_NO_MORE}"),
    Rule("2024 09 08", "words", False, f"{_FIRST}{_FULL} {_NUMBER} {_DAY}{_LAST}"),
    Rule(
        "8/IX/2024",
        "words",
        False,
        rf"{_APART}{_DAY}( ?[/\-.] ?| ){_ROMAN}( ?[/\-.] ?| )(?:{_FULL}{_NO_MORE})",
    ),
    Rule("8/IX/24", "words", False, rf"{_APART}{_DAY}(?:/{_ROMAN}/){_SHORT}{_NO_MORE}"),
)


class Grammar:
    """A set of rules compiled into one pattern; at the same place the earlier rule wins."""

    _PARTS: Final = ("day", "month", "year", "clock", "last_day", "last_month")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = {f"rule_{number}": rule for number, rule in enumerate(rules)}
        alternatives = (
            re.sub(r"\(\?P<(\w+)>", rf"(?P<{name}_\1>", rule.pattern) + f"(?P<{name}>)"
            for name, rule in self._rules.items()
        )
        self._pattern = re.compile(f"(?=[WcdyM])(?:{'|'.join(alternatives)})")
        index = self._pattern.groupindex
        self._groups = {
            name: tuple(index.get(f"{name}_{part}", 0) for part in self._PARTS) for name in self._rules
        }

    def spans(self, tokens: Tokens) -> Iterator[Span]:
        """Yields every stretch that has the form of a date, from left to right, without overlap."""
        kinds, position = tokens.kinds, 0
        while match := self._pattern.search(kinds, position):
            span = self._span(tokens.words, match)
            position = span.end
            if span.backwards and kinds[span.start + 1] == ",":
                # No. 15, 6 September 2024: not a list of days.
                position = span.start + 1
            else:
                yield span

    def _span(self, words: list[str], match: re.Match[str]) -> Span:
        name = match.lastgroup or ""
        day_at, month_at, year_at, clock_at, last_day_at, last_month_at = self._groups[name]
        day = int(words[match.start(day_at)])
        month = _month(words[match.start(month_at)])
        year = _year(words[match.start(year_at)]) if year_at else None
        backwards = False
        if last_day_at:
            last_day = int(words[match.start(last_day_at)])
            if not last_month_at:
                backwards = last_day <= day
            elif year is not None and _month(words[match.start(last_month_at)]) < month:
                year -= 1
        end = match.end()
        clock = match.start(clock_at) if clock_at else end
        swappable = self._rules[name].order == "numbers"
        return Span(match.start(), clock, end, day, month, year, swappable, backwards)


def _month(word: str) -> int:
    return MONTHS.get(word) or tables.ROMAN.get(word) or int(word)


def _year(word: str) -> int:
    """Returns the year of two or four digits; two digits are read as POSIX does, 69 to 99 in the last century."""
    year = int(word)
    if len(word) == 4:
        return year
    return year + (1900 if year >= 69 else 2000)


LABELLED: Final = Grammar(RULES)
RUNNING: Final = Grammar(rule for rule in RULES if rule.sure)
WEEKDAY_BEFORE: Final = re.compile(_WEEKDAY + "$")
