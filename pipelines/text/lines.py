"""From a part of a parsed page to the lines that a reader sees on the screen; counts and hash of a text."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from itertools import islice
from typing import Any, Final, NamedTuple

from lxml import etree

_INVISIBLE: Final = re.compile(
    "[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00-\x08\x0e-\x1b\x7f]"
    "|\u200d(?![\u2190-\U0010ffff])"  # between emoji the joiner is part of the picture
)
# Elements that may be hidden from readers, or be the embedded post of another service.
_SUSPECTS: Final = etree.XPath("descendant-or-self::*/@style/.. | descendant-or-self::*/@hidden/..")
_HIDING: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_DISPLAYED_AS_BLOCK: Final = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)\b", re.I)
_EMBEDS: Final = re.compile(r"instagram-media|twitter-tweet|tiktok-embed|fb-post")

_BLOCKS: Final = frozenset(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset"  # noqa: SIM905
    " figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section"
    " summary table tbody td tfoot th thead tr ul".split()
)
_UNREAD: Final = frozenset(
    "applet audio button canvas datalist embed figcaption frameset head iframe input map math meter"  # noqa: SIM905
    " noembed noframes noscript object option progress script select style svg template textarea title"
    " video xml".split()
)
_ROWS: Final = frozenset(("table", "caption", "tr"))
_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*\n")
_FRAMES: Final = 3
_FRAMED: Final = frozenset(("table", "ul", "ol", "dl", "blockquote"))
_LONGEST_CELL: Final = 200
_SHORTEST_LEAD: Final = 12  # words; less is a dateline or a kicker


class Line(NamedTuple):
    """One line of a page: its text (spaces folded), the block it begins in, and the links in it.

    ``links`` holds the ``a`` elements with the text each has in this line, in order.
    """

    text: str
    block: etree._Element
    links: tuple[tuple[etree._Element, str], ...] = ()

    @property
    def is_link(self) -> bool:
        """Whether the line is nothing but links."""
        return bool(self.links) and len(self.text) <= sum(len(t) + 1 for _, t in self.links)


def fold(text: str) -> str:
    """Returns the text on one line: every run of spaces is one space, invisible characters are gone."""
    folded = " ".join(text.split())
    return folded if folded.isprintable() else " ".join(_INVISIBLE.sub("", folded).split())


def text_of(element: etree._Element) -> str:
    """Returns all text inside an element on one line, empty without one; blocks and line breaks are spaces."""
    if not len(element):
        return fold(element.text or "")
    parts: list[str | None] = []
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        parts.append(" " if inner.tag in _BLOCKS else "")
        parts.append(inner.text if event == "start" else inner.tail if inner is not element else "")
    return fold("".join(filter(None, parts)))


def lines(root: etree._Element, skip: Iterable[etree._Element] = ()) -> list[Line]:
    """Returns the non-empty lines of an element as a browser would break them, tables row by row.

    Scripts, controls, embedded media, captions of figures, elements that a style hides and the elements in ``skip``
    are left out. Time is linear in the size of the subtree, and its depth does not matter.
    """
    return _Walk(root, skip).lines


class _Walk:
    """One pass over a subtree, in document order."""

    def __init__(self, root: etree._Element, skip: Iterable[etree._Element]) -> None:
        self.lines: list[Line] = []
        suspects = _SUSPECTS(root)
        self._skip = {*skip, *filter(_is_hidden, suspects)}
        self._inline_blocks = {
            e for e in suspects if e.tag not in _BLOCKS and e.tag != "a" and _is_styled_block(e)
        }
        self._block = root
        self._parts: list[str] = []
        self._links: list[tuple[etree._Element, int, int]] = []
        self._anchor: tuple[etree._Element, int] | None = None
        self._table: etree._Element | None = None  # the table whose rows are lines, while inside it
        self._run(root)

    def _run(self, root: etree._Element) -> None:
        walk = etree.iterwalk(root, events=("start", "end"))
        # Both are mostly empty, and to look an element up takes longer than to see that.
        skip, inline_blocks, parts = self._skip, self._inline_blocks, self._parts
        for event, element in walk:
            tag: Any = element.tag
            if event == "start":
                if (
                    tag in _UNREAD
                    or (skip and element in skip)
                    or (tag == "blockquote" and _is_embedded(element))
                ):
                    walk.skip_subtree()
                    continue
                if tag in _BLOCKS or (inline_blocks and element in inline_blocks):
                    self._open(element, tag)
                elif tag == "a":
                    self._anchor = (element, len(parts))
                elif "-" in tag and not any(map(_is_inline, _neighbours(element))):
                    inline_blocks.add(element)  # a custom element has no meaning of its own
                    self._open(element, tag)
                text = element.text
            else:
                text = element.tail if element is not root else None
                if tag == "a":
                    self._close_link()
                elif (parts or text or tag == "table") and (
                    tag in _BLOCKS or (inline_blocks and element in inline_blocks)
                ):
                    self._close(element, tag)
            if not text or (not parts and text.isspace()):
                continue
            if "\n" in text:
                self._read(text)
            else:
                parts.append(text)
        self._flush()

    def _read(self, text: str) -> None:
        if _BLANK_LINE.search(text.strip()):
            *ended, text = _BLANK_LINE.split(text)  # what separates the paragraphs of a plain text
            for paragraph in ended:
                self._parts.append(paragraph)
                self._flush()
        self._parts.append(text)

    def _open(self, element: etree._Element, tag: str) -> None:
        if self._parts:
            self._break(tag)
        self._block = element
        if tag == "table" and self._table is None and _is_data(element):
            self._table = element

    def _close(self, element: etree._Element, tag: str) -> None:
        if self._parts:
            self._break(tag)
        parent = element.getparent()
        self._block = element if parent is None else parent
        if element is self._table:
            self._table = None

    def _close_link(self) -> None:
        if self._anchor:
            self._links.append((*self._anchor, len(self._parts)))
            self._anchor = None

    def _break(self, tag: str) -> None:
        if self._table is None or tag in _ROWS:
            self._flush()
        else:
            self._parts.append(" ")

    def _flush(self) -> None:
        parts = self._parts
        if self._anchor:  # a link around blocks has a part of its text in each
            self._links.append((*self._anchor, len(parts)))
            self._anchor = (self._anchor[0], 0)
        text = fold(parts[0] if len(parts) == 1 else "".join(parts))
        if text:
            self.lines.append(Line(text, self._block, self._read_links(text) if self._links else ()))
        parts.clear()
        if self._links:
            self._links.clear()

    def _read_links(self, text: str) -> tuple[tuple[etree._Element, str], ...]:
        parts = self._parts
        anchor, first, last = self._links[0]
        if first == 0 and last == len(parts):
            return ((anchor, text),)
        links = [(a, fold("".join(parts[start:end]))) for a, start, end in self._links]
        return tuple([link for link in links if link[1]])


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDING.search(element.get("style", "")))


def _is_embedded(quotation: etree._Element) -> bool:
    return bool(_EMBEDS.search(quotation.get("class", "")))


def _is_styled_block(element: etree._Element) -> bool:
    return bool(_DISPLAYED_AS_BLOCK.search(element.get("style", "")))


def _neighbours(element: etree._Element) -> tuple[etree._Element | str | None, ...]:
    """Returns the text before and after an element, and the elements before and after it."""
    before, after, parent = element.getprevious(), element.getnext(), element.getparent()
    text = before.tail if before is not None else parent.text if parent is not None else None
    return text, element.tail, before, after


def _is_inline(neighbour: etree._Element | str | None) -> bool:
    if neighbour is None or isinstance(neighbour, str):
        return bool(neighbour and neighbour.strip())
    return neighbour.tag not in _BLOCKS and neighbour.tag not in _UNREAD and "-" not in str(neighbour.tag)


def _is_data(table: etree._Element) -> bool:
    """Whether a table holds rows of short cells, not the page's layout."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    sizes = [len("".join(cell.itertext())) for cell in table.iterdescendants("td", "th")]
    rows = sum(len(row) > 1 for row in table.iterdescendants("tr"))
    return rows > 1 and max(sizes, default=0) <= _LONGEST_CELL


def is_frame(element: etree._Element) -> bool:
    """Returns whether an element is one of up to three frames around nothing but a list, a table or a quotation.

    A caption may stand beside it. Only the first children are looked at, however many there are.
    """
    for _ in range(_FRAMES):
        inner = [child for child in islice(element, 3) if child.tag != "figcaption"]
        if element.tag not in ("div", "figure") or len(inner) != 1:
            return False
        if (element.text or "").strip() or (inner[0].tail or "").strip():
            return False
        element = inner[0]
        if element.tag in _FRAMED:
            return True
    return False


def lead(body: str | None) -> str:
    """Returns the first paragraph of twelve words, with the shorter ones above it; empty without a body."""
    opening: list[str] = []
    for paragraph in (body or "").split("\n"):
        opening.append(paragraph)
        if len(paragraph.split()) >= _SHORTEST_LEAD:
            break
    return "\n".join(opening)


def word_count(text: str | None) -> int:
    """Returns the number of words in a body, 0 without one."""
    return len(text.split()) if text else 0


def content_hash(title: str | None, date: dt.date | None, body: str | None) -> str:
    """Returns the lower-case SHA-256 of title, ISO date and body, a line each, as UTF-8 in normal form C.

    A field that is None counts as empty.
    """
    text = "\n".join((title or "", date.isoformat() if date else "", body or ""))
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()
