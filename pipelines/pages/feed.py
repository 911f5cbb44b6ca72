"""Feeds (RSS 2.0, Atom) and sitemaps: the articles that a site announces, with their titles and dates.

Broken XML is recovered. Entities are not expanded, external files are not read.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

import attrs
from lxml import etree

from pipelines.addresses import absolute
from pipelines.dates import WIB
from pipelines.pages.day import read_day
from pipelines.text.charset import decode
from pipelines.text.lines import fold

_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
_DOCTYPE: Final = re.compile(r"<!DOCTYPE\b[^\[>]*", re.I)
_SUBSET_END: Final = re.compile(r"\]\s*>")
_TAG_END: Final = re.compile(">")
_AMPERSAND: Final = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});)(?:[A-Za-z]\w{1,30};)?", re.I
)
_SECTION: Final = ("<![CDATA[", "]]>")
_XML_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
# A sitemap may hold 50,000 addresses; with all that a news sitemap says of each it has fewer tags.
_MOST_TAGS: Final = 1_000_000
_MOST_ENTRIES: Final = 50_000  # the protocol allows no more in one sitemap


@attrs.frozen
class Announcement:
    """One address in a feed or sitemap: of an article, or of a further sitemap.

    Only feeds and news sitemaps tell title and publication date, only sitemaps the date of change. Moments are aware,
    days are in WIB; a date without a time has no moment. ``date_text`` and ``flags`` belong to the publication date.
    """

    url: str
    title: str | None = None
    published_at: dt.datetime | None = None
    published_date: dt.date | None = None
    date_text: str | None = None
    flags: tuple[str, ...] = ()
    modified_at: dt.datetime | None = None
    modified_date: dt.date | None = None


@attrs.frozen
class Sitemap:
    """A sitemap: pages and further sitemaps, in order."""

    pages: tuple[Announcement, ...] = ()
    sitemaps: tuple[Announcement, ...] = ()


def read_feed(
    body: bytes, url: str, *, content_type: str | None = None, fetched_at: dt.datetime
) -> tuple[Announcement, ...]:
    """Returns the items of a feed as sent, in order; none for a body that is no feed. Never raises."""
    root = _parse(body, content_type)
    elements = () if root is None else root.iter("{*}item", "{*}entry")
    items = (_item(element, url, fetched_at) for element in elements)
    return tuple(item for item in items if item)


def read_sitemap(
    body: bytes, url: str, *, content_type: str | None = None, fetched_at: dt.datetime
) -> Sitemap:
    """Returns the addresses of a sitemap or sitemap index as sent, the first 50,000 of each. Never raises."""
    root = _parse(body, content_type)
    if root is None:
        return Sitemap()
    pages = (_entry(element, url, fetched_at) for element in islice(root.iter("{*}url"), _MOST_ENTRIES))
    sitemaps = (
        _entry(element, url, fetched_at) for element in islice(root.iter("{*}sitemap"), _MOST_ENTRIES)
    )
    return Sitemap(tuple(filter(None, pages)), tuple(filter(None, sitemaps)))


def _parse(body: bytes, content_type: str | None) -> etree._Element | None:
    text = _escaped(_without_doctype(_DECLARATION.sub("", decode(body, content_type).text)))
    if text.count("<") > _MOST_TAGS:
        return None
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=True,
    )
    try:
        root: etree._Element | None = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:  # nothing to recover
        return None
    return root


def _without_doctype(text: str) -> str:
    """Returns the text without its first document type, which could define entities."""
    start = _DOCTYPE.search(text)
    if start is None:
        return text
    is_subset = text.startswith("[", start.end())
    end = (_SUBSET_END if is_subset else _TAG_END).search(text, start.end())
    return text[: start.start()] + text[end.end() :] if end else text


def _escaped(text: str) -> str:
    """Returns the text with HTML entities and bare ampersands as XML knows them, CDATA sections unchanged.

    Every character is looked at once, also where sections are opened and never closed.
    """
    opening, closing = _SECTION
    pieces: list[str] = []
    at = 0
    while (start := text.find(opening, at)) >= 0 and (end := text.find(closing, start)) >= 0:
        end += len(closing)
        pieces += [_AMPERSAND.sub(_as_xml, text[at:start]), text[start:end]]
        at = end
    return "".join((*pieces, _AMPERSAND.sub(_as_xml, text[at:])))


def _as_xml(match: re.Match[str]) -> str:
    return html.escape(html.unescape(match[0]), quote=False)


def _item(element: etree._Element, base: str, fetched_at: dt.datetime) -> Announcement | None:
    url = next(filter(None, (absolute(_base(link, base), href) for link, href in _links(element))), None)
    if url is None:
        return None
    date_text = _text(element, "pubDate", "published", "date", "updated")
    title = fold(_TAG.sub("", html.unescape(_text(element, "title") or ""))) or None
    return Announcement(url, title, *_moment(date_text, fetched_at))


def _links(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yields what may be an item's address, best first: ``link``, Atom's alternate link, a ``guid`` or ``id``."""
    for link in element.iterchildren("{*}link"):
        if link.get("rel", "alternate") == "alternate":
            yield link, link.get("href") or link.text or ""
    yield element, _text(element, "guid", "id") or ""


def _base(element: etree._Element, url: str) -> str:
    """Returns the address to which an element's links are joined: the feed's, as ``xml:base`` attributes change it."""
    bases = [ancestor.get(_XML_BASE) for ancestor in (element, *element.iterancestors())]
    for base in filter(None, reversed(bases)):
        url = absolute(url, base) or url
    return url


def _entry(element: etree._Element, base: str, fetched_at: dt.datetime) -> Announcement | None:
    url = absolute(base, _text(element, "loc") or "")
    if url is None:
        return None
    news = next(element.iterchildren("{*}news"), element)
    title = fold(_text(news, "title") or "") or None
    published = _moment(_text(news, "publication_date"), fetched_at)
    modified_at, modified_date, _, _ = _moment(_text(element, "lastmod"), fetched_at)
    return Announcement(url, title, *published, modified_at, modified_date)


def _text(element: etree._Element, *names: str) -> str | None:
    """Returns the text of the first child so named that has one, namespaces aside, spaces stripped."""
    for name in names:
        for child in element.iterchildren(f"{{*}}{name}"):
            text = "".join(child.itertext()).strip()
            if text:
                return text
    return None


def _moment(
    text: str | None, fetched_at: dt.datetime
) -> tuple[dt.datetime | None, dt.date | None, str | None, tuple[str, ...]]:
    """Returns the moment of a date in any form that `read_day` reads, its day in WIB, its text, and its flags."""
    reading, flags = read_day(fold(text), fetched_at) if text else (None, ())
    if reading is None:
        return None, None, text, flags
    moment = reading.datetime
    return moment, moment.astimezone(WIB).date() if moment else reading.date, text, flags
