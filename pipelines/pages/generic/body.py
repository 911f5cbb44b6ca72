"""The paragraphs of the article, and the links to other articles that stand between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import islice, takewhile
from typing import Final

import attrs
from lxml import etree

from pipelines.pages.generic import furniture as lines
from pipelines.pages.generic.blocks import Block, flow_of, make_of
from pipelines.pages.generic.region import Region, holds
from pipelines.pages.generic.title import says, words
from pipelines.text.lines import is_frame

_CUT: Final = ("related", "share", "advert", "caption", "comment", "menu", "footer", "popular", "tags")
# A list link is a headline; fewer words are a tag or a button.
_HEADLINE_WORDS: Final = 3
# So many lines below its heading a list of links begins: a date or a label may come first.
_AHEAD: Final = 3
_SHORTEST: Final = 4
_LONGEST_BYLINE: Final = 100
_FULL_STOPS: Final = (".", "!", "?", '."', ".”", '?"', "?”")
_FRAME_DEPTH: Final = 5
_FEWEST_COPIED: Final = 2
# What a list, a table or a quotation puts between a line of it and the text it belongs to.
_STRUCTURE: Final = frozenset(
    ("br", "p", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "table", "thead", "tbody", "tr", "td", "th")
)
_ITEMS: Final = frozenset(("li", "dt", "dd", "tr", "td"))


@attrs.frozen
class Body:
    """The paragraphs in order, and the lines cut out from among them that point to other articles."""

    paragraphs: tuple[Block, ...] = ()
    pointers: tuple[Block, ...] = ()

    @property
    def text(self) -> str | None:
        """The paragraphs, one a line, or None where there are none."""
        return "\n".join(block.text for block in self.paragraphs) or None


def read_body(region: Region, title: str | None) -> Body:
    """Returns the paragraphs of the article's subtree, without lists, credits, captions and advertisements."""
    reader = _Reader(region, title)
    for i, block in enumerate(region.blocks):
        reader.take(block, region.blocks[i + 1 : i + 1 + _AHEAD])
    return Body(tuple(_trimmed(_without_copy(reader.kept), region.blocks)), tuple(reader.pointers))


class _Reader:
    """Sorts lines into paragraphs and pointers; ``in_list`` holds from a list's heading to the next prose."""

    def __init__(self, region: Region, title: str | None) -> None:
        self.kept: list[Block] = []
        self.pointers: list[Block] = []
        self.title = words(title) if title else ()
        self.in_list = False
        self._waiting: list[Block] = []
        self._teasers = region.teasers
        self._flows: set[object] = set()
        self._frames: dict[object, set[etree._Element]] = defaultdict(set)

    def take(self, block: Block, following: Sequence[Block]) -> None:
        if block.inside("share") and block.is_link:
            return
        if self._is_pointer(block, following):
            self.pointers += [block] if block.line.links else []
        elif block in self._teasers or self._is_cut(block):
            return
        elif block.is_prose:
            # After a list only the paragraphs' own parent, or one made like it, can hold more of them.
            if not self.in_list or not self._flows or self._goes_on(block):
                self.in_list = False
                self._flows.update(_flows(block))
                self._frames[_place(block)].add(flow_of(block))
                self.kept += [*self._waiting, block]
                self._waiting = []
        elif not self.in_list:
            self.kept.append(block)
        elif self._goes_on(block):
            # A sub-heading or a short sentence behind a list is the text's if the text goes on.
            self._waiting.append(block)
            if block.text.endswith(_FULL_STOPS):
                self.kept += self._waiting
                self._waiting, self.in_list = [], False

    def _goes_on(self, block: Block) -> bool:
        """Returns whether a line stands where the text stood before: in its element, or in one more of its frames."""
        return not self._flows.isdisjoint(_flows(block)) or len(self._frames[_place(block)]) > 1

    def _is_pointer(self, block: Block, following: Sequence[Block]) -> bool:
        if _heads_list(block, following):
            self.in_list, self._waiting = True, []
            return True
        if lines.is_pointer(block):
            self.in_list = self.in_list or not block.line.links
            return True
        if block.is_link and len(block.text.split()) >= _HEADLINE_WORDS:
            return True
        return block.link_chars > block.own_chars and (self.in_list or _is_link_item(block))

    def _is_cut(self, block: Block) -> bool:
        if block.inside(*_CUT) or lines.is_noise(block) or (block.is_link and not self.kept):
            return True
        return says(block.text, self.title) or block.inside("byline") or lines.is_caption(block)


def _heads_list(block: Block, following: Sequence[Block]) -> bool:
    """Returns whether a line heads a list of links, by its words or because it is a heading right above one."""
    if lines.is_list_head(block) or lines.is_end_head(block):
        ahead = takewhile(lambda b: not b.is_prose, following)
        return block.is_link or bool(block.zones) or any(b.link_chars >= b.own_chars for b in ahead)
    return block.is_heading and len(following) > 1 and all(map(_is_link_item, following[:2]))


def _is_link_item(block: Block) -> bool:
    """Returns whether a line is a list item that is mostly a link."""
    if block.link_chars <= block.own_chars or block.tag != "li":
        return False
    return sum(len(words(text)) for _, text in block.line.links) >= _HEADLINE_WORDS


def _place(block: Block) -> object:
    """Returns what neighbouring frames around single paragraphs share."""
    flow = flow_of(block)
    return (flow.getparent(), flow.tag, flow.get("class"))


def _flows(block: Block) -> tuple[object, ...]:
    """Returns the element that a paragraph and its siblings stand in, and the make of that element.

    Their order is fixed, because of equals the first one is chosen.
    """
    make = make_of(block)
    return (flow_of(block), make) if make else (flow_of(block),)


@attrs.frozen
class _Main:
    """Where most of the running text stands: in one element, or in several of one make; its paragraphs' tag."""

    element: etree._Element
    flow: object
    tag: str

    def holds(self, block: Block) -> bool:
        """Returns whether a line is directly in the text's element."""
        return self.flow in (block.element, *_flows(block))

    def holds_structure(self, block: Block) -> bool:
        """Returns whether a line is in that element, or in a list, table or quotation of it."""
        element: etree._Element | None = block.element
        while element is not None and self.flow not in (element, (str(element.tag), element.get("class"))):
            is_part = element.tag in _STRUCTURE or is_frame(element)
            element = element.getparent() if is_part else None
        return element is not None or self.holds(block)


def _main_of(kept: Sequence[Block]) -> _Main | None:
    sizes: dict[object, int] = defaultdict(int)
    prose = [block for block in kept if block.is_prose]
    if not prose:
        return None
    for block in prose:
        for flow in (*_flows(block), block.element):
            sizes[flow] += len(block.text)
    element = max((e for b in prose for e in (flow_of(b), b.element)), key=sizes.__getitem__)
    tag = Counter(b.tag for b in prose).most_common(1)[0][0]
    return _Main(element, max(sizes, key=sizes.__getitem__), tag)


def _without_copy(kept: list[Block]) -> list[Block]:
    """Returns the lines without a second copy of the text, such as one for small screens."""
    first = next((i for i, block in enumerate(kept) if block.is_prose), 0)
    texts = [block.text for block in kept[first:]]
    for half in range(_FEWEST_COPIED, len(texts) // 2 + 1):
        if texts[half] == texts[0] and texts[half : 2 * half] == texts[:half]:
            return kept[: first + half] + kept[first + 2 * half :]
    return kept


def _trimmed(kept: list[Block], blocks: Sequence[Block]) -> list[Block]:
    main = _main_of(kept)
    if main is None:
        return []
    first, last = 0, len(kept)
    start = next((b.position for b in kept if main.holds(b)), 0)
    label = max((b.position for b in blocks if b.position < start and _is_label(b)), default=-1)
    while first < last and _is_opening(kept[first], label, main):
        first += 1
    # The place of a report in a line of its own begins the text.
    datelines = [i for i in range(first, min(first + _SHORTEST, last)) if lines.is_dateline(kept[i])]
    first = datelines[-1] + 1 if datelines else first
    while last > first and _is_closing(kept[last - 1], main):
        last -= 1
    return kept[first:last]


def _is_label(block: Block) -> bool:
    """Returns whether a line names the author or the day, or is a share button."""
    if block.inside("byline", "share") or lines.is_credit(block):
        return True
    # The time of day is that of an entry of a live report.
    return lines.is_dated(block) and not (block.is_prose or lines.is_clock(block))


def _is_opening(block: Block, label: int, main: _Main) -> bool:
    """Returns whether a line is above the text; ``label`` is the position of the last author or date above it."""
    if lines.is_credit(block) or lines.is_dateline(block):
        return not block.is_prose or len(block.text) < _LONGEST_BYLINE
    if lines.is_dated(block) and not block.is_prose:
        return True
    is_other = not main.holds(block) or not (block.tag == main.tag or block.element is main.flow)
    if is_other and block.follows_picture() and lines.is_single_sentence(block):
        return True
    if main.holds(block):
        return len(block.text) < _SHORTEST
    # A lead apart from the text stands below the date and the author, a summary above them.
    is_summary = block.position < label
    return not block.is_prose or is_summary or _shares_picture(block, main.element)


def _is_closing(block: Block, main: _Main) -> bool:
    if lines.is_contact(block):
        return not main.holds_structure(block)
    if lines.is_credit(block) or block.is_heading or block.is_link:
        return True
    if block.is_prose:
        return False
    is_words = any(map(str.isalpha, block.text)) and not all(w[0] == "#" for w in block.text.split())
    if not is_words or not main.holds_structure(block):
        return True
    return (lines.is_dated(block) or lines.is_signature(block)) and block.tag not in _ITEMS


def _shares_picture(block: Block, main: etree._Element) -> bool:
    """Returns whether a line stands in a frame with a picture, apart from the text: a caption of any length."""
    for ancestor in (block.element, *islice(block.element.iterancestors(), _FRAME_DEPTH)):
        if holds(ancestor, main):
            return False
        if next(ancestor.iter("img", "amp-img"), None) is not None:
            return True
    return False
