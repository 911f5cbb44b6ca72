"""The layout for pages of any site: reads what news pages have in common, without rules for single publishers."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import ClassVar, Final

import attrs
from lxml import etree

from pipelines.article import Image, NotAnArticle, RelatedLink
from pipelines.dates import find_event_date
from pipelines.pages.base import ArticlePage, field
from pipelines.pages.day import day_in_address
from pipelines.pages.generic.absence import why_no_article
from pipelines.pages.generic.metadata import TIMES
from pipelines.pages.generic.offered import offered_links
from pipelines.pages.generic.parts import PageParts, read_parts
from pipelines.pages.generic.people import author_of, tags_of
from pipelines.pages.generic.pictures import pictures_of
from pipelines.pages.generic.published import Published, find_published, read_printed
from pipelines.pages.generic.stamps import read_stamps
from pipelines.pages.related import related_links
from pipelines.text.lines import lead

# Short lines in a row count as one lead; this bounds it.
_LEAD: Final = 2000


@attrs.define(slots=False, eq=False, kw_only=True)
class GenericPage(ArticlePage):
    """A page of any site; what the page prints and what its metadata says confirm each other."""

    layout_name: ClassVar[str] = "generic"

    def validate_input(self) -> None:
        """Raises NotAnArticle for an error page, a notice, a redirect, a list or a gallery."""
        # A missing page keeps the day in its address.
        is_dated = self._published is not None and self._published.source != "address"
        reason = why_no_article(self.root, self._parts, self.url, is_dated=is_dated)
        if reason:
            raise NotAnArticle(reason)

    @field
    def title(self) -> str | None:
        """The printed line that agrees with the metadata, without the name of the site or of a section."""
        return self._parts.title.text if self._parts.title else None

    @field
    def body(self) -> str | None:
        """The paragraphs of the article's own subtree."""
        return self._parts.body.text

    @field
    def published_date(self) -> dt.date | None:
        """The day of publication, as printed where it is printed."""
        return self._published.date if self._published else None

    @field
    def published_at(self) -> dt.datetime | None:
        """The moment of publication, where the page tells the time."""
        return self._published.moment if self._published else None

    @field
    def date_text(self) -> str | None:
        """The printed line, or the stamp, that the date was read from."""
        return self._published.text if self._published else None

    @field
    def date_source(self) -> str | None:
        """``page`` for a printed date or an element by the title, else ``metadata``, else ``address``."""
        return self._published.source if self._published else None

    @field
    def event_date(self) -> dt.date | None:
        """The day the lead names."""
        return find_event_date(lead(self.body)[:_LEAD], self.published_date)

    @field
    def related_links(self) -> tuple[RelatedLink, ...]:
        """Pointers cut out of the text and lists offered with the article."""
        links = ((self.absolute(a.get("href")), text) for a, text in offered_links(self._parts))
        return related_links([(url, text) for url, text in links if url], self.url)

    @field
    def images(self) -> tuple[Image, ...]:
        """The picture that the metadata names, then those from the title to the end of the text."""
        return pictures_of(self.root, self._parts, self.absolute)

    @field
    def tags(self) -> tuple[str, ...]:
        """The site's tags as printed, each once."""
        return tags_of(self._parts)

    @field
    def author(self) -> str | None:
        """The person named as author, without role."""
        return author_of(self._parts, self.root)

    @field
    def quality(self) -> tuple[str, ...]:
        """What was odd about the printed date."""
        return self._published.flags if self._published else ()

    @property
    def _metas(self) -> list[etree._Element]:
        return self.elements["meta"]  # which this layout needs anyway

    @cached_property
    def _parts(self) -> PageParts:
        return read_parts(self.root, self.elements)

    @cached_property
    def _published(self) -> Published | None:
        parts = self._parts
        title, body = parts.title_block, parts.body.paragraphs
        times = [element for tag in TIMES for element in self.elements[tag]]
        stamps = read_stamps(self.root, times, title, body, parts.metadata.dates, self.fetched_at)
        printed = read_printed(parts.blocks, title, body, self.fetched_at)
        event = find_event_date(lead(parts.body.text)[:_LEAD], None)
        found = find_published(printed, stamps, event, self.fetched_at)
        day = None if found else day_in_address(str(self.response.url), self.fetched_at)
        return Published(day[0], None, day[1], "address") if day else found
