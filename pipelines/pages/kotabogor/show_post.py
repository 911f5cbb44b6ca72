"""The ``show_post`` generation of kotabogor.go.id (about 2015 to 2025), of whose markup nothing is known."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from functools import cached_property
from typing import ClassVar, Final

import attrs
from lxml import etree

from pipelines.addresses import canonical, identify, slug_title
from pipelines.article import Image, NotAnArticle, RelatedLink
from pipelines.dates import DateReading, find_event_date, parse_date
from pipelines.pages.ancestors import inherited
from pipelines.pages.base import ArticlePage, field
from pipelines.pages.day import read_day
from pipelines.pages.images import images_in
from pipelines.pages.kotabogor.invariants import (
    FoundArticle,
    Surroundings,
    find_article,
    is_list_heading,
    related_list,
)
from pipelines.pages.related import related_links
from pipelines.text.lines import Line, lead, lines

_ARTICLE_HREF: Final = re.compile(r"detail/\d|option=com_content", re.I)  # a cheap test before `identify`
_OWN_ADDRESS: Final = etree.XPath(
    "head/link[@rel='canonical']/@href | head/meta[@property='og:url']/@content"
)
# Long lists of links. Those that lead to no article are half of a page's lines, so time is saved.
_LINK_LISTS: Final = etree.XPath("descendant::ul[li[6]][not(li[not(a)])][not(li/text()[normalize-space()])]")
_HREFS: Final = etree.XPath("descendant::a/@href", smart_strings=False)
_ARTICLE_PATHS: Final = ("show_post/detail/", "berita-detail/")
_NEVER_ARTICLE: Final = ("nav", "footer", "aside")
_MISSING: Final = re.compile(
    r"\b(?:tidak (?:di)?temukan|not found|tidak tersedia|tidak ada data|404)\b", re.I
)


@attrs.define(slots=False, eq=False, kw_only=True)
class ShowPostPage(ArticlePage):
    """``/index.php/show_post/detail/ID``, read by the order of its words alone."""

    layout_name: ClassVar[str] = "show_post"

    def validate_input(self) -> None:
        """Raises NotAnArticle where the invariants find none."""
        if self._found is None:
            is_soft_404 = any(_MISSING.search(line.text) for line in self._lines)
            raise NotAnArticle("soft_404" if is_soft_404 else "no_article")

    @field
    def title(self) -> str | None:
        """The title as printed, of several printings one that is not in capitals; else the address's slug."""
        titles = self._found.titles if self._found else ()
        return next((t for t in titles if not t.isupper()), None) or next(iter(titles), self._hint)

    @field
    def date_text(self) -> str | None:
        """The date as printed, without the words next to it; None where it is after the fetch."""
        return self._found.date_text if self._found and self._date[0] else None

    @field
    def date_source(self) -> str | None:
        """``page`` where the page prints a date."""
        return "page" if self._date[0] else None

    @field
    def published_date(self) -> dt.date | None:
        """The day printed above the title."""
        return self._date[0].date if self._date[0] else None

    @field
    def published_at(self) -> dt.datetime | None:
        """The moment, where a time is printed next to the day."""
        return self._date[0].datetime if self._date[0] else None

    @field
    def body(self) -> str | None:
        """The paragraphs below the title."""
        return "\n".join(line.text for line in self._found.body.lines) or None if self._found else None

    @field
    def event_date(self) -> dt.date | None:
        """The day the lead names, mostly two or three days before publication."""
        return find_event_date(lead(self.body), self.published_date)

    @field
    def related_links(self) -> tuple[RelatedLink, ...]:
        """The list "Berita Terkini": teasers of the newest articles, titles from their slugs."""
        listed = [self._lines[i] for i in self._related]
        found = ((*self._article_url(a), text) for line in listed for a, text in line.links)
        return related_links(((url, text) for url, article, text in found if article), self.url)

    @field
    def images(self) -> tuple[Image, ...]:
        """The pictures in the part of the page that holds the text, without those of links to other articles."""
        container = self._found.body.container if self._found else None
        if container is None:
            return ()
        listed = {self._lines[i].block for i in self._related} - {container}
        listed.update(a for a in container.iter("a") if self._article_url(a)[1])
        return images_in([container], self.absolute, listed)

    @field
    def quality(self) -> tuple[str, ...]:
        """The flags of the date, and ``title_from_url`` where the title is only the slug's words."""
        is_slug = self._found is not None and not self._found.titles and self.title is not None
        return (*self._date[1], "title_from_url") if is_slug else self._date[1]

    @cached_property
    def _date(self) -> tuple[DateReading | None, tuple[str, ...]]:
        text = self._found.date_text if self._found else None
        return read_day(text, self.fetched_at) if text else (None, ())

    @cached_property
    def _own_url(self) -> str:
        return self.url

    @cached_property
    def _lines(self) -> list[Line]:
        return lines(self.root, itertools.filterfalse(_leads_to_articles, _LINK_LISTS(self.root)))

    @cached_property
    def _related(self) -> range:
        return related_list(self._lines, self._around)

    @cached_property
    def _found(self) -> FoundArticle | None:
        outside: dict[etree._Element, bool] = dict.fromkeys(self.root.iter(*_NEVER_ARTICLE), True)
        kept = [
            (i, line)
            for i, line in enumerate(self._lines)
            if i not in self._related
            and not is_list_heading(line)  # one that heads nothing: the list was empty that day
            and not inherited(line.block, outside, False)
        ]
        after = sum(i < self._related.start for i, _ in kept) if self._related else None
        return find_article([line for _, line in kept], after, self._around)

    @property  # kept on the page, its methods would keep the page in memory
    def _around(self) -> Surroundings:
        hints = frozenset(filter(None, [self._hint]))
        return Surroundings(hints, self._is_date, self._is_own, self._is_foreign)

    @cached_property
    def _hint(self) -> str | None:
        """The title as the slug of the page's own address spells it."""
        asked = slug_title(str(self.response.url))
        if asked:
            return asked
        told = filter(None, map(self.absolute, _OWN_ADDRESS(self.root)))
        return next(filter(None, (slug_title(url) for url in told if canonical(url) == self._own_url)), None)

    def _is_date(self, text: str) -> bool:
        return parse_date(text, self.fetched_at) is not None

    def _is_own(self, line: Line) -> bool:
        return line.is_link and any(self._article_url(a)[1] == self._own_url for a, _ in line.links)

    def _is_foreign(self, line: Line) -> bool:
        return line.is_link and any(
            self._article_url(a)[1] not in (None, self._own_url) for a, _ in line.links
        )

    def _article_url(self, link: etree._Element) -> tuple[str, str | None]:
        """Returns the address a link leads to, as the page spells it, and the canonical one of an article."""
        if link not in self._read_links:
            href = link.get("href", "")
            url = (self.absolute(href) if _ARTICLE_HREF.search(href) else None) or ""
            address = identify(url) if url else None
            self._read_links[link] = (url, address.url if address else None)
        return self._read_links[link]

    @cached_property
    def _read_links(self) -> dict[etree._Element, tuple[str, str | None]]:
        return {}


def _leads_to_articles(links: etree._Element) -> bool:
    hrefs = "\n".join(_HREFS(links))  # one long text is searched sooner than a hundred short ones
    return any(path in hrefs for path in _ARTICLE_PATHS)
