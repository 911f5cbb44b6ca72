"""What the dataset has to be after any nights, told from what the site served alone: cards in, pages out, versions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
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
    """One answer that told something: a card, or an article's page (``facts`` None where there was none)."""

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
            yield Served("page", article_id, expected(post, self.site) if post else None)
        elif request.path == "/berita":
            page = int(request.parameter("page", "1"))
            size = pages.CARDS_A_PAGE  # looked up, since a test makes pages smaller
            for post in self.site.listing()[(page - 1) * size : page * size]:
                yield Served("card", post.article_id, _card(post, None))
        elif request.path == "/index.php/rss_berita":
            for post in self.site.feed():
                yield Served("card", post.article_id, _card(post, post.published))


def observed(server: MiniSite) -> Observer:
    """Returns the observer of a server, put before its pages."""
    observer = Observer(server.site, server._pages)
    server._pages = observer
    return observer


def _card(post: Post, moment: dt.datetime | None) -> dict[str, Any]:
    return {"day": post.day, "at": moment, "title": " ".join(post.title.split())}


class History:
    """The versions that articles have had, and the cards that were met.

    ``owed`` are articles whose news (a first or another card) was not followed by a fetch yet; of the last night
    ``changed`` says whether any row did, ``news`` and ``fetched`` which articles there were.
    """

    def __init__(self) -> None:
        self.versions: dict[str, list[dict[str, Any]]] = {}
        self.cards: dict[str, dict[str, Any]] = {}
        self.missing_since: dict[str, dt.datetime] = {}
        self.owed: set[str] = set()
        self.news: set[str] = set()
        self.fetched: list[str] = []
        self.changed = False

    def night(self, served: list[Served], now: dt.datetime) -> None:
        """Takes in what one night was served."""
        self.changed, self.news, self.fetched = False, set(), []
        for kind, article_id, facts in served:
            if kind == "page":
                self.owed.discard(article_id)
                self.fetched.append(article_id)
                self._fetch(article_id, facts, now)
            elif facts is not None and self._is_news(article_id, facts):
                self.cards[article_id] = facts
                self.owed.add(article_id)
                self.news.add(article_id)

    def _is_news(self, article_id: str, card: dict[str, Any]) -> bool:
        before = self.cards.get(article_id)
        return before is None or (before["day"], before["title"]) != (card["day"], card["title"])

    def _fetch(self, article_id: str, facts: dict[str, Any] | None, now: dt.datetime) -> None:
        versions = self.versions.get(article_id, [])
        if facts is None:
            self._miss(article_id, versions, now)
            return
        self.missing_since.pop(article_id, None)
        seen = self._row(article_id, facts, now)
        if not versions:
            self.versions[article_id] = [seen | {"revision": 1, "first_seen_at": now}]
            self.changed = True
            return
        current = versions[-1]
        if current["status"] == "live" and _is_same(current, seen):
            self._fill(current, seen, ("published_date", "published_at", "date_source", "year"))
            return
        number = {"revision": current["revision"] + 1, "first_seen_at": current["first_seen_at"]}
        versions.append(seen | number)
        self.changed = True

    def _fill(self, current: dict[str, Any], seen: dict[str, Any], names: tuple[str, ...]) -> None:
        late = {n: seen[n] for n in names if current[n] in (None, 0) and seen[n] not in (None, 0)}
        current |= late
        self.changed |= bool(late)

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


def _is_same(current: dict[str, Any], seen: dict[str, Any]) -> bool:
    # A day that becomes known later is no edit.
    same_day = seen["published_date"] == current["published_date"] or current["published_date"] is None
    return same_day and (current["title"], current["body"]) == (seen["title"], seen["body"])
