"""Pictures of an article with their printed captions."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from typing import Final

from lxml import etree

from pipelines.article import Image
from pipelines.pages.boilerplate import is_share_target
from pipelines.text.lines import text_of

_SOURCES: Final = ("data-src", "data-original", "data-lazy-src", "src")
_CAPTION: Final = etree.XPath("(.//figcaption | .//*[contains(@class, 'caption')][not(.//img)])[1]")
_FRAME: Final = re.compile(r"caption", re.I)


def images_in(
    elements: Iterable[etree._Element],
    absolute: Callable[[str | None], str | None],
    skip: Container[etree._Element] = (),
) -> tuple[Image, ...]:
    """Returns the pictures below the elements in page order, each address once.

    ``absolute`` resolves an address of the page. Pictures of share buttons and below ``skip`` are left out.
    """
    found: dict[str, Image] = {}
    for element in elements:
        for img in element.iter("img"):
            url = absolute(next(filter(None, map(img.get, _SOURCES)), None))
            if url and url not in found and not _is_left_out(img, skip):
                found[url] = Image(url, _caption(img))
    return tuple(found.values())


def _is_left_out(img: etree._Element, skip: Container[etree._Element]) -> bool:
    return any(a in skip or (a.tag == "a" and is_share_target(a)) for a in img.iterancestors())


def _caption(img: etree._Element) -> str | None:
    frames = (a for a in img.iterancestors("figure", "div", "p", "td") if _is_frame(a))
    captions = _CAPTION(next(frames, img))
    return text_of(captions[0]) or None if captions else None


def _is_frame(element: etree._Element) -> bool:
    return element.tag == "figure" or bool(_FRAME.search(element.get("class", "")))
