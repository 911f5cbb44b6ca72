"""From the bytes of a page to its article: the one way in for crawls, archives and saved files."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Final

import attrs
from lxml import etree

from pipelines.addresses import HOME, canonical, host_of, identify
from pipelines.article import Article, NotAnArticle, RawPage
from pipelines.pages.base import html_response, page_params, parse_html
from pipelines.pages.divided import has_further_parts
from pipelines.pages.layouts import page_class
from pipelines.text.charset import decode

# The first number is raised by hand whenever a page can come out differently; what is installed may change it too.
_LIBRARIES: Final = ("lxml", "trafilatura", "dateparser", "py3langid")
EXTRACTOR_VERSION: Final = "8+" + ".".join(name + version(name) for name in _LIBRARIES)

_HTML_TYPES: Final = re.compile(
    r"\s*(?:text/(?:html|plain)|application/xhtml\+xml|application/octet-stream)\b", re.I
)
_MARKUP: Final = re.compile(r"<[!/a-zA-Z?]")
_HEAD: Final = 4096
# Control bytes that no text has; a NUL is left out, since UTF-16 and broken servers send it.
_BINARY: Final = bytes(b for b in range(1, 0x20) if b not in b"\t\n\v\f\r\x1b")
# Pictures that editors store inside a page. They hold no text, and most of the bytes.
_BASE64: Final = b";base64,"
_LARGE: Final = 200_000  # bytes
_EMBEDDED: Final = re.compile(_BASE64 + rb"[A-Za-z0-9+/=\s]{1000,}")
# What the reading of one page may cost at most. Real pages of news have some 3,000 tags, long ones 30,000.
_MOST_TAGS: Final = 300_000
TOO_COMPLEX: Final = "too_complex"
# The page that a server sends with a redirect: its title or heading is the status alone.
_MOVED: Final = re.compile(
    r"<(title|h1)>\s*(?:30[12378]\s+)?(?:found|(?:document |object )?moved(?: permanently| temporarily)?|see other"
    r"|temporary redirect|permanent redirect)\s*</\1>",
    re.I,
)
_OWN_ADDRESS: Final = etree.XPath(
    "//link[@rel='canonical']/@href | //meta[@property='og:url']/@content | //meta[@name='og:url']/@content"
)


def extract(page: RawPage) -> Article:
    """Returns the article of a page. Raises NotAnArticle, and nothing else, for whatever bytes.

    Without an address the page's own metadata gives one, or the article's ``url`` is empty.
    """
    if page.content_type and "/" in page.content_type and not _HTML_TYPES.match(page.content_type):
        raise NotAnArticle("not_html", page.content_type)
    head = page.body[:_HEAD]
    if len(head) - len(head.translate(None, _BINARY)) > _HEAD // 100:
        raise NotAnArticle("not_html", "binary data")
    decoded = decode(page.body, page.content_type)
    _refuse_other(decoded.text)
    address = _own_address(decoded.utf8) if page.url is None else page.url
    if host_of(address) == host_of(HOME) and identify(address) is None:
        raise NotAnArticle("other_content", address)
    layout = page_class(address, decoded.text)
    if len(decoded.utf8) > _MOST_TAGS and decoded.utf8.count(b"<") > _MOST_TAGS:
        raise NotAnArticle(TOO_COMPLEX, f"the page has more than {_MOST_TAGS:,} tags")
    html = decoded.utf8
    if len(html) > _LARGE and _BASE64 in html:  # a smaller page is parsed sooner than it is searched
        html = _EMBEDDED.sub(_BASE64, html)
    read = layout(response=html_response(html, address), page_params=page_params(page.fetched_at))
    if read.is_redirect:
        raise NotAnArticle("redirect")
    article = read.article()
    flags = {"charset_repaired": decoded.repaired, "partial": has_further_parts(read)}
    return attrs.evolve(
        article, quality=(*article.quality, *(name for name, is_set in flags.items() if is_set))
    )


def _refuse_other(text: str) -> None:
    """Raises NotAnArticle for what is no page at all, and for a page that only leads elsewhere."""
    head = text[:_HEAD]
    if not head.strip() and not text.strip():
        raise NotAnArticle("empty_page")
    if not _MARKUP.search(text):
        raise NotAnArticle("not_html")
    if len(text) < _HEAD and _MOVED.search(head):
        raise NotAnArticle("redirect")


def _own_address(utf8: bytes) -> str:
    """Returns the address a page gives as its own, that of a known article before others; empty without one."""
    urls = [url for href in _OWN_ADDRESS(parse_html(utf8)) if (url := canonical(href))]
    return next((url for url in urls if identify(url)), next(iter(urls), ""))
