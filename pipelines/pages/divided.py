"""Articles that their site divides into several pages."""

from __future__ import annotations

import re
from typing import Final

from pipelines.addresses import HOME, canonical, host_of, part
from pipelines.pages.base import ArticlePage

# A cheap test before the address is read: a parameter for a page, or a path that ends with a small number.
_MAY_BE_PART: Final = re.compile(r"[?&](?:page|hal|halaman|showpage)=|/\d{1,2}/?$", re.I)
_COMMENTS: Final = re.compile(r"comment|komentar", re.I)


def has_further_parts(page: ArticlePage) -> bool:
    """Whether a page links to further parts of its own article, so that its text is only the first part."""
    if host_of(page.url) == host_of(HOME):  # it divides none
        return False
    hrefs = (a.get("href", "") for a in page.root.iter("a"))
    urls = filter(None, map(page.absolute, filter(_may_be_part, dict.fromkeys(hrefs))))
    return any(part(url) != 1 and canonical(url) == page.url for url in urls)


def _may_be_part(href: str) -> bool:
    # Most links are told before any pattern is tried.
    if "=" not in href and not href[-2:].rstrip("/")[-1:].isdigit():
        return False
    return bool(_MAY_BE_PART.search(href)) and not _COMMENTS.search(href.partition("#")[2])
