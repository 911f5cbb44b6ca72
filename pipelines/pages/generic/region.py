"""The subtree of the page that holds the article, found by the density of running text and by the title above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Sequence
from typing import Final

import attrs
from lxml import etree

from pipelines.pages.ancestors import inherited
from pipelines.pages.generic.blocks import Block, flow_of, make_of
from pipelines.pages.generic.furniture import is_comment_head, is_noise
from pipelines.pages.generic.teasers import find_teasers
from pipelines.pages.generic.zones import Zone

_WEIGHT_LIMIT: Final = 1000
_PASSED_UP: Final = (1.0, 0.7, 0.5, 0.35)
_LEAVES: Final = frozenset(("p", "li", "blockquote", "h2", "h3", "h4", "h5", "h6", "pre", "dd"))
# How much of a page's prose a zone may hold before it is taken for the article after all.
_MOST: Final = 0.4
_GAP: Final = 8
_LEVELS: Final = 3
# So many paragraphs are a text of their own.
_PARAGRAPHS: Final = 3
_LABEL: Final = 20
_NEVER_OWN: Final = ("footer", "comment")


@attrs.frozen
class Region:
    """The lines of the article's subtree in order; ``teasers`` are those that belong to other articles."""

    blocks: tuple[Block, ...] = ()
    teasers: frozenset[Block] = frozenset()
    container: etree._Element | None = None


def find_region(blocks: Sequence[Block], title: Block | None) -> Region:
    """Returns the article's subtree, empty where the page has no running text of its own."""
    teasers = find_teasers(blocks, title)
    prose = [b for b in blocks if b.is_prose and not (b.excluded or b in teasers or is_noise(b))]
    end = _end(blocks, title)
    if title is not None:
        prose = [b for b in prose if title.position < b.position < end] or prose
    if not prose:
        return Region(teasers=teasers)
    declared = _declared(prose)
    container = _widened(_densest(prose), prose) if declared is None else declared
    members = set(container.iter())
    inside = [b for b in blocks if b.element in members and b.position < end]
    if title is not None and inside and inside[-1].position > title.position:
        inside = [b for b in inside if b.position > title.position]
    return Region(tuple(inside), teasers, container)


def holds(container: etree._Element, element: etree._Element) -> bool:
    """Returns whether an element is the container or stands inside it."""
    return element is container or any(a is container for a in element.iterancestors(str(container.tag)))


def _weight(block: Block) -> int:
    return min(block.own_chars, _WEIGHT_LIMIT)


def without_own_zones(blocks: Sequence[Block], title: Block | None) -> list[Block]:
    """Returns the lines without those of their zones that turn out to hold the article itself.

    These are the zones around the title, and those with a large share of the running text; a footer and comments
    never are.
    """
    own: set[Zone] = set()
    if title is not None:
        repeated = [b for b in blocks if b.text == title.text and not b.inside("related", "popular")]
        own.update(zone for b in (title, *repeated) for zone in b.zones)
    prose: dict[Zone, int] = defaultdict(int)
    everything = 0
    for block in blocks:
        if block.is_prose:
            everything += _weight(block)
            for zone in block.zones:
                prose[zone] += _weight(block)
    own.update(zone for zone, weight in prose.items() if weight > _MOST * everything)
    own = {zone for zone in own if zone.kind not in _NEVER_OWN}
    return [b if own.isdisjoint(b.zones) else _without(b, own) for b in blocks]


def _without(block: Block, zones: Container[Zone]) -> Block:
    kept = [zone for zone in block.zones if zone not in zones]
    return Block(block.line, (*kept,), block.position, block.opens_element)


def _end(blocks: Sequence[Block], title: Block | None) -> int:
    """Returns where the page's next article starts, or its comments."""
    if title is None:
        return len(blocks)
    flows: set[etree._Element | None] = set()
    for block in blocks[title.position + 1 :]:
        if flows and (is_comment_head(block) or _is_next_title(block, title, flows)):
            return block.position
        if block.is_prose and not block.excluded:
            flows |= {block.element, block.element.getparent()}
    return len(blocks)


def _is_next_title(block: Block, title: Block, flows: Container[etree._Element | None]) -> bool:
    if (block.tag, title.tag) != ("h1", "h1") or block.text == title.text or len(block.text) <= _LABEL:
        return False
    # Among the paragraphs it is a sub-heading.
    return block.element.getparent() not in flows


def _declared(prose: Sequence[Block]) -> etree._Element | None:
    """Returns the first element that microdata names as a body, if it holds several paragraphs or most of the text."""
    known: dict[etree._Element, etree._Element | None] = {}
    bodies = [(inherited(b.element, known, None, _named_body), b) for b in prose]
    first = next((body for body, _ in bodies if body is not None), None)
    inside = [b for body, b in bodies if body is not None and body is first]
    is_most = 2 * sum(b.own_chars for b in inside) >= sum(b.own_chars for b in prose)
    return first if len(inside) >= _PARAGRAPHS or is_most else None


def _named_body(outer: etree._Element | None, element: etree._Element) -> etree._Element | None:
    return element if outer is None and "articleBody" in (element.get("itemprop") or "") else outer


def _densest(prose: Sequence[Block]) -> etree._Element:
    scores: dict[etree._Element, float] = defaultdict(float)
    for block in prose:
        element = flow_of(block) if block.tag in _LEAVES else block.element
        for share in _PASSED_UP:
            scores[element] += share * _weight(block)
            parent = element.getparent()
            if parent is None or parent.tag == "html":
                break
            element = parent
    return max(scores, key=scores.__getitem__)


def _widened(container: etree._Element, prose: Sequence[Block]) -> etree._Element:
    """Returns the container, or an ancestor where the text goes on: close by, or in an element of the same make."""
    chain = [container, *container.iterancestors()]
    known = {element: height for height, element in enumerate(chain)}
    # The height of a paragraph is the number of steps from the container up to their common ancestor.
    heights = [inherited(b.element, known, len(chain)) for b in prose]
    makes = {make_of(b) for b, height in zip(prose, heights, strict=True) if not height} - {None}
    level = max((h for b, h in zip(prose, heights, strict=True) if make_of(b) in makes), default=0)
    for _ in range(_LEVELS):
        inside = [b.position for b, height in zip(prose, heights, strict=True) if height <= level]
        outside = [b.position for b, height in zip(prose, heights, strict=True) if height == level + 1]
        if not inside or not any(inside[0] - _GAP <= p <= inside[-1] + _GAP for p in outside):
            break
        level += 1
    if chain[level].tag == "html" and level:
        level -= 1
    return chain[level]
