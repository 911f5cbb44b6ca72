"""The ``berita`` generation of kotabogor.go.id (2024 to now), read by the known structure of its template."""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property
from itertools import pairwise
from typing import ClassVar, Final

import attrs
from lxml import etree
from lxml.cssselect import CSSSelector

from pipelines.addresses import identify
from pipelines.article import Image, NotAnArticle, RelatedLink
from pipelines.dates import find_event_date
from pipelines.pages.base import ArticlePage, field
from pipelines.pages.boilerplate import is_boilerplate, is_read_also
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
        kept = (line.text for line in self._lines if not is_boilerplate(line))
        return "\n".join(kept) or None

    @field
    def event_date(self) -> dt.date | None:
        """The day the lead names."""
        return find_event_date(lead(self.body), None)

    @field
    def related_links(self) -> tuple[RelatedLink, ...]:
        """Articles pointed to in the text ("Baca juga"), then the sidebar's newest ones, with full titles."""
        pointers = [link for line in self._lines if is_read_also(line) for link in line.links]
        sidebar = [(a, text_of(a)) for a in _SIDEBAR(self.root)]
        found = ((self.absolute(a.get("href")), text) for a, text in pointers + sidebar)
        links = [(url, text or None) for url, text in found if url and identify(url)]
        return related_links(links, self.url, titles=True)

    @field
    def tags(self) -> tuple[str, ...]:
        """The site's tags as printed, each once."""
        texts = (text_of(a).strip("#, ") for a in _TAGS(self.root))
        return tuple(dict.fromkeys(filter(None, texts)))

    @field
    def images(self) -> tuple[Image, ...]:
        """The main picture, then those in the text with their captions."""
        content = [] if self._content is None else [self._content]
        return images_in([*_PICTURE(self.root), *content], self.absolute)

    @cached_property
    def _content(self) -> etree._Element | None:
        return next(iter(_CONTENT(self.root)), None)

    @cached_property
    def _lines(self) -> list[Line]:
        """The lines from the text's wrapper on; the template's own parts, also inside it, are left out."""
        if self._content is None:
            return []
        wrapper = next(iter(_WRAPPER(self._content)), None)
        plain = [] if wrapper is None else _plain_text(wrapper)
        if plain:
            return plain
        before = set() if wrapper is None else set(wrapper.itersiblings(preceding=True))
        return lines(self._content, before.union(_FURNITURE(self._content)))


def _plain_text(wrapper: etree._Element) -> list[Line]:
    """Returns the lines of a text without paragraphs of its own, which keeps its line breaks as characters.

    Empty where there are paragraphs, or where the breaks are those of a narrow editor, in mid-sentence.
    """
    beside = "".join("".join(sibling.itertext()) + (sibling.tail or "") for sibling in wrapper.itersiblings())
    if beside.strip() or any(element.tag not in _INLINE for element in wrapper.iterdescendants()):
        return []
    rows = list(filter(None, map(fold, "".join(wrapper.itertext()).split("\n"))))
    if any(_MID_SENTENCE.search(f"{above}\n{below}") for above, below in pairwise(rows)):
        return []
    return [Line(row, wrapper) for row in rows]
