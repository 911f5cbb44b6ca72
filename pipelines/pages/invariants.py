"""Finds an article among the lines of a page by what is certain of it, whatever its markup.

Certain is: a line with the date, then the title, mostly twice, then the text; somewhere a list headed
"Berita Terkini" of links to other articles. Tags and class names decide nothing, except that ``nav``, ``footer``
and ``aside`` never hold the article.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

from lxml import etree

from pipelines.pages.boilerplate import is_boilerplate
from pipelines.pages.related import letters
from pipelines.text import Line, fold

_V = TypeVar("_V")

_HEADING: Final = re.compile(r"\W*berita terkini\W*", re.I)
_DATE: Final = re.compile(
    r"(?:[^\W\d]+(?:['’‘`´ʼ]\w+)? ?, ?|(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad) )?"
    r"\b\d{1,2}(?:[ -][^\W\d]{3,10}\.?,?[ -]| ?[/.-] ?\d{1,2} ?[/.-] ?)(?:19|20)\d\d\b"
    r"(?:[ ,|-]{1,3}(?:pukul |jam |pkl\.? ?)?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?wib)?)?",
    re.I,
)
_DATE_PART: Final = re.compile(
    r"(?:\d{1,2}|[^\W\d]{3,10}|(?:19|20)\d\d)(?: (?:[^\W\d]{3,10}|(?:19|20)\d\d))?"
)
# What may stand between date, title and text: a time, a weekday, a name, a category, ornaments.
_BESIDE: Final = re.compile(
    r"(?:pukul|jam|pkl\.?)? ?\d{1,2}[:.]\d\d(?:[:.]\d\d)? ?(?:wib)?"
    r"|(?:oleh|penulis|kategori|category|editor|sumber|by|author|posted by|diposting oleh|ditulis oleh)\b.{0,60}"
    r"|(?:senin|selasa|rabu|kamis|jum\W?at|sabtu|minggu|ahad),?|admin(?:istrator)?|berita|umum|[\W\d_]+",
    re.I,
)
_FOOTER: Final = re.compile(
    r"©|\(c\) ?(?:19|20)\d\d|\b(?:copyright|hak cipta|all rights? reserved|powered by|dikelola oleh|ikuti kami)\b"
    r"|\b(?:website|situs|portal) resmi\b|\b(?:telp|telepon|fax|faks|e-?mail|pengunjung|alamat)\b ?[.:]",
    re.I,
)
_SENTENCE_END: Final = re.compile(r"[.!?…)][\"'”’)]*$")
_WINDOW: Final = 6
_LONGEST_TITLE: Final = 300
_LONGEST_DATE_LINE: Final = 120
_LEAST_UNDATED: Final = 30  # words of text that make an article without a date


class Found(NamedTuple):
    """An article among the lines: the date's text, the printings of the title, and the text's lines.

    ``titles`` is empty where the text prints none. ``container`` is the part of the tree around the text, None
    without one. ``certainty`` grows with the invariants that agree.
    """

    date_text: str | None
    titles: tuple[str, ...]
    body: tuple[Line, ...]
    container: etree._Element | None
    certainty: int


class Surroundings(NamedTuple):
    """What is known besides the lines: titles from the address or the head, and how to judge dates and links."""

    hints: frozenset[str]
    is_date: Callable[[str], bool]
    is_foreign: Callable[[Line], bool]


def related_list(lines: Sequence[Line], is_article: Callable[[Line], bool]) -> range:
    """Returns the lines of the list headed "Berita Terkini", heading included; empty where there is none.

    ``is_article`` says whether a line is a link to any article, this page's own included.
    """
    best = range(0)
    for start, line in enumerate(lines):
        if _HEADING.fullmatch(line.text):
            end = _list_end(lines, start + 1, is_article)
            if end - start > max(1, len(best)):
                best = range(start, end)
    return best


def _list_end(lines: Sequence[Line], start: int, is_article: Callable[[Line], bool]) -> int:
    end = at = start
    while at < len(lines) and at - end < 3:  # a day and a counter may stand between two links
        if is_article(lines[at]):
            end = at + 1
        elif len(lines[at].text) > _LONGEST_DATE_LINE:
            break
        at += 1
    return end


def find_article(lines: Sequence[Line], after: int | None, around: Surroundings) -> Found | None:
    """Returns the article the invariants agree on most, the first of equals, or None.

    ``lines`` are the page's without the related list, which stood before the line number ``after``.
    """
    found = [f for date in _dates(lines, around) if (f := _after_date(lines, date, after, around))]
    if found:
        return max(found, key=lambda f: f.certainty)
    return _undated(lines, after, around)


def _dates(lines: Sequence[Line], around: Surroundings) -> Iterator[tuple[int, int, str]]:
    """Yields the lines that are dates, as (first line, line after, text of the date)."""
    for i, line in enumerate(lines):
        if len(line.text) > _LONGEST_DATE_LINE:
            continue
        match = _DATE.search(line.text)
        if match and around.is_date(match[0]):
            yield i, i + 1, match[0]
        elif line.text.isdigit() and len(line.text) < 3:
            for end in (i + 2, i + 3):
                parts = [part.text for part in lines[i:end]]
                text = " ".join(parts)
                if all(map(_DATE_PART.fullmatch, parts)) and _DATE.fullmatch(text) and around.is_date(text):
                    yield i, end, text


def _after_date(
    lines: Sequence[Line], date: tuple[int, int, str], after: int | None, around: Surroundings
) -> Found | None:
    start, end, text = date
    window = _window(lines, end)
    if window and around.is_foreign(lines[window[0]]):
        return None  # a card of a list
    titles, last = _titles(lines, window, start, around)
    body, container = _body(lines, last if titles else end - 1, after, titles, around)
    if not titles and not (around.hints and body):
        return None
    agreed = max(len(titles), 2 * _is_hinted(titles, around))
    return Found(text, titles, body, container, 1 + agreed + bool(body))


def _undated(lines: Sequence[Line], after: int | None, around: Surroundings) -> Found | None:
    """Returns the article of a page whose date is missing: by its title, printed twice or known otherwise."""
    for i, line in enumerate(lines):
        if after is None or not _may_be_title(line, around):
            continue
        titles, last = _titles(lines, _window(lines, i), i, around)
        if len(titles) < 2 and not _is_hinted(titles, around):
            continue
        body, container = _body(lines, last, after, titles, around)
        if sum(len(part.text.split()) for part in body) >= _LEAST_UNDATED:
            return Found(None, titles, body, container, len(titles))
    return None


def _window(lines: Sequence[Line], start: int) -> list[int]:
    """Returns the next few lines that may be title or text."""
    ahead = range(start, min(start + 3 * _WINDOW, len(lines)))
    return [i for i in ahead if not _is_beside(lines[i])][:_WINDOW]


def _is_beside(line: Line) -> bool:
    return bool(_BESIDE.fullmatch(line.text)) or is_boilerplate(line)


def _may_be_title(line: Line, around: Surroundings) -> bool:
    return len(line.text) <= _LONGEST_TITLE and len(letters(line.text)) > 3 and not around.is_foreign(line)


def _titles(
    lines: Sequence[Line], window: Sequence[int], date_at: int, around: Surroundings
) -> tuple[tuple[str, ...], int]:
    """Returns the printings of the title and the number of the last one's line."""
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
    for at in window[:2]:
        if _is_hinted((lines[at].text,), around):
            return (lines[at].text,), at
    if above is not first and letters(above.text) == letters(first.text) and _may_be_title(first, around):
        return (above.text, first.text), window[0]
    is_heading = _may_be_title(first, around) and _is_heading(first, around.hints)
    if is_heading and len(window) > 1 and is_prose(lines[window[1]]):
        return (first.text,), window[0]
    return (), date_at


def _is_hinted(titles: Sequence[str], around: Surroundings) -> bool:
    return not set(map(letters, titles)).isdisjoint(map(letters, around.hints))


def _joined(lines: Sequence[Line], numbers: Sequence[int]) -> str:
    return fold(" ".join(lines[i].text for i in numbers))


def is_prose(line: Line) -> bool:
    """Whether the line reads like a paragraph, not like a heading or a menu."""
    count = len(line.text.split())
    return not line.is_link and (count > 24 or (count > 2 and bool(_SENTENCE_END.search(line.text))))


def _is_heading(line: Line, hints: frozenset[str]) -> bool:
    """Whether a line printed once can be the title; where the title is known otherwise, they share words."""
    tokens = set(line.text.casefold().split())
    if len(tokens) > 30 or line.text.endswith(".") or line.is_link:
        return False
    return not hints or any(2 * len(tokens & set(h.casefold().split())) >= len(tokens) for h in hints)


def _body(
    lines: Sequence[Line], last: int, after: int | None, titles: Sequence[str], around: Surroundings
) -> tuple[tuple[Line, ...], etree._Element | None]:
    """Returns the text that follows line ``last``: the nearest part of the tree around it that holds prose.

    The tree is climbed from that line's block; what is met first is nearest. Past the related list only
    prose counts, and past that part of the tree only prose in a twin of it, such as a second column.
    """
    tree = _Tree(lines[last].block)
    printed = set(map(letters, titles))
    body: list[Line] = []
    level, has_prose = 0, False
    for i, line in enumerate(lines[last + 1 :], last + 1):
        if _is_beside(line) or around.is_foreign(line) or (not body and letters(line.text) in printed):
            continue
        height = tree.height(line.block)
        is_past = has_prose and (height > level or (after is not None and last < after <= i))
        if is_past and not (is_prose(line) and not _FOOTER.search(line.text)):
            break
        if height > level:
            if has_prose and not tree.is_twin(line.block, height):
                break
            if not has_prose:
                level, body = height, []
        body.append(line)
        has_prose = has_prose or is_prose(line)
    return (tuple(_without_footer(body)), tree.ancestor(level)) if has_prose else ((), None)


class _Tree:
    """Where blocks stand relative to one block: how far up their common ancestor is."""

    def __init__(self, block: etree._Element) -> None:
        self._chain = [block, *block.iterancestors()]
        self._heights = {element: i for i, element in enumerate(self._chain)}

    def height(self, block: etree._Element) -> int:
        """Returns how many steps above the one block the common ancestor is, 0 for itself."""
        return nearest(block, self._heights, len(self._chain))

    def ancestor(self, height: int) -> etree._Element:
        """Returns the ancestor of the one block so many steps above."""
        return self._chain[height]

    def is_twin(self, block: etree._Element, height: int) -> bool:
        """Whether two branches of a common ancestor are alike: cells of a row, or of the same class."""
        if not 0 < height < len(self._chain):
            return False
        parent, own = self._chain[height], self._chain[height - 1]
        other = next((a for a in (block, *block.iterancestors()) if a.getparent() is parent), own)
        if own.tag != other.tag:
            return False
        return own.tag == "td" or own.get("class", "") == other.get("class") != ""


def nearest(block: etree._Element, known: dict[etree._Element, _V], default: _V) -> _V:
    """Returns the value of the nearest known ancestor-or-self; remembers it, so that a page takes linear time."""
    path: list[etree._Element] = []
    here: etree._Element | None = block
    while here is not None and here not in known:
        path.append(here)
        here = here.getparent()
    value = default if here is None else known[here]
    known.update(dict.fromkeys(path, value))
    return value


def _without_footer(body: list[Line]) -> list[Line]:
    """Returns the text without the site's own lines at its end, which nothing else may part from it."""
    end = len(body)
    while end and _FOOTER.search(body[end - 1].text):
        end -= 1
        while end and not is_prose(body[end - 1]) and not _FOOTER.search(body[end - 1].text):
            end -= 1
    return body[:end]
