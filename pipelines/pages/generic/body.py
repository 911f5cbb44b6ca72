"""The article's paragraphs, and what stood between them."""

from __future__ import annotations

from typing import Final

import attrs
from lxml import etree

from pipelines.pages.generic import lines
from pipelines.pages.generic.blocks import Block
from pipelines.pages.generic.region import Region
from pipelines.pages.generic.title import words

_CUT: Final = ("related", "share", "advert", "caption", "comment", "menu", "popular", "tags")
# A list link is a headline; fewer words are a tag or a button.
_HEADLINE_WORDS: Final = 3


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
    for block in region.blocks:
        reader.take(block)
    return Body(tuple(_trimmed(reader.kept)), tuple(reader.pointers))


class _Reader:
    """Sorts lines into paragraphs and pointers; ``in_list`` holds from a list's heading to the next prose."""

    def __init__(self, region: Region, title: str | None) -> None:
        self.kept: list[Block] = []
        self.pointers: list[Block] = []
        self.title = words(title) if title else ()
        self.in_list = False
        self._teasers = region.teasers
        self._parents: set[etree._Element] = set()

    def take(self, block: Block) -> None:
        if self._is_pointer(block):
            self.pointers += [block] if block.line.links else []
        elif (
            block.is_prose and block not in self._teasers and not self._is_cut(block) and self._goes_on(block)
        ):
            self.in_list = False
            self._parents.add(_flow(block))
            self.kept.append(block)
        elif not (self.in_list or block in self._teasers or block.is_prose or self._is_cut(block)):
            self.kept.append(block)

    def _goes_on(self, block: Block) -> bool:
        # After a list only the paragraphs' own parent can hold more of them.
        return not self.in_list or not self._parents or _flow(block) in self._parents

    def _is_pointer(self, block: Block) -> bool:
        if lines.is_list_head(block) or lines.is_end_head(block):
            self.in_list = True
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
        return block.follows_picture and lines.is_caption(block)


def _flow(block: Block) -> etree._Element:
    """Returns the element that a paragraph's siblings stand in."""
    parent = block.element.getparent()
    return (
        block.element
        if block.element.tag == "div" and len(block.element) and parent is None
        else (block.element if parent is None else parent)
    )


def _trimmed(kept: list[Block]) -> list[Block]:
    prose = [b for b in kept if b.is_prose]
    if not prose:
        return []
    flows = {_flow(prose[0]), _flow(prose[-1]), prose[0].element, prose[-1].element}
    first, last = 0, len(kept)
    while first < last and _is_opening(kept[first], flows):
        first += 1
    while last > first and _is_closing(kept[last - 1], flows):
        last -= 1
    return kept[first:last]


def _is_opening(block: Block, flows: set[etree._Element]) -> bool:
    if lines.is_credit(block) or lines.is_dateline(block) or lines.is_dated(block):
        return not block.is_prose or len(block.text) < 100
    return not block.is_prose and (_flow(block) not in flows or len(block.text) < 4)


def _is_closing(block: Block, flows: set[etree._Element]) -> bool:
    if lines.is_credit(block) or block.is_heading or block.is_link or lines.is_dated(block):
        return True
    return not block.is_prose and (_flow(block) not in flows or not any(c.isalpha() for c in block.text))
