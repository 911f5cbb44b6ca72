"""The article's pictures: the one the metadata names, and those between title and last paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from lxml import etree

from pipelines.article import Image
from pipelines.pages.ancestors import inherited
from pipelines.pages.generic.furniture import is_caption
from pipelines.pages.generic.parts import PageParts
from pipelines.pages.generic.zones import kind_of
from pipelines.pages.images import PICTURES, images_in, source_of

# A file whose whole name is made of these words is a part of the template.
_ORNAMENTS: Final = frozenset(
    "icon icons ico logo avatar spinner loading loader pixel blank spacer emoji sprite banner zoom title grey gray"  # noqa: SIM905
    " default placeholder lazy lazyload share facebook twitter whatsapp telegram instagram print arrow line".split()
)
_NAME: Final = re.compile(r"[a-z]+")
_CAPTIONS: Final = frozenset(("caption", "tags"))


def pictures_of(
    root: etree._Element, parts: PageParts, absolute: Callable[[str | None], str | None]
) -> tuple[Image, ...]:
    """Returns the pictures in page order, each address once; the one only the metadata names comes first."""
    pictures = _between(root, parts)
    found = images_in(pictures, absolute, captions=_captions(root, parts) if pictures else {})
    named = [url for url in map(absolute, parts.metadata.images[:1]) if url]
    known = {_file(image.url) for image in found}
    return (*(Image(url) for url in named if _file(url) not in known), *found)


def _file(url: str) -> str:
    return url.split("?", 1)[0].rsplit("/", 1)[-1]


def _between(root: etree._Element, parts: PageParts) -> list[etree._Element]:
    body = parts.body.paragraphs
    if not body:
        return []
    start = parts.title_block.element if parts.title_block else body[0].element
    found: list[etree._Element] = []
    inside = False
    container = parts.region.container
    apart = {} if container is None else {container: False}
    for element in root.iter(*PICTURES, str(start.tag), body[-1].tag):
        inside = inside or element is start
        if inside and element.tag in PICTURES and not _is_ornament(element):
            parent = element.getparent()
            if parent is not None and not inherited(parent, apart, False, _is_apart):
                found.append(element)
        if element is body[-1].element:
            return [*found, *element.iterdescendants(*PICTURES)]
    return found


def _captions(root: etree._Element, parts: PageParts) -> dict[etree._Element, str]:
    """Returns the captions that stand in a line behind their picture, by the picture."""
    body = parts.body.paragraphs
    first = (parts.title_block or body[0]).position
    lines = {b.element: b.text for b in parts.blocks[first : body[-1].position] if is_caption(b)}
    found: dict[etree._Element, str] = {}
    last: etree._Element | None = None
    for element in root.iter(*PICTURES, *{str(line.tag) for line in lines}) if lines else ():
        if element in lines:
            last = next(reversed([*element.iter(*PICTURES)]), last)
            if last is not None:
                found.setdefault(last, lines[element])
        elif element.tag in PICTURES:
            last = element
    return found


def _is_ornament(image: etree._Element) -> bool:
    """Returns whether a picture is part of the template or of a sentence: by its size, class, format or whole name."""
    if {image.get("width"), image.get("height")} & {"0", "1"} or "emoji" in (image.get("class") or ""):
        return True
    stem, _, ending = _file(source_of(image) or "").lower().rpartition(".")
    parts = _NAME.findall(stem)
    return ending in ("svg", "gif") or (bool(parts) and _ORNAMENTS.issuperset(parts))


def _is_apart(apart: bool, element: etree._Element) -> bool:
    """Returns whether an element stands in a part of the page that is not the article."""
    kind = kind_of(element)
    return apart or (kind is not None and kind not in _CAPTIONS)
