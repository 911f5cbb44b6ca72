"""Links to other articles: their ids, and whether the text of a link is a title or a teaser."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from pipelines.addresses import Address, canonical, identify, slug_title
from pipelines.article import RelatedLink

# A teaser is the first 150 characters of a body; a space at the cut and entities make it a little shorter.
_TEASER: Final = range(130, 153)
_SURELY_CUT: Final = range(148, 153)
_WORD: Final = re.compile(r"[^\W_]")
_BETWEEN: Final = re.compile(r"[\W_]+")
_ELLIPSIS: Final = re.compile(r"(?:…|\.\.\.)\]?$")
_SENTENCE_END: Final = re.compile(r"[.!?][\"'”’)]*$")


def letters(text: str) -> str:
    """Returns the text's letters and digits in lower case: what two printings of a title share."""
    return _BETWEEN.sub("", text.casefold())


def related_links(
    links: Iterable[tuple[str, str | None]], own_url: str, *, titles: bool = False
) -> tuple[RelatedLink, ...]:
    """Returns the links of one page from (absolute address, text) pairs, each article once, without ``own_url``.

    Of several texts for one article the first counts. A text without a letter or digit, such as an arrow, does not
    count. ``titles`` is true for a layout whose links print titles, never teasers.
    """
    texts: dict[str, str | None] = {}
    found: dict[str, tuple[str, Address | None]] = {}
    for href, text in links:
        address = identify(href)
        url = address.url if address else canonical(href)
        if url is None or url == own_url:
            continue
        texts[url] = texts.get(url) or (text if text and _WORD.search(text) else None)
        found.setdefault(url, (href, address))
    return tuple(_link(i, url, *found[url], text, titles) for i, (url, text) in enumerate(texts.items()))


@lru_cache(maxsize=1024)
def _link(
    position: int, url: str, href: str, address: Address | None, text: str | None, titles: bool
) -> RelatedLink:
    slug = slug_title(href)
    return RelatedLink(
        position=position,
        url=url,
        text=text,
        title=text if titles else _link_title(text, slug),
        post_id=address.post_id if address else None,
        article_id=address.article_id if address else None,
        truncated=text is not None and not titles and _is_truncated(text, slug),
    )


def _is_truncated(text: str, slug: str | None) -> bool:
    """Whether a link's text is a teaser that was cut, not a title; ``slug`` is the title in its address."""
    if _ELLIPSIS.search(text):
        return True
    if slug and letters(text) == letters(slug):
        return False
    return len(text) in _SURELY_CUT or (len(text) in _TEASER and not _SENTENCE_END.search(text))


def _link_title(text: str | None, slug: str | None) -> str | None:
    """Returns the title of the article behind a link: its text where that is one, else its slug's words."""
    if text is None or _is_truncated(text, slug):
        return slug
    is_sentence = len(text) in _TEASER or _SENTENCE_END.search(text)
    if slug and is_sentence and not letters(text).startswith(letters(slug)):
        return slug
    return text
