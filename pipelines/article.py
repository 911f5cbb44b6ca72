"""A page as its site sent it, what it says by itself of its article, and what the card of a listing says of one."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import attrs


class RawPage(NamedTuple):
    """A page as its site sent it, without its content coding, whoever brings it.

    ``url`` is its address on its own site, None for a saved file whose address is not known. ``content_type`` is the
    header's value. ``fetched_at`` is aware.
    """

    body: bytes
    url: str | None
    fetched_at: dt.datetime
    content_type: str | None = None


class NotAnArticle(Exception):
    """Raised for a page that holds no article: a soft 404, a home page, another content type.

    ``reason`` is a short machine-readable word, such as ``soft_404`` or ``no_article``.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


@attrs.frozen
class RelatedLink:
    """A link to another article offered with this one; ``position`` counts from 0 in page order."""

    position: int
    url: str
    text: str | None = None
    title: str | None = None
    post_id: int | None = None
    article_id: str | None = None
    truncated: bool = False


@attrs.frozen
class Image:
    """A picture of the article: absolute address and printed caption."""

    url: str
    caption: str | None = None


@attrs.frozen
class Article:
    """What one page alone says of its article; a field that could not be read is None or empty.

    ``published_at`` is aware. ``quality`` holds flags of ``schema.QUALITY_FLAGS`` about the reading of the
    page itself (``weekday_mismatch`` and the like); flags that follow from absent fields are added by
    ``checks``. Never holds a value from the listing or the clock.
    """

    url: str
    title: str | None = None
    published_date: dt.date | None = None
    published_at: dt.datetime | None = None
    date_text: str | None = None
    date_source: str | None = None
    event_date: dt.date | None = None
    body: str | None = None
    related_links: tuple[RelatedLink, ...] = ()
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    author: str | None = None
    layout: str = "generic"
    quality: tuple[str, ...] = ()


class Card(NamedTuple):
    """What a listing card or feed item says of an article; ``date_source`` is ``listing`` or ``feed``."""

    published_date: dt.date | None = None
    published_at: dt.datetime | None = None
    date_text: str | None = None
    date_source: str | None = None
    title: str | None = None
    flags: tuple[str, ...] = ()
