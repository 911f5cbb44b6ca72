"""What the dataset has to be after any nights, told from what the site served alone: cards in, pages out, versions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence, Set
from typing import Any, NamedTuple

from support.corpora import plain
from support.expected import expected

from crawler.minisite import pages
from crawler.minisite.messages import App, Request, Response
from crawler.minisite.model import Site
from crawler.minisite.post import Post
from crawler.minisite.server import MiniSite
from pipelines.corpus.decisions import GONE_AFTER

_ARTICLE = re.compile(r"/berita-detail/(\d+)|/show_post/detail/(\d+)")


class Served(NamedTuple):
    """One answer that told something: a card, a card that a search found, an article's page, or a search.

    ``facts`` is None for a page without an article, and for a search, whose words stand for the id.
    """

    kind: str
    article_id: str
    facts: dict[str, Any] | None


class Observer:
    """Notes what a site tells in each answer, as it is at that moment."""

    def __init__(self, site: Site, app: App) -> None:
        self.site, self._app = site, app
        self.served: list[Served] = []
        self.paths: list[str] = []

    def __call__(self, request: Request) -> Response:
        response = self._app(request)
        self.paths.append(request.target)
        self.served += self._told(request)
        return response

    def _told(self, request: Request) -> Iterator[Served]:
        article = _ARTICLE.search(request.path)
        if article:
            article_id = f"berita:{article[1]}" if article[1] else f"show_post:{article[2]}"
            post = self.site.get(article_id)
            facts = expected(post, self.site) | {"status": self.site.status(article_id)} if post else None
            yield Served("page", article_id, facts)
        elif request.path == "/berita":
            for post in _on_page(self.site.listing(), request):
                yield Served("card", post.article_id, _card(post, None))
        elif request.path == "/berita/cari":
            key = request.parameter("key")
            yield Served("search", key, None)
            for post in _on_page([p for p in self.site.listing() if key.lower() in p.title.lower()], request):
                yield Served("found", post.article_id, _card(post, None))
        elif request.path == "/index.php/rss_berita":
            for post in self.site.feed():
                yield Served("card", post.article_id, _card(post, post.published))


def observed(server: MiniSite) -> Observer:
    """Returns the observer of a server, put before its pages."""
    observer = Observer(server.site, server._pages)
    server._pages = observer
    return observer


def _on_page(posts: Sequence[Post], request: Request) -> Sequence[Post]:
    size, page = (
        pages.CARDS_A_PAGE,
        int(request.parameter("page", "1")),
    )  # looked up, since a test makes pages smaller
    return posts[(page - 1) * size : page * size]


def _card(post: Post, moment: dt.datetime | None) -> dict[str, Any]:
    return {"day": post.day, "at": moment, "title": " ".join(post.title.split())}


class History:
    """The versions that articles have had, and the cards that were met.

    ``owed`` are articles whose news (a first or another card) was not followed by a fetch yet; of the last night
    ``changed`` says whether any row did, ``news``, ``fetched`` and ``found`` (by a search) which articles there were.
    """

    def __init__(self) -> None:
        self.versions: dict[str, list[dict[str, Any]]] = {}
        self.cards: dict[str, dict[str, Any]] = {}
        self.missing_since: dict[str, dt.datetime] = {}
        self.owed: set[str] = set()
        self.news: set[str] = set()
        self.fetched: list[str] = []
        self.found: set[str] = set()
        self.changed = False

    def night(self, served: list[Served], now: dt.datetime) -> None:
        """Takes in what one night was served."""
        self.changed, self.news, self.fetched = False, set(), []
        self.found = {s.article_id for s in served if s.kind == "found"}
        keys = {s.article_id.lower() for s in served if s.kind == "search"}
        # A page whose article was searched for is settled after the search.
        doubted = [s for s in served if _is_searched(s, keys)]
        for kind, article_id, facts in [*(s for s in served if s not in doubted), *doubted]:
            if kind == "page":
                self.owed.discard(article_id)
                self.fetched.append(article_id)
                self._fetch(
                    article_id, facts, now, is_searched=_is_searched(Served(kind, article_id, facts), keys)
                )
            elif facts is not None and self._is_news(article_id, facts):
                self.cards[article_id] = facts
                self.owed.add(article_id)
                self.news.add(article_id)

    def _is_news(self, article_id: str, card: dict[str, Any]) -> bool:
        before = self.cards.get(article_id)
        return before is None or (before["day"], before["title"]) != (card["day"], card["title"])

    def _fetch(
        self, article_id: str, facts: dict[str, Any] | None, now: dt.datetime, *, is_searched: bool
    ) -> None:
        versions = self.versions.get(article_id, [])
        if facts is None:
            self._miss(article_id, versions, now)
            return
        self.missing_since.pop(article_id, None)
        seen = self._row(article_id, facts, now)
        if facts["status"] == "unlisted" and is_searched:
            seen["status"] = "unlisted"
        if not versions:
            self.versions[article_id] = [seen | {"revision": 1, "first_seen_at": now}]
            self.changed = True
            return
        current = versions[-1]
        if current["status"] == seen["status"] and _is_same(current, seen):
            self._fill(current, seen, ("published_date", "published_at", "date_source", "year"))
            return
        number = {"revision": current["revision"] + 1, "first_seen_at": current["first_seen_at"]}
        versions.append(seen | number)
        self.changed = True

    def _fill(self, current: dict[str, Any], seen: dict[str, Any], names: tuple[str, ...]) -> None:
        """Takes the page over as it is now where it tells a day or a time that was not known."""
        if any(current[n] in (None, 0) and seen[n] not in (None, 0) for n in names):
            current |= {n: value for n, value in seen.items() if n not in names or value not in (None, 0)}
            self.changed = True

    def _miss(self, article_id: str, versions: list[dict[str, Any]], now: dt.datetime) -> None:
        if not versions or versions[-1]["status"] == "gone":
            return
        since = self.missing_since.setdefault(article_id, now)
        if now - since >= GONE_AFTER:
            current = versions[-1]
            versions.append(current | {"revision": current["revision"] + 1, "status": "gone", "gone_at": now})
            del self.missing_since[article_id]
            self.changed = True

    def _row(self, article_id: str, facts: dict[str, Any], now: dt.datetime) -> dict[str, Any]:
        """The columns of a page read now, beside the card as it is known now."""
        card = self.cards.get(article_id)
        listed = facts["source"] == "berita"
        day = (card["day"] if card else None) if listed else facts["published_date"]
        return {name: plain(value) for name, value in facts.items()} | {
            "published_date": day,
            "published_at": card["at"] if card and card["day"] == day else None,
            "date_source": (("listing" if listed else "page") if day else None),
            "year": day.year if day else 0,
            "word_count": len(facts["body"].split()),
            "status": "live",
            "fetched_at": now,
            "gone_at": None,
        }


def _is_searched(served: Served, keys: Set[str]) -> bool:
    facts = served.facts
    is_page = served.kind == "page" and facts is not None and facts["source"] == "berita"
    return is_page and any(key in facts["title"].lower() for key in keys)


def _is_same(current: dict[str, Any], seen: dict[str, Any]) -> bool:
    # A day that becomes known later is no edit.
    same_day = seen["published_date"] == current["published_date"] or current["published_date"] is None
    return same_day and (current["title"], current["body"]) == (seen["title"], seen["body"])
