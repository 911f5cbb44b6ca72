"""What a page says about itself to machines: JSON-LD, microdata and meta elements, broken ones too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import attrs
from lxml import etree

from pipelines.pages.json_ld import DEPTH, read_json_ld
from pipelines.text.lines import fold, text_of

_ARTICLE: Final = re.compile(r"(?:News|Report|Blog|Scholarly|Tech|Social)?\w*(?:Article|Posting|Report)$")
_PUBLISHED: Final = re.compile(
    r"publish(?!er)|pubdate|issued|^(?:article[.:_-])?date$|^dc(?:terms)?[.:]date(?:[.:]created)?$"
    r"|^(?:date[.:_-]?)?created$|^dc(?:terms)?[.:]created$",
    re.I,
)
_NOT_PUBLISHED: Final = re.compile(r"modif|updat|expire|last|publisher|article:author", re.I)
_TITLES: Final = ("og:title", "twitter:title", "title", "dc.title", "dcterms.title", "headline")
TIMES: Final = ("time", "abbr")
# What microdata and RDFa mark in a text; a meta element among it belongs to the head.
MARKED: Final = frozenset(
    (*TIMES, "a", "span", "div", "p", "td", "li", "section", "address", "b", "strong", "em")
)
_LONGEST: Final = 300


@attrs.frozen
class Metadata:
    """The claims of a page's head: titles (best first), dates as written (best first), names, tags, pictures.

    ``confirmed`` tells that more than the ``title`` element claims a title; that one is the last of ``titles``.
    ``is_article`` tells that the page calls itself an article.
    """

    titles: tuple[str, ...] = ()
    confirmed: bool = False
    dates: tuple[str, ...] = ()
    site_names: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    address: str | None = None
    og_type: str | None = None
    body: str | None = None
    is_article: bool = False


def read_metadata(elements: Mapping[str, list[etree._Element]]) -> Metadata:
    """Returns what the page's head, JSON-LD and microdata claim; ``elements`` are those that tell of the page."""
    metas = _metas(elements["meta"])
    articles, pages = _article_things(list(read_json_ld(elements["script"])), metas)
    things = articles + pages
    printed = next(map(text_of, elements["title"]), "")
    titles = [t for name in _TITLES for t in metas.get(name, ())]
    headlines = [fold(t["headline"]) for t in things if isinstance(t.get("headline"), str)]
    return Metadata(
        titles=_unique(t[:_LONGEST] for t in (*titles[:2], *headlines, *titles[2:], printed)),
        confirmed=bool(titles or headlines),
        dates=_unique([*_thing_dates(things), *_meta_dates(elements["meta"])]),
        site_names=_unique([*metas.get("og:site_name", ()), *metas.get("application-name", ())]),
        authors=_unique([*_names(things), *metas.get("article:author", ()), *metas.get("author", ())]),
        tags=_unique(metas.get("article:tag", ())),
        images=_unique([*metas.get("og:image", ()), *metas.get("twitter:image", ())]),
        address=next(iter([*_canonical(elements["link"]), *metas.get("og:url", ())]), None),
        og_type=next(iter(metas.get("og:type", ())), None),
        is_article=bool(articles) or "article" in metas.get("og:type", ()),
        body=next((t["articleBody"] for t in things if isinstance(t.get("articleBody"), str)), None),
    )


def _metas(elements: list[etree._Element]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in elements:
        name = meta.get("property") or meta.get("name") or meta.get("http-equiv") or ""
        content = fold(meta.get("content") or "")
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _canonical(links: list[etree._Element]) -> list[str]:
    named = (link.get("href") for link in links if (link.get("rel") or "").lower() == "canonical")
    return [href for href in named if href]


def _is(thing: dict[str, Any], pattern: re.Pattern[str]) -> bool:
    types = thing.get("@type")
    names = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and pattern.search(name) for name in names)


def _article_things(
    things: list[dict[str, Any]], metas: dict[str, list[str]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Returns what describes this page as an article, and what describes it as a page."""
    articles = [thing for thing in things if _is(thing, _ARTICLE)]
    if len(articles) > 1:
        # A list of other articles describes itself too; this page's own carries its title.
        wanted = {t.casefold() for t in metas.get("og:title", ())}
        own = [a for a in articles if fold(str(a.get("headline") or "")).casefold() in wanted]
        articles = own or articles[:1]
    pages = [thing for thing in things if _is(thing, re.compile("WebPage$"))]
    return articles, pages


def _thing_dates(things: list[dict[str, Any]]) -> list[str]:
    dates = (thing.get("datePublished") or thing.get("dateCreated") for thing in things)
    return [str(date) for date in dates if isinstance(date, str | int)]


def _meta_dates(elements: list[etree._Element]) -> list[str]:
    found: list[tuple[int, str]] = []
    for meta in elements:
        for rank, key in enumerate(("property", "itemprop", "name")):
            name = meta.get(key)
            if name and _PUBLISHED.search(name) and not _NOT_PUBLISHED.search(name):
                created = "created" in name.lower()
                found.append((rank + 9 * created, fold(meta.get("content") or "")))
    return [content for _, content in sorted(found, key=lambda pair: pair[0]) if content]


def _names(things: list[dict[str, Any]]) -> list[str]:
    names: list[str] = []
    for thing in things:
        value = thing.get("author")
        for item in value if isinstance(value, list) else [value]:
            name = item
            for _ in range(DEPTH):
                name = name.get("name") if isinstance(name, dict) else name
            if isinstance(name, str):
                names.append(fold(name))
    return names


def _unique(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
