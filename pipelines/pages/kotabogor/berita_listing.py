"""The listing of the ``berita`` generation, ``/berita?page=N``. Only its cards tell the publication day."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any, Final

import attrs
from lxml import etree
from lxml.cssselect import CSSSelector
from web_poet import PageParams, WebPage
from web_poet.fields import item_from_fields_sync

from pipelines.addresses import absolute, identify
from pipelines.article import NotAnArticle
from pipelines.pages.base import field, html_response, page_params, parse_html
from pipelines.pages.day import read_day
from pipelines.pages.listing import Listing, ListingCard
from pipelines.text.charset import decode
from pipelines.text.lines import fold, text_of

_CARD: Final = CSSSelector("div.blog-one__single", translator="html")
_LINK: Final = CSSSelector("h3.blog-one__title a[href]", translator="html")
_ANY_LINK: Final = CSSSelector("a[href]", translator="html")
_DAY: Final = CSSSelector("div.blog-one__date p", translator="html")
_NEXT: Final = CSSSelector("div.blog-pagination a.next.page-numbers[href]", translator="html")
_NUMBERS: Final = CSSSelector("div.blog-pagination .page-numbers", translator="html")
_CURRENT: Final = CSSSelector("div.blog-pagination .page-numbers.current", translator="html")


def _number(element: etree._Element) -> int | None:
    shown = text_of(element)
    return int(shown) if shown.isdecimal() and len(shown) < 9 else None


@attrs.define(slots=False, eq=False, kw_only=True)
class BeritaListing(WebPage[Listing]):
    """A page of ``/berita``, ``/berita/TAG`` or ``/berita/cari``. One past the end has no cards."""

    page_params: PageParams[str, Any]

    @field
    def cards(self) -> tuple[ListingCard, ...]:
        """The cards in page order, each article once."""
        cards = filter(None, map(self._card, _CARD(self._root)))
        return tuple({card.url: card for card in reversed(list(cards))}.values())[::-1]

    @field
    def next_url(self) -> str | None:
        """The address of the next page; None on the last one."""
        return next((absolute(str(self.response.url), a.get("href", "")) for a in _NEXT(self._root)), None)

    @field
    def page_number(self) -> int | None:
        """The number the page shows as its own. A site may answer with its last page for a number beyond it."""
        return next(map(_number, _CURRENT(self._root)), None)

    @field
    def last_page(self) -> int | None:
        """The highest number in the pagination, which always shows the listing's last page; None without one."""
        return max(filter(None, map(_number, _NUMBERS(self._root))), default=None)

    @cached_property
    def _root(self) -> etree._Element:
        return parse_html(bytes(self.response.body))

    def _card(self, element: etree._Element) -> ListingCard | None:
        links = [*_LINK(element), *_ANY_LINK(element)]
        found = ((a, url) for a in links if (url := absolute(str(self.response.url), a.get("href", ""))))
        link, address = next(((a, known) for a, url in found if (known := identify(url))), (None, None))
        if link is None or address is None:
            return None
        days = [fold(" ".join(p.itertext())) for p in _DAY(element)]
        text = next(filter(None, days), None)
        # The site lists posts dated into the future at once.
        fetched_at = self.page_params["fetched_at"]
        reading, flags = read_day(text, fetched_at, is_future_kept=True) if text else (None, ())
        return ListingCard(
            url=address.url,
            post_id=address.post_id,
            title=text_of(link) or None,
            date_text=text,
            published_date=reading.date if reading else None,
            flags=flags,
        )


def read_listing(
    body: bytes, url: str, *, content_type: str | None = None, fetched_at: dt.datetime
) -> Listing:
    """Returns the listing in a page as sent, without cards where the page is something else. Never raises.

    ``url`` is the page's address on its own site, ``fetched_at`` is aware.
    """
    response = html_response(decode(body, content_type).utf8, url)
    page = BeritaListing(response=response, page_params=page_params(fetched_at))
    try:
        return item_from_fields_sync(page, item_cls=Listing)
    except NotAnArticle:  # an empty body
        return Listing()
