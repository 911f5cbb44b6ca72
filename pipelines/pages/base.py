"""The base of every page object of an article: the parsed page, its address, the time of the fetch."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache, wraps
from typing import Any, ClassVar, Final, TypeVar, cast

import attrs
import web_poet
from lxml import etree
from web_poet import HttpResponse, PageParams, WebPage
from web_poet.fields import item_from_fields_sync

from pipelines.addresses import absolute, canonical
from pipelines.article import Article, NotAnArticle

_V = TypeVar("_V")

# libxml2 bounds the depth (2,048 with ``huge_tree``), the size of the response bounds the text.
_PARSER: Final[dict[str, Any]] = {
    "collect_ids": False,
    "encoding": "utf-8",
    "huge_tree": True,
    "no_network": True,
    "recover": True,
    "remove_comments": True,
    "remove_pis": True,
}
_TELLING: Final = ("meta", "link", "title", "script", "time", "abbr", "a")

_REFRESH: Final = re.compile(
    r"\s{0,9}(\d{1,9})?(?:\.\d{0,9})?(?:[;,]|(?=\s))[;,\s]{0,9}(?:url\s{0,9}=\s{0,9})?[\"']?([^\"']+)", re.I
)
# After so many seconds a reader has seen the page, so it is no redirect.
_SOON: Final = 30

# Links from the root are the same on every page of a site.
_absolute = lru_cache(maxsize=4096)(absolute)


def field(method: Callable[[Any], _V]) -> _V:
    """Returns a web-poet field that is computed once a page. Its type is that of the value, as for a property."""
    key = f"_read_{method.__name__}"

    @wraps(method)
    def once(page: object) -> _V:
        values = vars(page)  # web-poet's own cache costs more than most fields
        if key not in values:
            values[key] = method(page)
        return cast(_V, values[key])

    return cast(_V, web_poet.field(once))


def parse_html(text: str | bytes) -> etree._Element:
    """Returns the root element of a page given as text or UTF-8, without comments.

    Raises NotAnArticle(``empty_page``) where nothing is left after parsing.
    """
    try:
        root: etree._Element | None = etree.fromstring(_utf8(text), etree.HTMLParser(**_PARSER))
    except etree.XMLSyntaxError as error:
        raise NotAnArticle("empty_page", str(error)) from error
    if root is None:  # what lxml returns for a body of spaces or comments only
        raise NotAnArticle("empty_page")
    return root


def elements_by_tag(root: etree._Element) -> dict[str, list[etree._Element]]:
    """Returns the elements that tell of the page as a whole, of each tag in page order, found in one pass."""
    found: dict[str, list[etree._Element]] = {tag: [] for tag in _TELLING}
    for element in root.iter(*_TELLING):
        found[str(element.tag)].append(element)
    return found


def html_response(text: str | bytes, url: str) -> HttpResponse:
    """Returns the response that a page object takes, from a page as text or UTF-8 and its address."""
    return HttpResponse(url, _utf8(text), status=200, encoding="utf-8")


def _utf8(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def _refresh_of(meta: etree._Element) -> str:
    """Returns what an element tells every browser to open, empty where it tells nothing.

    What stands in ``noscript`` is for browsers without scripts alone.
    """
    is_refresh = meta.get("http-equiv", "").lower() == "refresh"
    is_obeyed = is_refresh and next(meta.iterancestors("noscript"), None) is None
    return meta.get("content", "") if is_obeyed else ""


def page_params(fetched_at: dt.datetime) -> PageParams[str, Any]:
    """Returns the parameters a page object takes. Raises ValueError for a time without a zone."""
    if fetched_at.tzinfo is None:
        raise ValueError("fetched_at needs a time zone")
    return PageParams(fetched_at=fetched_at)


@attrs.define(slots=False, eq=False, kw_only=True)
class ArticlePage(WebPage[Article]):
    """One article page; a subclass has a ``@field`` method for each field of ``Article`` its layout shows.

    A field without a method keeps the default of ``Article``. ``page_params`` holds ``fetched_at``, an aware
    datetime, from which "today" and "2 hours ago" are counted. Reading any field raises NotAnArticle where
    ``validate_input`` does.
    """

    layout_name: ClassVar[str]
    page_params: PageParams[str, Any]
    _is_valid = False

    @cached_property
    def root(self) -> etree._Element:
        """The parsed page, without comments. Read only: fields share it."""
        return parse_html(self.response.body)

    @cached_property
    def elements(self) -> dict[str, list[etree._Element]]:
        """The page's links, its times and what its head tells, as ``elements_by_tag`` gives them."""
        return elements_by_tag(self.root)

    @property
    def _metas(self) -> Iterable[etree._Element]:
        return self.root.iter("meta")

    @property
    def fetched_at(self) -> dt.datetime:
        """When the page was fetched, aware."""
        return cast(dt.datetime, self.page_params["fetched_at"])

    @cached_property
    def link_base(self) -> str:
        """The address to which relative links are joined: that of the ``base`` element, or the page's own."""
        own = str(self.response.url)
        element = self.root.find("head/base[@href]")
        return own if element is None else absolute(own, element.get("href", "")) or own

    def absolute(self, href: str | None) -> str | None:
        """Returns the http(s) address a link of this page leads to, or None."""
        if not href:
            return None
        is_rooted = href.startswith("/") and not href.startswith("//")
        return _absolute(self._root_address if is_rooted else self.link_base, href)

    @property
    def is_redirect(self) -> bool:
        """Whether the page sends every browser to another address before a reader could read it."""
        refreshes = filter(None, map(_REFRESH.match, map(_refresh_of, self._metas)))
        targets = (self.absolute(match[2]) for match in refreshes if int(match[1] or 0) < _SOON)
        others = {canonical(target) for target in targets if target}
        # `url` is a field, and no field is read of a redirect.
        return bool(others) and others != {canonical(str(self.response.url))}

    @cached_property
    def _root_address(self) -> str:
        return absolute(self.link_base, "/") or self.link_base

    @field
    def url(self) -> str:
        """The canonical form of the page's own address, or the address itself where it has none."""
        own = str(self.response.url)
        return canonical(own) or own

    @field
    def layout(self) -> str:
        """The layout's name."""
        return self.layout_name

    def validate_input(self) -> None:
        """Raises NotAnArticle where the page holds no article. This base class accepts every page."""

    def _validate_input(self) -> None:
        # web-poet asks this before each field. Its own method leaves every page in a circle of references, so that the
        # tree of the page stays in memory until the next garbage collection.
        if self._is_valid:
            return
        self._is_valid = True  # `validate_input` may read fields itself
        try:
            self.validate_input()
        except NotAnArticle:
            self._is_valid = False
            raise

    def article(self) -> Article:
        """Returns the article, without an event loop. Raises NotAnArticle."""
        self._validate_input()
        return item_from_fields_sync(self, item_cls=Article)
