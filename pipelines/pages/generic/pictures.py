"""The article's pictures: the one the metadata names, and those between title and last paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from lxml import etree

from pipelines.article import Image
from pipelines.pages.generic.parts import Reading
from pipelines.pages.generic.zones import zone_of
from pipelines.pages.images import images_in

_ORNAMENT: Final = re.compile(
    r"(?<![a-z])(?:icons?|logo|avatar|spinner|loading|pixel|blank|spacer|emoji|sprite|banner|zoom|title)(?![a-z])"
    r"|\.svg\b|\.gif\b",
    re.I,
)
_CAPTIONS: Final = frozenset(("caption", "tags"))


def pictures_of(
    root: etree._Element, reading: Reading, absolute: Callable[[str | None], str | None]
) -> tuple[Image, ...]:
    """Returns the pictures in page order, each address once; the one only the metadata names comes first."""
    found = images_in(_between(root, reading), absolute)
    named = [url for url in map(absolute, reading.metadata.images[:1]) if url]
    known = {_file(image.url) for image in found}
    return (*(Image(url) for url in named if _file(url) not in known), *found)


def _file(url: str) -> str:
    return url.split("?", 1)[0].rsplit("/", 1)[-1]


def _between(root: etree._Element, reading: Reading) -> list[etree._Element]:
    body = reading.body.paragraphs
    if not body:
        return []
    start = reading.title_block.element if reading.title_block else body[0].element
    found: list[etree._Element] = []
    inside = False
    apart: dict[etree._Element, bool] = {}
    for element in root.iter():
        inside = inside or element is start
        if inside and element.tag == "img" and not _is_ornament(element):
            parent = element.getparent()
            if parent is not None and not _is_apart(parent, apart, reading.region.container):
                found.append(element)
        if element is body[-1].element:
            return [*found, *element.iterdescendants("img")]
    return found


def _is_ornament(image: etree._Element) -> bool:
    source = image.get("src") or ""
    return bool(_ORNAMENT.search(source) or {image.get("width"), image.get("height")} & {"0", "1"})


def _is_apart(
    element: etree._Element, known: dict[etree._Element, bool], container: etree._Element | None
) -> bool:
    """Returns whether an element stands in a part of the page that is not the article; fills ``known``."""
    above: list[etree._Element] = []
    current: etree._Element | None = element
    while current is not None and current not in known and current is not container and current.tag != "body":
        above.append(current)
        current = current.getparent()
    apart = known.get(current, False) if current is not None else False
    for opened in reversed(above):
        zone = zone_of(opened)
        apart = apart or (zone is not None and zone.kind not in _CAPTIONS)
        known[opened] = apart
    return apart
