"""The article's pictures: the one the metadata names, and those between title and last paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from lxml import etree

from pipelines.article import Image
from pipelines.pages.generic.reading import Reading
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
    for element in root.iter():
        inside = inside or element is start
        if inside and element.tag == "img" and _is_own(element, reading.region.container):
            found.append(element)
        if element is body[-1].element:
            return [*found, *element.iterdescendants("img")]
    return found


def _is_own(image: etree._Element, container: etree._Element | None) -> bool:
    source = image.get("src") or ""
    if _ORNAMENT.search(source) or {image.get("width"), image.get("height")} & {"0", "1"}:
        return False
    for ancestor in image.iterancestors():
        if ancestor is container or ancestor.tag == "body":
            return True
        zone = zone_of(ancestor)
        if zone is not None and zone.kind not in _CAPTIONS:
            return False
    return True
