"""Which page object reads a page: its address decides by rule, where that does not the page itself does."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from pipelines.addresses import HOME, host_of
from pipelines.pages.base import ArticlePage
from pipelines.pages.kotabogor.berita import BeritaPage
from pipelines.pages.kotabogor.show_post import ShowPostPage


class Rule(NamedTuple):
    """A site's host, what its article addresses begin with after the host, and the page object to use.

    Our own in place of web-poet's registry, whose address patterns look up the public suffix list on the network.
    """

    host: str
    path: re.Pattern[str]
    use: type[ArticlePage]


# A new layout is one line here.
RULES: Final[tuple[Rule, ...]] = (
    Rule("kotabogor.go.id", re.compile(r"/berita-detail/\d", re.I), BeritaPage),
    Rule("kotabogor.go.id", re.compile(r"/(?:index\.php/)?show_post/detail/\d", re.I), ShowPostPage),
)

_BERITA: Final = re.compile(r"\bblog-details__(?:content|title)\b")
_SHOW_POST: Final = re.compile(r"show_post/detail/\d")
_LIST_HEADING: Final = re.compile(r"berita terkini", re.I)


def page_class(url: str, html: str) -> type[ArticlePage]:
    """Returns the page object for an article: by the address's rule, else by what the page looks like.

    ``url`` may be empty, for a saved page. The layouts of kotabogor.go.id are never seen in another site's pages.
    """
    host = host_of(url)
    for rule in RULES:
        if rule.host == host and rule.path.match(urlsplit(url).path):
            return rule.use
    if not url or host == host_of(HOME):
        if _BERITA.search(html):
            return BeritaPage
        if _SHOW_POST.search(html) and _LIST_HEADING.search(html):
            return ShowPostPage
    return generic_page()


@cache
def generic_page() -> type[ArticlePage]:
    """Returns the page object for every other page; imported when first needed, for what it loads."""
    from pipelines.pages.generic import GenericPage

    return GenericPage
