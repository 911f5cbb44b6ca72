"""What the miniature site holds: posts, and their order."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any, Final, Literal

import attrs

from crawler.minisite.post import Post, Source

FEED_LENGTH: Final = 100
INDEX_PAGES: Final = 10
# How a site answers for an article that it does not have: a status, 200 without an article, or a redirect.
Missing = Literal["500", "404", "410", "soft", "home"]
# What keeps the whole application from answering.
Outage = Literal["maintenance", "database"]
Status = Literal["live", "unlisted", "gone"]


class Site:
    """The posts of both generations. It may be changed while it is served; each change raises ``version``.

    A site that never had posts of the old generation does not have its addresses either. ``index_pages`` is the number
    of listing pages that the database reads from an index; it sorts the pages beyond them. The two orders differ
    within a day, so posts of a day on both sides of that border are listed twice or never. None: one order.
    """

    def __init__(self, posts: Iterable[Post] = (), index_pages: int | None = INDEX_PAGES) -> None:
        self.version = 0
        self.index_pages = index_pages
        self.outage: Outage | None = None
        self._posts: dict[str, Post] = {p.article_id: p for p in posts}
        self.has_old_generation = any(post.source == "show_post" for post in self._posts.values())
        self._deleted: set[str] = set()
        self._withdrawn: set[str] = set()
        self._broken: set[str] = set()
        self._order: dict[Source, tuple[Post, ...]] = {}
        self._sorted: tuple[Post, ...] | None = None
        self._lock = threading.RLock()

    # -- what an editor does

    def publish(self, post: Post, *, draft: bool = False) -> None:
        """Puts a post on the site; one that is dated back lands in the middle of the listing.

        A ``draft`` answers at its address, but no listing offers it. Raises ValueError where the id is taken.
        """
        with self._lock:
            if post.article_id in self._posts:
                raise ValueError(f"{post.article_id} exists already")
            self._posts[post.article_id] = post
            self.has_old_generation |= post.source == "show_post"
            if draft:
                self._withdrawn.add(post.article_id)
            self._changed()

    def edit(self, article_id: str, **changes: Any) -> Post:
        """Returns the post with some fields changed; a new title alone keeps the old slug."""
        with self._lock:
            post = attrs.evolve(self._on_site(article_id), **changes)
            self._posts[article_id] = post
            self._changed()
            return post

    def delete(self, article_id: str) -> None:
        """Takes a post off the site. Raises KeyError where it is not on it."""
        self._mark(self._deleted, self._on_site(article_id))

    def restore(self, article_id: str) -> None:
        """Brings a deleted post back as it was. Raises KeyError where none was deleted."""
        self._unmark(self._deleted, article_id)

    def withdraw(self, article_id: str) -> None:
        """Makes a published post a draft: it still answers at its address. Raises KeyError where it is not there."""
        self._mark(self._withdrawn, self._on_site(article_id))

    def republish(self, article_id: str) -> None:
        """Publishes a draft. Raises KeyError where there is none."""
        self._unmark(self._withdrawn, article_id)

    def break_page(self, article_id: str) -> None:
        """Gives a post a tag whose name is missing: it stays listed and its address answers 500."""
        self._mark(self._broken, self._on_site(article_id))

    def mend_page(self, article_id: str) -> None:
        """Takes such a tag away. Raises KeyError where there is none."""
        self._unmark(self._broken, article_id)

    # -- what an operator does

    def fail(self, outage: Outage) -> None:
        """Stops the application: every page answers 503 in ``maintenance``, 500 without its ``database``."""
        self.outage = outage
        self._changed()

    def recover(self) -> None:
        """Ends an outage."""
        self.outage = None
        self._changed()

    # -- what the site shows

    def missing(self, source: Source) -> Missing:
        """Returns how absent articles of a source answer."""
        return "500" if source == "berita" else "soft"

    def get(self, article_id: str) -> Post | None:
        """Returns the post that answers at its address, drafts and broken ones too, or None."""
        return None if article_id in self._deleted else self._posts.get(article_id)

    def is_broken(self, article_id: str) -> bool:
        """Returns whether a post is on the site and its page answers 500."""
        return article_id in self._broken and self.get(article_id) is not None

    def status(self, article_id: str) -> Status:
        """Returns what a corpus should say of a post. Raises KeyError for one that never was."""
        post = self._posts[article_id]
        if post.article_id in self._deleted:
            return "gone"
        return "unlisted" if post.article_id in self._withdrawn else "live"

    def newest(self, source: Source, count: int | None = None) -> tuple[Post, ...]:
        """Returns published posts of a source, newest day first, within a day the highest id first."""
        with self._lock:
            if source not in self._order:
                hidden = self._deleted | self._withdrawn
                posts = (p for p in self._posts.values() if p.source == source and p.article_id not in hidden)
                self._order[source] = tuple(sorted(posts, key=_newest_first))
            return self._order[source][:count]

    def listing(self, source: Source = "berita") -> tuple[Post, ...]:
        """Returns published posts in the order of the listing."""
        return self.newest(source)

    def listing_of_page(self, number: int) -> tuple[Post, ...]:
        """Returns the order that the listing has when a page of it is asked for; see ``index_pages``."""
        if self.index_pages is None or number <= self.index_pages:
            return self.listing()
        with self._lock:
            if self._sorted is None:
                self._sorted = tuple(sorted(self.listing(), key=lambda p: (_age(p), p.post_id)))
            return self._sorted

    def feed(self) -> tuple[Post, ...]:
        """Returns what the feed holds now: the newest hundred posts of the old generation."""
        return self.newest("show_post", FEED_LENGTH)

    def posts(self) -> tuple[Post, ...]:
        """Returns every published post, newest first, ``berita`` before ``show_post``."""
        return self.newest("berita") + self.newest("show_post")

    def beside(self, post: Post) -> tuple[Post, ...]:
        """Returns the posts in the related list of a page, which may offer the page itself."""
        count = 4 if post.source == "berita" else 5
        return self.newest(post.source, count)

    def read_also(self, post: Post) -> Post | None:
        """Returns the post that a "Baca juga" in the text points to, while it is on the site."""
        return None if post.read_also is None else self.get(f"berita:{post.read_also}")

    def _on_site(self, article_id: str) -> Post:
        """Returns a post that answers at its address. Raises KeyError where there is none."""
        post = self.get(article_id)
        if post is None:
            raise KeyError(article_id)
        return post

    def _mark(self, marks: set[str], post: Post) -> None:
        with self._lock:
            marks.add(post.article_id)
            self._changed()

    def _unmark(self, marks: set[str], article_id: str) -> None:
        with self._lock:
            marks.remove(article_id)
            self._changed()

    def _changed(self) -> None:
        self._order.clear()
        self._sorted = None
        self.version += 1


def _age(post: Post) -> tuple[bool, int]:
    """Returns the sort key of the newest day first; posts without a day are last."""
    return post.known_day is None, -post.day.toordinal()


def _newest_first(post: Post) -> tuple[tuple[bool, int], int]:
    return _age(post), -post.post_id
