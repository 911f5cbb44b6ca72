"""The subtree of the page that holds the article, found by the density of running text and by the title above it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Final

import attrs
from lxml import etree

from pipelines.pages.generic.blocks import Block
from pipelines.pages.generic.furniture import is_comment_head, is_noise
from pipelines.pages.generic.zones import Zone

_WEIGHT_LIMIT: Final = 1000
_PASSED_UP: Final = (1.0, 0.7, 0.5, 0.35)
_LEAVES: Final = frozenset(("p", "li", "blockquote", "h2", "h3", "h4", "h5", "h6", "pre", "dd"))
_ITEMS: Final = frozenset(("li", "article", "tr", "td", "section"))
# A list item shows a sentence or two of the article it leads to.
_ITEM_PROSE: Final = 2
_ITEM_DEPTH: Final = 5
_BESIDE: Final = 4
# How much of a page's prose a zone may hold before it is taken for the article after all.
_MOST: Final = 0.4
_GAP: Final = 8
_LABEL: Final = 20
_OWN_SHARE: Final = 10
_BELOW_SHARE: Final = 5
_NEVER_OWN: Final = ("footer", "comment")
_ARTICLE_TYPE: Final = re.compile(r"schema\.org/\w*(?:Article|Posting|Report)\b")


@attrs.frozen
class Region:
    """The lines of the article's subtree in order; ``teasers`` are those that belong to other articles."""

    blocks: tuple[Block, ...] = ()
    teasers: frozenset[Block] = frozenset()
    container: etree._Element | None = None


def find_region(blocks: Sequence[Block], title: Block | None) -> Region:
    """Returns the article's subtree, empty where the page has no running text of its own."""
    prose = [b for b in blocks if b.is_prose and not (b.excluded or is_noise(b))]
    teasers = _teasers(blocks, prose)
    prose = [b for b in prose if b not in teasers]
    end = _end(blocks, title)
    if title is not None:
        prose = _own_article([b for b in prose if title.position < b.position < end], title) or prose
    if not prose:
        return Region(teasers=teasers)
    declared = _declared(prose)
    container = _widened(_densest(prose) if declared is None else declared, prose)
    members = set(container.iter())
    inside = [b for b in blocks if b.element in members and b.position < end]
    if title is not None and inside and inside[-1].position > title.position:
        inside = [b for b in inside if b.position > title.position]
    return Region(tuple(inside), teasers, container)


def is_below_text(blocks: Sequence[Block], title: Block) -> bool:
    """Returns whether hardly any of the page's running text stands below a line that should be its title."""
    prose = [b for b in blocks if b.is_prose and not (b.excluded or is_noise(b))]
    below = sum(_weight(b) for b in prose if b.position > title.position)
    return _BELOW_SHARE * below < sum(map(_weight, prose))


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
    return [_without(b, own) if own.intersection(b.zones) else b for b in blocks]


def _without(block: Block, zones: Container[Zone]) -> Block:
    return attrs.evolve(block, zones=tuple(zone for zone in block.zones if zone not in zones))


def _teasers(blocks: Sequence[Block], prose: Sequence[Block]) -> frozenset[Block]:
    """Returns the prose of list items: a sentence next to a link to the article it is from."""
    counts: dict[etree._Element, int] = defaultdict(int)
    for block in prose:
        for ancestor in islice(_upwards(block.element), _ITEM_DEPTH + 2):
            counts[ancestor] += 1
    found = set()
    for block in prose:
        around = blocks[max(0, block.position - 3) : block.position + 2]
        headlines = [b for b in around if b.is_link and len(b.text) > 12]
        if any(_is_item(block.element, headline.element, counts) for headline in headlines):
            found.add(block)
    return frozenset(found | _flat_teasers(blocks))


def _flat_teasers(blocks: Sequence[Block]) -> set[Block]:
    """Returns the prose of a list without items: linked headings and sentences by turns, all in one element."""
    found: dict[etree._Element | None, set[Block]] = defaultdict(set)
    prose: dict[etree._Element | None, int] = defaultdict(int)
    for above, block in pairwise(blocks):
        if block.is_prose:
            parent = block.element.getparent()
            prose[parent] += 1
            if above.is_heading and above.is_link and above.element.getparent() is parent:
                found[parent].add(block)
    lists = [t for parent, t in found.items() if len(t) > _ITEM_PROSE and 2 * len(t) > prose[parent]]
    return set().union(*lists)


def _is_item(one: etree._Element, other: etree._Element, prose_inside: Mapping[etree._Element, int]) -> bool:
    """Returns whether two elements share a small ancestor that repeats beside itself, as list items do."""
    others = set(islice(_upwards(other), _ITEM_DEPTH + 2))
    for ancestor in islice(_upwards(one), _ITEM_DEPTH):
        if ancestor.tag in ("body", "html"):
            return False
        if ancestor in others and _repeats(ancestor):
            return prose_inside[ancestor] <= _ITEM_PROSE
    return False


def _upwards(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    yield from element.iterancestors()


def _repeats(element: etree._Element) -> bool:
    name = element.get("class")
    if not name and element.tag not in _ITEMS:
        return False
    tag = str(element.tag)
    before = islice(element.itersiblings(tag, preceding=True), _BESIDE)
    siblings = (*islice(element.itersiblings(tag), _BESIDE), *before)
    return any(s.get("class") == name and next(s.iter("a"), None) is not None for s in siblings)


def _own_article(prose: list[Block], title: Block) -> list[Block]:
    for ancestor in title.element.iterancestors():
        if ancestor.tag == "article" or _ARTICLE_TYPE.search(ancestor.get("itemtype") or ""):
            members = set(ancestor.iter())
            own = [b for b in prose if b.element in members]
            if _OWN_SHARE * sum(map(_weight, own)) >= sum(map(_weight, prose)) > 0:
                return own
    return prose


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
    """Returns the element that microdata names as the body, if half of the running text is in it."""
    everything = sum(b.own_chars for b in prose)
    first = prose[0].element
    for ancestor in (first, *first.iterancestors()):
        if "articleBody" in (ancestor.get("itemprop") or ""):
            members = set(ancestor.iter())
            inside = sum(b.own_chars for b in prose if b.element in members)
            return ancestor if 2 * inside >= everything else None
    return None


def _densest(prose: Sequence[Block]) -> etree._Element:
    scores: dict[etree._Element, float] = defaultdict(float)
    for block in prose:
        element = block.element
        if element.tag in _LEAVES:
            parent = element.getparent()
            element = element if parent is None else parent
        for share in _PASSED_UP:
            scores[element] += share * _weight(block)
            parent = element.getparent()
            if parent is None or parent.tag == "html":
                break
            element = parent
    return max(scores, key=scores.__getitem__)


def _widened(container: etree._Element, prose: Sequence[Block]) -> etree._Element:
    """Returns the container, or an ancestor where the text goes on in a sibling close by."""
    for _ in range(3):
        parent = container.getparent()
        members = set(container.iter())
        inside = [b.position for b in prose if b.element in members]
        if parent is None or parent.tag in ("body", "html") or not inside:
            break
        around = set(parent.iter()) - members
        outside = [b.position for b in prose if b.element in around]
        if not any(inside[0] - _GAP <= position <= inside[-1] + _GAP for position in outside):
            break
        container = parent
    return container
