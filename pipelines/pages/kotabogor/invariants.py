"""Finds an article among the lines of a page by the order of its parts, whatever the markup.

The order is known: a line with the date, then the title (mostly twice), then the text. Somewhere stands a list of links
to other articles under the heading "Berita Terkini". Tags and class names do not count, except that ``nav``,
``footer`` and ``aside`` never hold the article.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from pipelines.pages.kotabogor.prose import Prose, is_beside, is_prose, prose_below
from pipelines.pages.related import letters
from pipelines.text.lines import Line, fold

_HEADING: Final = re.compile(r"\W*berita terkini\b\W*")
_DATE: Final = re.compile(
    r"(?:(?<![^\W\d])[^\W\d]+(?:['’‘`´ʼ]\w+)? ?, ?|(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad) )?"
    r"\b(?:\d{1,2}(?:[ -][^\W\d]{3,10}\.?,?[ -]| ?[/.-] ?\d{1,2} ?[/.-] ?)(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)\b"
    r"(?:[ ,|-]{1,3}(?:pukul |jam |pkl\.? ?)?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?wib)?)?",
    re.I,
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DATE_PART: Final = re.compile(
    r"(?:\d{1,2}|[^\W\d]{3,10}|(?:19|20)\d\d)(?: (?:[^\W\d]{3,10}|(?:19|20)\d\d))?"
)
_WINDOW: Final = 6
_LONGEST_TITLE: Final = 300
_LONGEST_DATE_LINE: Final = 120
_MOST_TRIED: Final = 40  # dates or titles; no page of this site has more of them before its article
_MOST_LINES_ABOVE: Final = 1000  # lines in which a title without a date is looked for
_LEAST_UNCERTAIN: Final = 30  # words of text that an article without a date or a title needs


class FoundArticle(NamedTuple):
    """An article among the lines of a page: the text of its date, its title as often as printed, its text.

    ``titles`` is empty where the page prints none. ``certainty`` is higher the more invariants agree.
    """

    date_text: str | None
    titles: tuple[str, ...]
    body: Prose
    certainty: int


class Surroundings(NamedTuple):
    """What is known of the page besides its lines: possible titles (``hints``), and tests for dates and links.

    ``is_own`` tells whether a line is a link to this article, ``is_foreign`` whether it is one to another article.
    """

    hints: frozenset[str]
    is_date: Callable[[str], bool]
    is_own: Callable[[Line], bool]
    is_foreign: Callable[[Line], bool]


def related_list(lines: Sequence[Line], around: Surroundings) -> range:
    """Returns the place of the list "Berita Terkini" with its heading; empty where there is none."""
    best = range(0)
    for start, line in enumerate(lines):
        if start >= best.stop and is_list_heading(line):
            end = _list_end(lines, start + 1, around)
            if end - start > max(1, len(best)):
                best = range(start, end)
    return best


def is_list_heading(line: Line) -> bool:
    """Whether the line is the heading "Berita Terkini", alone or followed by the first link."""
    match = _HEADING.match(line.text.lower())
    return match is not None and line.text[match.end() :] in ("", *(text for _, text in line.links[:1]))


def _list_end(lines: Sequence[Line], start: int, around: Surroundings) -> int:
    end = at = start
    while at < len(lines) and at - end < 3:  # a day and a counter may stand between two links
        if around.is_foreign(lines[at]) or (at == end and around.is_own(lines[at])):
            end = at + 1
        elif not (is_beside(lines[at]) or _DATE.match(lines[at].text)):
            break
        at += 1
    return end


def find_article(lines: Sequence[Line], after: int | None, around: Surroundings) -> FoundArticle | None:
    """Returns the article on which most invariants agree, the longest of equals, or None.

    ``lines`` are those of the page without the related list. The list stood before line number ``after``.
    """
    dates = list(islice(_dates(lines, around), _MOST_TRIED))
    found = [f for date in dates if (f := _after_date(lines, date, dates, after, around))]
    if found:
        return max(found, key=lambda f: (f.certainty, sum(len(line.text) for line in f.body.lines)))
    return _undated(lines, after, around)


def _dates(lines: Sequence[Line], around: Surroundings) -> Iterator[tuple[int, int, str]]:
    """Yields the lines that are dates, as (first line, line after, text of the date)."""
    for i, line in enumerate(lines):
        if len(line.text) > _LONGEST_DATE_LINE:
            continue
        match = _DATE.search(line.text) if _YEAR.search(line.text) else None
        if match and around.is_date(match[0]):
            yield i, i + 1, match[0]
        elif line.text.isdigit() and len(line.text) < 3:
            for end in (i + 2, i + 3):
                parts = [part.text for part in lines[i:end]]
                text = " ".join(parts)
                if all(map(_DATE_PART.fullmatch, parts)) and _DATE.fullmatch(text) and around.is_date(text):
                    yield i, end, text


def _after_date(
    lines: Sequence[Line],
    date: tuple[int, int, str],
    dates: Sequence[tuple[int, int, str]],
    after: int | None,
    around: Surroundings,
) -> FoundArticle | None:
    start, end, text = date
    window = _window(lines, end)
    if not window or around.is_foreign(lines[window[0]]):
        return None  # nothing but buttons and counters, or a card of a list
    titles, last = _titles(lines, window, start, around)
    if any(end <= other <= (last if titles else window[0]) for other, _, _ in dates):
        return None  # a clock in the header: the article's own date stands nearer to the title
    body = _body(lines, last if titles else end - 1, after, titles, around)
    if not titles and not (body.lines and is_prose(lines[window[0]])):
        return None
    if not titles and not around.hints and not _is_untitled(body, after):
        return None
    if len(titles) == 1 and not around.hints and _is_below_list(lines, last, after, body):
        return None  # the greeting of a home page, followed by cards
    agreed = 2 if _is_hinted(titles, around) else len(titles) if _shares_words(titles, around) else -1
    texts = set(map(id, body.lines))
    others = any(
        id(lines[other]) in texts for other, _, _ in dates
    )  # a box before the article, which would include it
    return FoundArticle(text, titles, body, 1 + agreed + 2 * bool(body.lines) - 2 * others)


def _is_untitled(body: Prose, after: int | None) -> bool:
    """Whether a text below a date is an article without a title, and not a greeting below the header's clock."""
    if after is None or body.container is None or body.container.tag in ("body", "html"):
        return False
    return _count(body) >= _LEAST_UNCERTAIN


def _count(body: Prose) -> int:
    return sum(len(line.text.split()) for line in body.lines)


def _is_below_list(lines: Sequence[Line], last: int, after: int | None, body: Prose) -> bool:
    """Whether the list of other articles stands between a title and its text."""
    if after is None or after <= last or not body.lines:
        return False
    return all(line is not body.lines[0] for line in lines[last:after])


def _undated(lines: Sequence[Line], after: int | None, around: Surroundings) -> FoundArticle | None:
    """Returns the article of a page without a date, found by a title that is printed twice or hinted at."""
    for titles, last in islice(_headings(lines, around), _MOST_TRIED if after is not None else 0):
        body = _body(lines, last, after, titles, around)
        if _count(body) >= _LEAST_UNCERTAIN:
            return FoundArticle(None, titles, body, len(titles))
    return None


def _headings(lines: Sequence[Line], around: Surroundings) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yields titles that count without a date above them, in the form that ``_titles`` returns."""
    for i, line in enumerate(lines[:_MOST_LINES_ABOVE]):
        if _may_be_title(line, around):
            titles, last = _titles(lines, _window(lines, i), i, around)
            if len(titles) > 1 or _is_hinted(titles, around):
                yield titles, last


def _window(lines: Sequence[Line], start: int) -> list[int]:
    """Returns the numbers of the next few lines that may be title or text."""
    ahead = range(start, min(start + 3 * _WINDOW, len(lines)))
    return list(islice((i for i in ahead if not is_beside(lines[i])), _WINDOW))


def _may_be_title(line: Line, around: Surroundings) -> bool:
    return len(line.text) <= _LONGEST_TITLE and len(letters(line.text)) > 3 and not around.is_foreign(line)


def _titles(
    lines: Sequence[Line], window: Sequence[int], date_at: int, around: Surroundings
) -> tuple[tuple[str, ...], int]:
    """Returns the title as often as it is printed, and the line number of the last printing."""
    if not window:
        return (), date_at
    first = lines[window[0]]
    above = lines[date_at - 1] if date_at else first
    for size in (1, 2, 3):
        for other in (1, 2, 3):
            once, again = window[:size], window[size : size + other]
            texts = (_joined(lines, once), _joined(lines, again))
            if (
                len(again) == other
                and letters(texts[0]) == letters(texts[1])
                and _may_be_title(first, around)
            ):
                return texts, again[-1]
    for once in (window[:1], window[1:2], window[:2], window[:3]):
        if once and _is_hinted((_joined(lines, once),), around):
            return (_joined(lines, once),), once[-1]
    if above is not first and letters(above.text) == letters(first.text) and _may_be_title(first, around):
        return (above.text, first.text), window[0]
    is_heading = _may_be_title(first, around) and _is_heading(first, around)
    if is_heading and any(is_prose(lines[i]) for i in window[1:3]):
        return (first.text,), window[0]
    return (), date_at


def _is_hinted(titles: Sequence[str], around: Surroundings) -> bool:
    return not set(map(letters, titles)).isdisjoint(map(letters, around.hints))


def _joined(lines: Sequence[Line], numbers: Sequence[int]) -> str:
    return fold(" ".join(lines[i].text for i in numbers))


def _is_heading(line: Line, around: Surroundings) -> bool:
    """Whether a line that is printed once can be the title: where there are hints, it shares words with one."""
    tokens = set(line.text.casefold().split())
    if len(tokens) > 30 or line.text.endswith(".") or (line.is_link and not around.is_own(line)):
        return False
    return _shares_words([line.text], around)


def _shares_words(titles: Sequence[str], around: Surroundings) -> bool:
    known = [set(hint.casefold().split()) for hint in around.hints]
    tokens = set(" ".join(titles[:1]).casefold().split())
    return not known or any(2 * len(tokens & hint) >= len(tokens) for hint in known)


def _body(
    lines: Sequence[Line], last: int, after: int | None, titles: Sequence[str], around: Surroundings
) -> Prose:
    """Returns the text that follows line ``last``, without links to other articles and a third title."""
    printed = set(map(letters, titles))
    longest = max(map(len, titles), default=0) + 20

    def following() -> Iterator[Line | None]:
        for i in range(last + 1, len(lines)):
            line = lines[i]
            if i == after:
                yield None
            if around.is_foreign(line):
                yield None
            elif len(line.text) > longest or letters(line.text) not in printed:
                yield line

    return prose_below(lines[last].block, following())
