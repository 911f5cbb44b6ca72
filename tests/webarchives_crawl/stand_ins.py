"""Captures of a small site with a past, and archives that hold them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from support.arranged import make_site
from support.corpora import rows
from support.webarchives import Capture, CommonCrawl, Wayback, capture_site

from crawler.minisite.messages import Request, Response
from crawler.minisite.model import Site
from crawler.minisite.post import Post

FIRST = dt.datetime(2026, 3, 2, 3, tzinfo=dt.UTC)
SECOND = FIRST + dt.timedelta(days=60)
SOURCES = ("show_post", "joomla")

ARCHIVES: dict[str, Callable[[Iterable[Capture]], Callable[[Request], Response]]] = {
    "wayback": Wayback,
    "commoncrawl": CommonCrawl,
}


class History(NamedTuple):
    """A site captured at FIRST and at SECOND; in between one post was edited and every related list moved on."""

    site: Site
    edited: Post
    first: list[Capture]
    second: list[Capture]

    @property
    def captures(self) -> list[Capture]:
        return self.first + self.second


def make_history(posts: int = 12) -> History:
    site = make_site(0, posts)
    first = capture_site(site, FIRST)
    old = site.newest("show_post")[2]
    edited = site.edit(
        old.article_id, paragraphs=("Naskah yang diperbaiki oleh redaksi.", *old.paragraphs[1:])
    )
    site.shift_related()
    return History(site, edited, first, capture_site(site, SECOND))


class Losing:
    """A Wayback Machine whose index lists captures that it does not have any more."""

    def __init__(self, listed: Iterable[Capture], kept: Iterable[Capture]) -> None:
        self._index, self._playback = Wayback(listed), Wayback(kept)

    def __call__(self, request: Request) -> Response:
        return (self._index if request.path.startswith("/cdx/") else self._playback)(request)


def fetched(server: Any) -> list[str]:
    """The captures that a server was asked for."""
    return [entry.path for entry in server.log if entry.path.startswith(("/web/", "/crawl-data/"))]


def versions(data: Path) -> list[dict[str, Any]]:
    """Every stored version, without the place where its capture happens to be kept."""
    return [
        {name: value for name, value in row.items() if not name.startswith("archive_")}
        for row in rows(data, "revisions")
    ]
