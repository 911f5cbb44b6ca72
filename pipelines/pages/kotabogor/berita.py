"""The ``berita`` generation of kotabogor.go.id (2024 to now), read by the known structure of its template."""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property
from itertools import pairwise, takewhile
from typing import ClassVar, Final, NamedTuple

import attrs
from lxml import etree
from lxml.cssselect import CSSSelector

from pipelines.addresses import identify
from pipelines.article import Image, NotAnArticle, RelatedLink
from pipelines.dates import find_event_date
from pipelines.pages.base import ArticlePage, field, parse_html
from pipelines.pages.boilerplate import is_read_also, without_furniture
from pipelines.pages.images import images_in
from pipelines.pages.related import related_links
from pipelines.text.lines import Line, fold, lead, lines, text_of

_TITLE: Final = CSSSelector(".blog-details__title", translator="html")
_CONTENT: Final = CSSSelector("div.blog-details__content", translator="html")
_WRAPPER: Final = CSSSelector("p.blog-details__text-1", translator="html")
# Captions, and parts of the template that stand among the paragraphs where markup was not closed.
_FURNITURE: Final = CSSSelector(
    ".blog-details__title, .blog-details__meta, .blog-details__bottom, .blog-details__tags,"
    " .blog-details__social-list, .blog-details__img, .wp-caption-text, .image-caption",
    translator="html",
)
_INLINE: Final = frozenset(("a", "b", "em", "font", "i", "span", "strong", "u"))
_MID_SENTENCE: Final = re.compile(r"[^.!?:;\"”’)]\n[a-z]")
_BOTTOM: Final = CSSSelector("div.blog-details__bottom", translator="html")
_OPEN_COMMENT: Final = re.compile(rb"<!--(?:\[if[^\]]{0,80}\]>)?")
_PICTURE: Final = CSSSelector("div.blog-details__img", translator="html")
_TAGS: Final = CSSSelector("p.blog-details__tags a[href]", translator="html")
_SIDEBAR: Final = CSSSelector("ul.sidebar__post-list a[href]", translator="html")


@attrs.define(slots=False, eq=False, kw_only=True)
class BeritaPage(ArticlePage):
    """``/berita-detail/ID``. The page prints no publication day, and always the same author."""

    layout_name: ClassVar[str] = "berita"

    def validate_input(self) -> None:
        """Raises NotAnArticle where the template is absent, or holds neither title nor text."""
        if self._content is None and not _TITLE(self.root):
            raise NotAnArticle("no_article", "the template of an article is absent")
        if self.title is None and self.body is None:
            raise NotAnArticle("soft_404", "the template is empty")

    @field
    def title(self) -> str | None:
        """The heading of the article; the page's own ``title`` is the site's name."""
        return next(map(text_of, _TITLE(self.root)), None) or None

    @field
    def body(self) -> str | None:
        """The paragraphs, whichever form the editor gave them."""
        offered = {id(line) for line in self._pointers}
        kept = without_furniture([line for line in self._lines if id(line) not in offered])
        return "\n".join(line.text for line in kept) or None

    @field
    def event_date(self) -> dt.date | None:
        """The day the lead names."""
        return find_event_date(lead(self.body), None)

    @field
    def related_links(self) -> tuple[RelatedLink, ...]:
        """Articles pointed to in the text ("Baca juga"), then the sidebar's newest ones, with full titles."""
        pointers = [link for line in self._pointers for link in line.links]
        sidebar = [(a, text_of(a)) for a in _SIDEBAR(self.root)]
        found = ((self.absolute(a.get("href")), text) for a, text in pointers + sidebar)
        links = [(url, text or None) for url, text in found if url and identify(url)]
        return related_links(links, self.url, titles=True)

    @field
    def tags(self) -> tuple[str, ...]:
        """The site's tags as printed, each once."""
        texts = map(text_of, _TAGS(self.root))
        return tuple(dict.fromkeys(filter(None, texts)))

    @field
    def images(self) -> tuple[Image, ...]:
        """The main picture, then those in the text with their captions."""
        pictures = images_in(_PICTURE(self.root), self.absolute)
        if self._region:
            pictures += images_in([self._region.element], self.absolute, self._region.outside)
        return tuple({image.url: image for image in reversed(pictures)}.values())[::-1]

    @cached_property
    def root(self) -> etree._Element:
        """The parsed page, without comments. Read only: fields share it."""
        return parse_html(_without_open_comment(bytes(self.response.body)))

    @cached_property
    def _content(self) -> etree._Element | None:
        return next(iter(_CONTENT(self.root)), None)

    @cached_property
    def _region(self) -> _Region | None:
        """The part of the page from the content to the bottom of the article."""
        if self._content is None:
            return None
        bottom = next(iter(_BOTTOM(self.root)), None)
        return _between(self._content, bottom)

    @cached_property
    def _lines(self) -> list[Line]:
        """The lines from the text's wrapper on; the template's own parts, also inside it, are left out."""
        if self._content is None or self._region is None:
            return []
        element, outside = self._region
        wrapper = next(iter(_WRAPPER(self._content)), None)
        plain = [] if wrapper is None or _has_text_after(self._content, outside) else _plain_text(wrapper)
        if plain:
            return plain
        before = set() if wrapper is None else set(wrapper.itersiblings(preceding=True))
        return lines(element, {*before, *outside, *_FURNITURE(element)})

    @cached_property
    def _pointers(self) -> list[Line]:
        """The lines that only point to other articles: "Baca juga", and the list of links below such a line."""
        found: list[Line] = []
        is_list = False
        for line in self._lines:
            if is_read_also(line):
                is_list = not line.links
                found.append(line)
            elif is_list and line.is_link and all(self._is_article(a) for a, _ in line.links):
                found.append(line)
            else:
                is_list = False
        return found

    def _is_article(self, link: etree._Element) -> bool:
        url = self.absolute(link.get("href"))
        return url is not None and identify(url) is not None


class _Region(NamedTuple):
    """A part of a page: an element, and those of its descendants that are outside of the part."""

    element: etree._Element
    outside: set[etree._Element]


def _between(content: etree._Element, bottom: etree._Element | None) -> _Region:
    """Returns the part of a page from the content to the bottom.

    A stray end tag in a text closes the content, so that the rest of the text stands after it.
    """
    if bottom is None:
        return _Region(content, set())
    below = [bottom, *bottom.iterancestors()]
    common = next(element for element in (content, *content.iterancestors()) if element in below)
    before = [e for start in _up_to(content, common) for e in start.itersiblings(preceding=True)]
    after = [e for start in _up_to(bottom, common) for e in start.itersiblings()]
    outside = {bottom, *before, *after}
    if outside.isdisjoint(_up_to(content, common)) and common is not content:
        return _Region(common, outside)
    return _Region(content, set())


def _up_to(element: etree._Element, ancestor: etree._Element) -> list[etree._Element]:
    """Returns an element and its ancestors below another one."""
    return list(takewhile(lambda e: e is not ancestor, (element, *element.iterancestors())))


def _has_text_after(content: etree._Element, outside: set[etree._Element]) -> bool:
    following = (element for element in content.itersiblings() if element not in outside)
    return bool((content.tail or "").strip()) or any(text_of(element) for element in following)


def _without_open_comment(html: bytes) -> bytes:
    """Returns the page without a comment that its text opens and never ends, which would hide the rest of the page."""
    start = html.find(b"blog-details__content")
    end = html.find(b"blog-details__bottom", start)
    if start < 0 or end < 0:
        return html
    at = html.find(b"<!--", start, end)
    while at >= 0:
        closed = html.find(b"-->", at, end)
        if closed < 0:
            return html[:at] + _OPEN_COMMENT.sub(b"", html[at:end], count=1) + html[end:]
        at = html.find(b"<!--", closed, end)
    return html


def _plain_text(wrapper: etree._Element) -> list[Line]:
    """Returns the lines of a text without paragraphs of its own, which keeps its line breaks as characters.

    Empty where there are paragraphs, or where the breaks are those of a narrow editor, in mid-sentence.
    """
    beside = "".join("".join(sibling.itertext()) + (sibling.tail or "") for sibling in wrapper.itersiblings())
    if beside.strip() or not all(map(_is_inline, wrapper.iterdescendants())):
        return []
    rows = list(filter(None, map(fold, "".join(wrapper.itertext()).split("\n"))))
    if any(_MID_SENTENCE.search(f"{above}\n{below}") for above, below in pairwise(rows)):
        return []
    return [Line(row, wrapper) for row in rows]


def _is_inline(element: etree._Element) -> bool:
    return element.tag in _INLINE and "display" not in element.get("style", "")
