"""The forms of the grammar. Each has an example and a pattern over the kinds of tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple


class Form(NamedTuple):
    """One way to write a date: an example, and a pattern with the groups ``day``, ``month`` and ``year``.

    A pattern without ``year`` starts at a weekday. ``last_day`` and ``last_month`` are the end of a range;
    ``clock`` is the place of a time inside the date. Forms that are ``sure`` apply to running text too; those that
    are ``vague`` may as well be three numbers of anything, and need a witness beside them.
    """

    example: str
    pattern: str
    sure: bool = False
    vague: bool = False


class Span(NamedTuple):
    """A stretch of tokens in the form of a date: its form, and the places of its parts, -1 for none."""

    form: Form
    start: int
    end: int
    day: int
    month: int
    year: int
    clock: int
    last_day: int
    last_month: int


_DAY: Final = r"(?P<day>[cd])"
_MONTH: Final = r"(?P<month>M)"
_NUMBER: Final = r"(?P<month>[cd])"
_ROMAN: Final = r"(?P<month>R)"
_FULL: Final = r"(?P<year>y)"
_SHORT: Final = r"(?P<year>d)"
_YEAR: Final = r"(?:Y ?)?(?:' ?)?(?P<year>y|d(?![.:]d|,? ?y| ?: ?d))"
_JOIN: Final = r"[ ./,\-]{0,3}"
_TO: Final = r" ?(?:[~&\-]|s ?[./ ]? ?e\.?)(?: &)? ?"
# Pasar Minggu is a place, so no weekday.
_WEEKDAY: Final = (
    rf"(?<!p )W(?:(?:{_TO}| ?/ ?)W)?(?:[ \-][PGUlrK]){{0,3}}[ ,.|(/:\-]{{0,4}}(?:N[ .:]{{0,3}}){{0,2}}"
)
# A date is not the end of a longer number (1.2/09/2024), of a word (G20, Covid-19), of a path (a/2024/9/8) or of a
# slug (rapat-8-september-2024).
_FREE: Final = r"(?<![cdyn][/.\-:])(?<!E)(?<!E-)(?!(?<=[AEXSLD/][/\-])[cd]-M-)"
_APART: Final = r"(?<![cdyn][/.\-:,])(?<!E)(?<![AE/][/\-])"
_NO_MORE: Final = r"(?![/\-.][cdynA](?!:))(?!/)"
_NO_YEAR: Final = r"(?![ .,/\-']{0,3}(?:[yn]|[cd](?![.:]d| ?: ?d)))"
# Numbers with blanks between them are a date only where they are the whole text or its labelled part.
_FIRST: Final = r"(?:^ ?|(?<=[WNLD:,|] ))"
_LAST: Final = r"(?= ?(?:$|[|,(\-]|[cd][:.]d|K))"

# Where two forms match at the same place, the earlier one is used.
FORMS: Final = (
    Form(
        "8 September 2024",
        rf"{_FREE}{_DAY}(?: ?O| ?\([cd]\))?(?: F)?(?: B)?{_JOIN}{_MONTH}{_JOIN}{_YEAR}",
        sure=True,
    ),
    Form("8/9/2024", rf"{_APART}{_DAY}[/\-]{_NUMBER}[/\-]{_FULL}{_NO_MORE}", sure=True),
    Form("6.9.2024", rf"{_APART}{_DAY}\.{_NUMBER}\.{_FULL}{_NO_MORE}", sure=True),
    Form("2024-09-08", rf"{_APART}{_FULL}[/\-.]{_NUMBER}[/\-.]{_DAY}{_NO_MORE}", sure=True),
    Form("September 8, 2024", rf"{_MONTH}\.? ?{_DAY}(?: ?O)?[ ,.\-]{{1,3}}{_FULL}", sure=True),
    Form("tanggal 8 bulan 9 tahun 2024", f"{_FREE}{_DAY} B {_NUMBER},? Y {_FULL}", sure=True),
    # Without a year.
    Form("Rabu, 4 Sep", f"{_WEEKDAY}{_DAY}(?:{_TO}[cd])?{_JOIN}{_MONTH}{_NO_YEAR}", sure=True),
    Form("Jumat (6/9)", rf"{_WEEKDAY}(?<=\(){_DAY}(?:{_TO}[cd])? ?/ ?{_NUMBER}{_NO_YEAR}", sure=True),
    Form("Senin (10/3/25)", rf"{_WEEKDAY}(?<=\(){_DAY} ?/ ?{_NUMBER} ?/ ?'?{_SHORT}{_NO_MORE}", sure=True),
    Form("Jumat, 6/9", f"{_WEEKDAY}{_DAY}(?:{_TO}[cd])? ?/ ?{_NUMBER}{_NO_YEAR}"),
    Form(
        "Monday, September 9",
        rf"{_WEEKDAY}{_MONTH}\.? {_DAY}(?: ?O)?(?! ?O| d:[^y]{{1,9}}y){_NO_YEAR}",
        sure=True,
    ),
    Form("9 September (Senin)", rf"{_FREE}{_DAY}{_JOIN}{_MONTH}(?= ?\(W\))", sure=True),
    # Ranges and lists: the first day is the date.
    Form("25-27 Maret 2024", f"{_FREE}{_DAY}{_TO}(?P<last_day>[cd]){_JOIN}{_MONTH}{_JOIN}{_YEAR}", sure=True),
    Form(
        "25, 26 dan 27 Maret 2024",
        f"{_FREE}{_DAY}(?:, ?[cd]){{1,6}}(?:,? ?[~&] ?|(?<=[cd], [cd]), ?)(?P<last_day>[cd]) {_MONTH}{_JOIN}{_YEAR}",
        sure=True,
    ),
    Form(
        "25 Maret - 5 April 2024",
        f"{_FREE}{_DAY}{_JOIN}{_MONTH}{_TO}(?:W,? )?[cd]{_JOIN}(?P<last_month>M){_JOIN}{_YEAR}",
        sure=True,
    ),
    Form("25-27/03/2024", f"{_APART}{_DAY}{_TO}(?P<last_day>[cd])/{_NUMBER}/{_FULL}{_NO_MORE}", sure=True),
    Form(
        "25/03 - 27/03/2024",
        rf"{_APART}{_DAY}[/\-.]{_NUMBER}\.?{_TO}[cd][/\-.](?P<last_month>[cd])[/\-.]{_FULL}{_NO_MORE}",
        sure=True,
    ),
    # Forms that only labels use.
    Form(
        "08 - 09 2024", rf"{_APART}{_DAY} ?[/\-|]{{1,2}} ?{_NUMBER}(?: ?[/\-|]{{1,2}} ?| ){_FULL}{_NO_MORE}"
    ),
    Form("08 | September | 2024", rf"{_FREE}{_DAY} ?\| ?{_MONTH} ?\| ?{_FULL}"),
    Form("08. 09. 2024", rf"{_APART}{_DAY} ?\. ?{_NUMBER} ?\. ?{_FULL}{_NO_MORE}"),
    Form("2024 - 09 - 08", rf"{_APART}{_FULL} ?[/\-.] ?{_NUMBER} ?[/\-.] ?{_DAY}{_NO_MORE}"),
    Form("08 09 2024", f"{_FIRST}{_DAY} {_NUMBER} {_FULL}{_LAST}"),
    Form("2024 09 08", f"{_FIRST}{_FULL} {_NUMBER} {_DAY}{_LAST}"),
    Form("8/9/24", f"{_APART}{_DAY} ?/ ?{_NUMBER} ?/ ?'?{_SHORT}{_NO_MORE}", vague=True),
    Form("8-9-24", f"{_APART}{_DAY}-{_NUMBER}-{_SHORT}{_NO_MORE}", vague=True),
    Form("08.09.24", rf"{_APART}{_DAY}\.{_NUMBER}\.{_SHORT}{_NO_MORE}(?! ?[ZP])", vague=True),
    Form("8/IX/2024", rf"{_APART}(?<!E ){_DAY}(?: ?[/\-.] ?| ){_ROMAN}(?: ?[/\-.] ?| ){_FULL}{_NO_MORE}"),
    Form("8/IX/24", rf"{_APART}{_DAY}[/\-.]{_ROMAN}[/\-.]{_SHORT}{_NO_MORE}"),
    Form("2024 September 8", f"{_APART}{_FULL}{_JOIN}{_MONTH}{_JOIN}{_DAY}(?![:.]d)"),
    Form("Sep 8, '24", rf"{_MONTH}\.? ?{_DAY}(?: ?O)?[ ,.]{{1,3}}'{_SHORT}"),
    Form("Sep 8 10:00:00 2024", f"{_MONTH} {_DAY}(?P<clock> )d:d(?::d)?(?: P)?(?: Z| [+\\-][yn])? {_FULL}"),
)
WEEKDAY_BEFORE: Final = re.compile(_WEEKDAY + "$")

_PARTS: Final = ("day", "month", "year", "clock", "last_day", "last_month")


class _Grammar(NamedTuple):
    """All forms in one pattern; the last group of a match names its form, whose parts are the groups there."""

    pattern: re.Pattern[str]
    parts: dict[str, tuple[int | None, ...]]
    forms: dict[str, Form]


def _compiled() -> _Grammar:
    """Returns the forms compiled."""
    forms = {f"form_{number}": form for number, form in enumerate(FORMS)}
    alternatives = (
        re.sub(r"\(\?P<(\w+)>", rf"(?P<{name}_\1>", form.pattern) + f"(?P<{name}>)"
        for name, form in forms.items()
    )
    pattern = re.compile(f"(?=[WcdyM])(?:{'|'.join(alternatives)})")
    parts = {name: tuple(pattern.groupindex.get(f"{name}_{part}") for part in _PARTS) for name in forms}
    return _Grammar(pattern, parts, forms)


_GRAMMAR: Final = _compiled()


def spans(kinds: str) -> Iterator[Span]:
    """Yields every stretch of tokens in the form of a date, from left to right, without overlap."""
    for match in _GRAMMAR.pattern.finditer(kinds):
        name = match.lastgroup or ""
        places = (match.start(group) if group else -1 for group in _GRAMMAR.parts[name])
        yield Span(_GRAMMAR.forms[name], match.start(), match.end(), *places)
