"""Articles that their site divides into several pages."""

from __future__ import annotations

import re
from typing import Final

from pipelines.addresses import HOME, canonical, host_of, part
from pipelines.pages.base import ArticlePage

# Cheap tests before the address is read: a parameter for a page, or a path that ends with a small number.
_NUMBERED: Final = tuple(digit + slash for digit in "0123456789" for slash in ("", "/"))
_MAY_BE_PART: Final = re.compile(r"[?&](?:page|hal|halaman|showpage)=|/\d{1,2}/?$", re.I)
_COMMENTS: Final = re.compile(r"comment|komentar", re.I)


def has_further_parts(page: ArticlePage) -> bool:
    """Whether a page links to further parts of its own article, so that its text is only the first part."""
    if host_of(page.url) == host_of(HOME):  # it divides none
        return False
    hrefs = dict.fromkeys([a.get("href", "") for a in page.elements["a"]])
    numbered = [href for href in hrefs if "=" in href or href.endswith(_NUMBERED)]
    urls = filter(None, map(page.absolute, filter(_may_be_part, numbered)))
    return any(part(url) != 1 and canonical(url) == page.url for url in urls)


def _may_be_part(href: str) -> bool:
    return bool(_MAY_BE_PART.search(href)) and not _COMMENTS.search(href.partition("#")[2])
