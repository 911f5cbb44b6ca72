"""The paragraphs of the article, and the links to other articles that stand between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from typing import Final

import attrs
from lxml import etree

from pipelines.pages.generic import furniture as lines
from pipelines.pages.generic.blocks import Block
from pipelines.pages.generic.region import Region, holds
from pipelines.pages.generic.title import words

_CUT: Final = ("related", "share", "advert", "caption", "comment", "menu", "footer", "popular", "tags")
# A list link is a headline; fewer words are a tag or a button.
_HEADLINE_WORDS: Final = 3
_SHORTEST: Final = 4
_LONGEST_BYLINE: Final = 100
_FULL_STOPS: Final = (".", "!", "?", '."', ".”", '?"', "?”")
_FRAME_DEPTH: Final = 5


@attrs.frozen
class Body:
    """The paragraphs in order, and the lines cut out from among them that point to other articles."""

    paragraphs: tuple[Block, ...] = ()
    pointers: tuple[Block, ...] = ()

    @property
    def text(self) -> str | None:
        """The paragraphs, one a line, or None where there are none."""
        return "\n".join(block.text for block in self.paragraphs) or None


def read_body(region: Region, title: str | None, description: str | None) -> Body:
    """Returns the paragraphs of the article's subtree, without lists, credits, captions and advertisements.

    ``description`` is the page's summary of itself: printed above the text it is not part of it.
    """
    reader = _Reader(region, title)
    for block in region.blocks:
        reader.take(block)
    return Body(tuple(_trimmed(reader.kept, words(description or ""))), tuple(reader.pointers))


class _Reader:
    """Sorts lines into paragraphs and pointers; ``in_list`` holds from a list's heading to the next prose."""

    def __init__(self, region: Region, title: str | None) -> None:
        self.kept: list[Block] = []
        self.pointers: list[Block] = []
        self.title = words(title) if title else ()
        self.in_list = False
        self._waiting: list[Block] = []
        self._teasers = region.teasers
        self._flows: set[etree._Element] = set()

    def take(self, block: Block) -> None:
        if self._is_pointer(block):
            self.pointers += [block] if block.line.links else []
        elif block in self._teasers or self._is_cut(block):
            return
        elif block.is_prose:
            # After a list only the paragraphs' own parent can hold more of them.
            if not self.in_list or not self._flows or _flow(block) in self._flows:
                self.in_list = False
                self._flows.add(_flow(block))
                self.kept += [*self._waiting, block]
                self._waiting = []
        elif not self.in_list:
            self.kept.append(block)
        elif _flow(block) in self._flows:
            # A sub-heading or a short sentence behind a list is the text's if the text goes on.
            self._waiting.append(block)
            if block.text.endswith(_FULL_STOPS):
                self.kept += self._waiting
                self._waiting, self.in_list = [], False

    def _is_pointer(self, block: Block) -> bool:
        if lines.is_list_head(block) or lines.is_end_head(block):
            self.in_list, self._waiting = True, []
            return True
        if lines.is_pointer(block):
            self.in_list = self.in_list or not block.line.links
            return True
        if block.is_link and len(words(block.text)) >= _HEADLINE_WORDS:
            return True
        return self.in_list and block.link_chars > block.own_chars

    def _is_cut(self, block: Block) -> bool:
        if block.inside(*_CUT) or lines.is_noise(block) or (block.is_link and not self.kept):
            return True
        if words(block.text) == self.title or (block.inside("byline") and not block.is_prose):
            return True
        return block.follows_picture() and lines.is_caption(block)


def _flow(block: Block) -> etree._Element:
    """Returns the element whose children the paragraph and its siblings are."""
    parent = block.element.getparent()
    return block.element if parent is None else parent


def _trimmed(kept: list[Block], summary: tuple[str, ...]) -> list[Block]:
    main = _main_flow(kept)
    if main is None:
        return []
    # A page builder gives each paragraph a frame of its own; then a frame with a picture tells nothing.
    framed = sum(b.is_prose and _is_in(b, main) for b in kept) > 1
    first, last = 0, len(kept)
    while first < last and _is_opening(kept[first], main, summary, framed=framed):
        first += 1
    while last > first and _is_closing(kept[last - 1], main):
        last -= 1
    return kept[first:last]


def _main_flow(kept: Sequence[Block]) -> etree._Element | None:
    """Returns the element that most of the running text stands in."""
    sizes: dict[etree._Element, int] = defaultdict(int)
    for block in kept:
        if block.is_prose:
            sizes[_flow(block)] += len(block.text)
            sizes[block.element] += len(block.text)
    return max(sizes, key=sizes.__getitem__, default=None)


def _is_in(block: Block, main: etree._Element) -> bool:
    return block.element is main or _flow(block) is main


def _is_opening(block: Block, main: etree._Element, summary: tuple[str, ...], *, framed: bool) -> bool:
    if lines.is_credit(block) or lines.is_dateline(block):
        return not block.is_prose or len(block.text) < _LONGEST_BYLINE
    if lines.is_dated(block) and not block.is_prose:
        return True
    if _is_in(block, main):
        return len(block.text) < _SHORTEST
    return not block.is_prose or words(block.text) == summary or (framed and _shares_picture(block, main))


def _is_closing(block: Block, main: etree._Element) -> bool:
    if lines.is_credit(block) or block.is_heading or block.is_link or lines.is_signature(block):
        return True
    if block.is_prose:
        return False
    return lines.is_dated(block) or not _is_in(block, main) or not any(map(str.isalpha, block.text))


def _shares_picture(block: Block, main: etree._Element) -> bool:
    """Returns whether a line stands in a frame with a picture, apart from the text: a caption of any length."""
    for ancestor in (block.element, *islice(block.element.iterancestors(), _FRAME_DEPTH)):
        if holds(ancestor, main):
            return False
        if next(ancestor.iter("img", "amp-img"), None) is not None:
            return True
    return False
