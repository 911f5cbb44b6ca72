"""Dates a page gives to machines: ``time`` elements by the title, microdata, JSON-LD and meta elements."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from lxml import etree

from pipelines.dates import Stamp, read_stamp
from pipelines.pages.generic.blocks import Block
from pipelines.pages.generic.metadata import MARKED, TIMES

_DECLARED: Final = re.compile(r"datePublished|dc:(?:date|created|issued)|dcterms:(?:date|created|issued)")
_DECLARING: Final = etree.XPath("body/descendant::*/@itemprop/.. | body/descendant::*/@property/..")
# How far above a title its date may stand, in elements of the page.
_BEFORE: Final = 25
_HEADLINE: Final = 25


def read_stamps(
    root: etree._Element,
    times: Iterable[etree._Element],
    title: Block | None,
    body: Sequence[Block],
    claims: Iterable[str],
    fetched_at: dt.datetime,
) -> list[Stamp]:
    """Returns the dates of the elements by the title, ``times`` and others, then those of the metadata, best first."""
    candidates = dict.fromkeys(e for e in (*times, *_DECLARING(root)) if e.tag in MARKED and _is_date(e))
    stamps = [read_stamp(text, "page", fetched_at) for text in _by_title(root, candidates, title, body)]
    stamps += [read_stamp(claim, "metadata", fetched_at) for claim in claims]
    return [stamp for stamp in stamps if stamp]


def _by_title(
    root: etree._Element, candidates: Collection[etree._Element], title: Block | None, body: Sequence[Block]
) -> list[str]:
    anchor = title or (body[0] if body else None)
    if anchor is None or not candidates:
        return []
    end = {anchor.element, body[0].element} if body else set()
    order = _places(root, {anchor.element, *candidates}, end)
    start, first = order[anchor.element], order[body[0].element] if body else sys.maxsize
    above = set(anchor.element.iterancestors())
    found: list[tuple[bool, bool, int, str]] = []
    for element in candidates:
        text = element.get("datetime") or element.get("content") or element.get("title") or ""
        near = element in order and start - _BEFORE < order[element] <= first
        if text and near and not _is_of_another(element, above):
            place = order[element]
            found.append((not _DECLARED.search(_properties(element)), place < start, place, text))
    return [text for *_, text in sorted(found)]


def _places(
    root: etree._Element, wanted: set[etree._Element], end: set[etree._Element]
) -> dict[etree._Element, int]:
    """Returns the places of elements among all of the page; those behind the last of ``end`` are left out."""
    left, places = set(end), {}
    for place, element in enumerate(root.iter()):
        if element in wanted or element in end:
            places[element] = place
            left.discard(element)
            if end and not left:
                break
    return places


def _is_date(element: etree._Element) -> bool:
    properties = _properties(element)
    return "odified" not in properties and (element.tag in TIMES or bool(_DECLARED.search(properties)))


def _properties(element: etree._Element) -> str:
    return f"{element.get('itemprop') or ''} {element.get('property') or ''}"


def _is_of_another(element: etree._Element, above_title: set[etree._Element]) -> bool:
    """Returns whether a date belongs to an item of a list: the headline it stands by is a link."""
    item = next(element.iterancestors("li", "article", "a"), None)
    if item is None or item in above_title:
        return False
    links = [item] if item.tag == "a" else list(item.iter("a"))
    return any(len("".join(link.itertext()).strip()) > _HEADLINE for link in links)
