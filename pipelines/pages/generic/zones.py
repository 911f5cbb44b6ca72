"""Parts of a page that are not the article's text, told by their tags and by the words in their class and id."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import attrs
from lxml import etree

_BY_TAG: Final[dict[str, str]] = {
    **dict.fromkeys(("nav", "header", "aside", "form", "dialog"), "menu"),
    "footer": "footer",
    "figcaption": "caption",
}
# Common words of templates, English and Indonesian, in a class or an id.
_BY_WORD: Final[dict[str, str]] = {
    "comment": r"comments?(?:list|form|box|area)? komentar boxkomentar disqus\w* fbcomments? respond",
    "related": r"related\w* terkait bacajuga baca[-_]?juga\w* rekomendasi recommend\w* readalso alsoread",
    "share": r"shar(?:e|es|ing|ed)\w* \w*sosmed socmed social\w* addthis\w* addtoany\w* a2a sosial medsos",
    "advert": r"ads? iklan\w* advert\w* adsbygoogle \w*banner sponsor\w* gpt dfp",
    "caption": r"caption\w* (?:photo|foto|image|img|picture)[-_]?credits? photodesc imgdesc captionfoto keteranganfoto",
    "tags": r"tags? tagging tagcloud\w* taglist hashtag topik",
    "menu": r"nav navbar\w* navigation menu\w* breadcrumbs? breadcum\w* sidebar\w* topbar paging\w* pagination\w*"
    r" pager newsletter\w* subscri\w* modal\w* popup\w* cookies? consent login\w*",
    "footer": r"footer\w* kaki copyright",
    "byline": r"authors? byline penulis reporter credits? vcard biography",
    "popular": r"popul[ae]r terpopuler trending mostread terkini terbaru latest",
}
_WORDS: Final = tuple((word, kind) for kind, words in _BY_WORD.items() for word in words.split())
# In lower case. An empty group behind each word tells which one it was; alternatives without a group around them are
# told apart by their first letter.
_WORD: Final = re.compile(r"(?:^|[_-])(?:" + "|".join(f"{word}()" for word, _ in _WORDS) + r")(?=$|[_-])")
# These words are parts of many names ("date-header"); only as a whole name they mean the page's head.
_HEADS: Final = ("header", "head", "masthead", "logo", "search")
_OF: Final = ("site", "page", "main", "top", "global", "web")
_WHOLE: Final = frozenset(
    [*_HEADS, *(of + mark + head for of in _OF for mark in ("", "-", "_") for head in _HEADS)]
)
_NAMES_READ: Final = 500  # of an element's classes and id
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


@attrs.frozen(eq=False)
class Zone:
    """One such part of a page; two parts of one kind are two zones."""

    kind: str


def kind_of(element: etree._Element) -> str | None:
    """Returns the kind of zone that an element opens, or None."""
    return _kind(str(element.tag), element.get("class"), element.get("id"))


@lru_cache(maxsize=16_384)
def _kind(tag: str, name: str | None, identifier: str | None) -> str | None:
    kind = _BY_TAG.get(tag)
    if kind or tag in ("html", "body") or not (name or identifier):
        return kind
    names = f"{name or ''} {identifier or ''}"[:_NAMES_READ].split()
    for found in map(_kind_by_word, names):
        if found:
            return found
    return None if _WHOLE.isdisjoint(map(str.lower, names)) else "menu"


@lru_cache(maxsize=16_384)
def _kind_by_word(name: str) -> str | None:
    found = _WORD.search(name if name.islower() else _CAMEL.sub("-", name).lower())
    return _WORDS[found.lastindex - 1][1] if found and found.lastindex else None
