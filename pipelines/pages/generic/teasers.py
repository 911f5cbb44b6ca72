"""Teasers: the sentences of a list that stand next to links to the articles they are from."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Final

import attrs
from lxml import etree

from pipelines.pages.generic.blocks import Block, flow_of
from pipelines.pages.generic.furniture import is_pointer
from pipelines.pages.generic.title import words

_ITEMS: Final = frozenset(("li", "article", "tr", "td", "section"))
# A list item shows a sentence or two of the article it leads to.
_ITEM_PROSE: Final = 2
_ITEM_DEPTH: Final = 5
_BESIDE: Final = 4
_ABOVE: Final = 3
_LINK_LENGTH: Final = 12
# Names (of places, products, people) have fewer words than headlines have.
_HEADLINE_WORDS: Final = 5
_NUMBERED: Final = re.compile(r"\W*\d{1,3}[.)]\s")

_Kind = tuple[etree._Element | None, str, str | None]


@attrs.define
class _List:
    """Elements of one make beside each other: those with prose, the prose below headlines, and the headlines."""

    items: set[etree._Element] = attrs.Factory(set)
    teasers: set[Block] = attrs.Factory(set)
    headed: set[etree._Element] = attrs.Factory(set)
    headlines: list[Block] = attrs.Factory(list)


def find_teasers(blocks: Sequence[Block], title: Block | None) -> frozenset[Block]:
    """Returns the prose that stands in lists of other articles.

    A list repeats an element with a headline, which is a link to another article, and a sentence or two below it. A
    list in the midst of the article's own paragraphs is the article's if its links are names, questions or numbered.
    """
    prose = [b for b in blocks if b.is_prose]
    lists = [*_lists_of_items(blocks, prose), *_lists_without_items(blocks)]
    found = {b for each in lists for b in each.teasers}
    start = title.position if title else -1
    flows = {flow_of(b) for b in prose if b not in found and b.position > start}
    return frozenset(b for each in lists if not _is_own(each, flows) for b in each.teasers)


def _lists_of_items(blocks: Sequence[Block], prose: Sequence[Block]) -> list[_List]:
    above = ((b, line) for b in prose for line in blocks[max(0, b.position - _ABOVE) : b.position])
    near = [(b, line, _shared_item(b.element, line.element)) for b, line in above if _is_headline(line)]
    counts = Counter(e for b in (prose if near else ()) for e in islice(_upwards(b.element), _ITEM_DEPTH + 2))
    lists: dict[_Kind, _List] = defaultdict(_List)
    for block, headline, item in near:
        if item is not None and counts[item] <= _ITEM_PROSE:
            found = lists[_kind(item)]
            found.headed.add(item)
            found.teasers.add(block)
            found.headlines.append(headline)
    for element in counts:
        if (kind := _kind(element)) in lists:
            lists[kind].items.add(element)
    # Frames around paragraphs have a link in some, items of a list have one in each.
    return [found for found in lists.values() if 4 * len(found.headed) >= 3 * len(found.items)]


def _lists_without_items(blocks: Sequence[Block]) -> list[_List]:
    """Returns the lists of linked headings and sentences by turns, all in one element."""
    lists: dict[etree._Element, _List] = defaultdict(_List)
    prose: dict[etree._Element, int] = defaultdict(int)
    for above, block in pairwise(blocks):
        if block.is_prose:
            flow = flow_of(block)
            prose[flow] += 1
            if above.is_heading and _is_headline(above) and flow_of(above) is flow:
                lists[flow].items.add(block.element)
                lists[flow].teasers.add(block)
                lists[flow].headlines.append(above)
    long = ((flow, found) for flow, found in lists.items() if len(found.teasers) > _ITEM_PROSE)
    return [found for flow, found in long if 2 * len(found.teasers) > prose[flow]]


def _is_headline(block: Block) -> bool:
    """Returns whether a line is a link that may lead to another article of the site."""
    if not block.is_link or len(block.text) <= _LINK_LENGTH or is_pointer(block):
        return False
    href = (block.line.links[0][0].get("href") or "").strip()
    return bool(href) and not href.startswith("#")


def _is_own(found: _List, flows: set[etree._Element]) -> bool:
    """Returns whether a list belongs to the article: it stands among its paragraphs, and its links are no headlines."""
    parents = {item.getparent() for item in found.items}
    around = {p if p in flows else p.getparent() for p in parents if p is not None}
    if flows.isdisjoint(around):
        return False
    return 2 * sum(map(_is_part, found.headlines)) > len(found.headlines)


def _is_part(headline: Block) -> bool:
    """Returns whether a linked line heads a part of the article: it is a name or a question, or has a number."""
    text = headline.text
    return len(words(text)) < _HEADLINE_WORDS or text.endswith("?") or bool(_NUMBERED.match(text))


def _shared_item(one: etree._Element, other: etree._Element) -> etree._Element | None:
    """Returns the small ancestor that two elements share and that repeats beside itself, or None."""
    others = set(islice(_upwards(other), _ITEM_DEPTH + 2))
    for ancestor in islice(_upwards(one), _ITEM_DEPTH):
        if ancestor.tag in ("body", "html"):
            return None
        if ancestor in others and _repeats(ancestor):
            return ancestor
    return None


def _kind(element: etree._Element) -> _Kind:
    return element.getparent(), str(element.tag), element.get("class")


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
