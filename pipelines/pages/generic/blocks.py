"""The lines of a page in order, each with its links and the zones it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

import attrs
from lxml import etree

from pipelines.pages.ancestors import inherited
from pipelines.pages.generic.zones import Zone, kind_of
from pipelines.text.lines import Line, lines

# A line is prose from this many characters on, or from half of it with a full stop.
_PROSE: Final = 80
_FULL_STOP: Final = re.compile(r"[.!?][\"'”’)\]]*$")
_INLINE_POINTER: Final = re.compile(
    r"\(?(?<![\w“\"])(?:(?:baca|simak|lihat|tonton)\s+juga\s*[:;：]?|baca\s*[:;：])\s*", re.I
)
_NEAR: Final = 6
HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_EMPHASIS: Final = frozenset(("em", "i", "small", "center", "cite"))
_PICTURES: Final = frozenset(("img", "amp-img", "picture", "figure"))


@attrs.define(eq=False, init=False)
class Block:
    """One line of the page, the zones it stands in (outermost first), and its place among all lines.

    ``opens_element`` tells that it is the first line in its element. ``own_chars`` and ``link_chars`` count the
    characters outside and inside links. A line that ``is_link`` is nothing but links, a bullet or a number aside; one
    that ``is_prose`` is running text.
    """

    line: Line
    zones: tuple[Zone, ...]
    position: int
    opens_element: bool
    text: str
    lower: str
    element: etree._Element
    tag: str
    own_chars: int
    link_chars: int
    is_heading: bool
    is_link: bool
    is_prose: bool

    def __init__(
        self, line: Line, zones: tuple[Zone, ...], position: int, opens_element: bool = True
    ) -> None:
        self.line, self.zones, self.position, self.opens_element = line, zones, position, opens_element
        text, self.element, links = line
        self.text, self.lower, self.tag = text, text.lower(), str(self.element.tag)
        self.is_link = self.is_prose = False
        self.link_chars = 0
        length = self.own_chars = len(text)
        self.is_heading = self.tag in HEADINGS
        if links:
            self.link_chars = min(length, sum([len(text) for _, text in links]))
            self.own_chars = length - self.link_chars
            self.is_link = self.own_chars <= 3 + length // 20
        own = self.own_chars
        if 2 * own >= _PROSE and 2 * own >= length and not self.is_heading:
            self.is_prose = own >= _PROSE or bool(_FULL_STOP.search(text))

    @property
    def excluded(self) -> bool:
        """Whether the line stands in any zone that is not the article's text."""
        return bool(self.zones)

    def inside(self, *kinds: str) -> bool:
        """Returns whether the line stands in a zone of one of these kinds."""
        for zone in self.zones:  # noqa: SIM110 - it is asked so often that a generator would show
            if zone.kind in kinds:
                return True
        return False

    def is_emphasised(self) -> bool:
        """Returns whether the line's element holds nothing but slanted or small text."""
        element = self.element
        if element.tag in _EMPHASIS:
            return True
        children = [child for child in element if child.tag not in ("br", "img")]
        texts = [element.text, *(child.tail for child in element)]
        return bool(children) and all(c.tag in _EMPHASIS for c in children) and not any(map(_has_text, texts))

    def shares_picture(self) -> bool:
        """Returns whether the line's element, or the frame of its line breaks, holds a picture and no other text."""
        element = self.element.getparent() if self.tag == "br" else self.element
        if element is None or next(element.iter(*_PICTURES), None) is None:
            return False
        return sum(len(text.strip()) for text in element.itertext()) <= len(self.text) + _NEAR

    def follows_picture(self) -> bool:
        """Returns whether a picture stands in front of the line, in its element or next to it."""
        element: etree._Element | None = self.element
        if not self.opens_element or element is None:
            return False
        if not _has_text(element.text):
            first = next((child for child in islice(element, _NEAR) if child.tag != "br"), None)
            if first is not None and _shown(first) == "picture":
                return True
        for _ in range(2):
            if element is None or element.tag == "body":
                return False
            before = islice(element.itersiblings(preceding=True), _NEAR)
            shown = ("text" if _has_text(sibling.tail) else _shown(sibling) for sibling in before)
            nearest = next(filter(None, shown), None)
            if nearest:
                return nearest == "picture"
            element = element.getparent()
        return False


def flow_of(block: Block) -> etree._Element:
    """Returns the element whose children a paragraph and its siblings are."""
    parent = block.element.getparent()
    return block.element if parent is None else parent


def make_of(block: Block) -> tuple[str, str] | None:
    """Returns tag and class of that element: parts of one text that stand in several elements share it."""
    flow = flow_of(block)
    name = flow.get("class")
    return (str(flow.tag), name) if name else None


def read_blocks(root: etree._Element) -> list[Block]:
    """Returns the page's lines in order."""
    body = root.find("body")
    known: dict[etree._Element, tuple[Zone, ...]] = {}
    blocks: list[Block] = []
    above: etree._Element | None = None
    for line in lines(root if body is None else body):
        zones = inherited(line.block, known, (), _opened)
        span = _pointer(line) if line.links else None
        for part in (line,) if span is None else _parts(line, *span):
            blocks.append(Block(part, zones, len(blocks), line.block is not above))
            above = line.block
    return blocks


def _parts(line: Line, start: int, end: int, place: int) -> Iterator[Line]:
    """Yields the parts of a line in which a pointer to another article ("Baca juga: …") shares it with other text."""
    before, after = line.text[:start].rstrip(" ("), line.text[end:].lstrip(" )")
    if before:
        yield Line(before, line.block, line.links[:place])
    yield Line(line.text[start:end], line.block, (line.links[place],))
    if after:
        rest = Line(after, line.block, line.links[place + 1 :])
        span = _pointer(rest) if rest.links else None
        yield from (rest,) if span is None else _parts(rest, *span)


def _pointer(line: Line) -> tuple[int, int, int] | None:
    """Returns where a pointer starts and ends in a line, and which of its links it is."""
    is_whole = len(line.links) == 1 and len(line.links[0][1]) == len(line.text)
    lower = "" if is_whole else line.text.lower()  # each pointer has one of two words, which are found sooner
    match = _INLINE_POINTER.search(line.text) if "baca" in lower or "juga" in lower else None
    if match is None:
        return None
    for place, (_, text) in enumerate(line.links):
        if line.text.startswith(text, match.end()):
            return match.start(), match.end() + len(text), place
        if _INLINE_POINTER.match(text) and text in line.text:
            start = line.text.index(text)
            return start, start + len(text), place
    return None


def _opened(zones: tuple[Zone, ...], element: etree._Element) -> tuple[Zone, ...]:
    kind = kind_of(element)
    return (*zones, Zone(kind)) if kind else zones


def _has_text(text: str | None) -> bool:
    return bool(text) and not str(text).isspace()


def _shown(element: etree._Element) -> str | None:
    """Returns what a reader sees of an element: "picture", else "text", or None for nothing."""
    if element.tag in _PICTURES:
        return "picture"
    if any(map(_has_text, element.itertext())):
        return "text"
    return "picture" if next(element.iter(*_PICTURES), None) is not None else None
