"""Which page object reads a page: a rule for its address decides, or else the page itself."""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from pipelines.addresses import HOME, host_of
from pipelines.pages.base import ArticlePage
from pipelines.pages.generic import GenericPage
from pipelines.pages.kotabogor.berita import BeritaPage
from pipelines.pages.kotabogor.show_post import ShowPostPage


class Rule(NamedTuple):
    """A site's host, what its article addresses begin with after the host, and the page object to use.

    web-poet's registry is not used, because its address patterns load the public suffix list from the network.
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
    """Returns the page object's class: by the rule for the address, or else by class names and links in the page.

    ``url`` may be empty, for a saved page. A page of another site never gets a layout of kotabogor.go.id.
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
    return GenericPage
