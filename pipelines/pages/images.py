"""Pictures of an article with their printed captions."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from pipelines.article import Image
from pipelines.pages.boilerplate import is_share_target
from pipelines.text.lines import text_of

PICTURES: Final = ("img", "amp-img")
# Where lazy loading keeps the address while ``src`` holds a placeholder.
_LAZY: Final = re.compile(r"data-(?:[\w-]*-)?(?:src|original|lazy\w*|url|image|img)")
_CAPTION: Final = etree.XPath("(.//figcaption | .//*[contains(@class, 'caption')][not(.//img)])[1]")
_FRAME: Final = re.compile(r"caption", re.I)


def images_in(
    elements: Iterable[etree._Element],
    absolute: Callable[[str | None], str | None],
    skip: Container[etree._Element] = (),
    captions: Mapping[etree._Element, str] = MappingProxyType({}),
) -> tuple[Image, ...]:
    """Returns the pictures below the elements in page order, each address once, with spaces as ``%20``.

    ``absolute`` resolves an address of the page, ``captions`` holds those that no frame ties to their picture.
    Pictures of share buttons and below ``skip`` are left out, and so are addresses without a file's name, which stand
    for no picture.
    """
    found: dict[str, Image] = {}
    for element in elements:
        for img in element.iter(*PICTURES):
            url = (absolute(source_of(img)) or "").replace(" ", "%20")
            if url and url not in found and not url.endswith("/") and not _is_left_out(img, skip):
                found[url] = Image(url, _caption(img) or captions.get(img))
    return tuple(found.values())


def source_of(img: etree._Element) -> str | None:
    """Returns the address of a picture as the page gives it: the lazily loaded one before the one shown meanwhile."""
    for name, value in img.items():
        if _LAZY.fullmatch(name) and _is_address(value.strip()):
            return value.strip()
    shown = img.get("src") or ""
    listed = _listed(img, "data-srcset")
    return (
        listed or ("" if shown.startswith("data:") else shown) or _listed(img, "srcset") or _of_picture(img)
    )


def _is_address(text: str) -> bool:
    return (
        ("/" in text or "." in text) and not text.startswith(("data:", "{", "[")) and len(text.split()) == 1
    )


def _listed(element: etree._Element, name: str) -> str | None:
    """Returns the first address of a list of pictures of several sizes, or None without one."""
    first = (element.get(name) or "").split()
    return first[0].rstrip(",") or None if first else None


def _of_picture(img: etree._Element) -> str | None:
    # The parser takes ``source`` for an element with content, so the picture may stand inside it.
    picture = next(img.iterancestors("picture"), None)
    sources = () if picture is None else picture.iter("source")
    found = (_listed(source, name) for source in sources for name in ("data-srcset", "srcset"))
    return next(filter(None, found), None)


def _is_left_out(img: etree._Element, skip: Container[etree._Element]) -> bool:
    return any(a in skip or (a.tag == "a" and is_share_target(a)) for a in img.iterancestors())


def _caption(img: etree._Element) -> str | None:
    frames = (a for a in img.iterancestors("figure", "div", "p", "td", "table") if _is_frame(a))
    captions = _CAPTION(next(frames, img))
    return text_of(captions[0]) or None if captions else None


def _is_frame(element: etree._Element) -> bool:
    return element.tag == "figure" or bool(_FRAME.search(element.get("class", "")))
