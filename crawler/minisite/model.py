"""What the miniature site holds: posts, and their order."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterable
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

import attrs

from pipelines.addresses import article_url
from pipelines.article import Image

WIB: Final = ZoneInfo("Asia/Jakarta")
MONTHS: Final = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli"),
    *("Agustus", "September", "Oktober", "November", "Desember"),
)
TEASER_LENGTH: Final = 150
FEED_LENGTH: Final = 100
CARDS_A_PAGE: Final = 9

Source = Literal["berita", "show_post"]
# The markup in which the body is stored; a reader sees the same paragraphs in every form.
BodyForm = Literal[
    "paragraphs",
    "plain_text",
    "plain_breaks",
    "br",
    "nbsp",
    "styled",
    "word_paste",
    "list",
    "quote",
    "table",
    "captioned_image",
]
# How a page of the old generation arranges its words; none is known to be the real one.
Layout = Literal["columns", "table", "breaks", "semantic", "word", "list_first", "bare"]
Missing = Literal["soft", "404", "410", "home"]


@attrs.frozen
class Post:
    """One article. ``paragraphs`` are what a reader sees; ``body_form`` says in which markup they are stored.

    ``published`` is aware (WIB). Pictures with a caption are printed only by the form ``captioned_image``.
    ``layout`` is used by ``show_post`` alone; ``tags``, ``og`` (share metadata) and ``read_also`` (the id that
    a "Baca juga" in the text points to, not possible in plain text) by ``berita`` alone.
    """

    source: Source
    post_id: int
    title: str
    published: dt.datetime
    paragraphs: tuple[str, ...]
    event_date: dt.date | None = None
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    body_form: BodyForm = "paragraphs"
    layout: Layout = "columns"
    og: bool = False
    read_also: int | None = None
    slug: str = attrs.field()

    @slug.default
    def _slug_of_title(self) -> str:
        return slug_of(self.title)

    def __attrs_post_init__(self) -> None:
        if self.read_also is not None and (self.source != "berita" or self.body_form.startswith("plain")):
            raise ValueError("no 'Baca juga' in plain text or in the old generation")

    @property
    def article_id(self) -> str:
        """Returns ``SOURCE:POST_ID``."""
        return f"{self.source}:{self.post_id}"

    @property
    def url(self) -> str:
        """Returns the canonical address."""
        return article_url(self.source, self.post_id)

    @property
    def path(self) -> str:
        """Returns the path the site's own links use: with the slug in the old generation."""
        if self.source == "berita":
            return f"/berita-detail/{self.post_id}"
        return f"/index.php/show_post/detail/{self.post_id}/{self.slug}"

    @property
    def day(self) -> dt.date:
        """Returns the publication day in WIB."""
        return self.published.astimezone(WIB).date()

    @property
    def body(self) -> str:
        """Returns the paragraphs, one a line."""
        return "\n".join(self.paragraphs)

    @property
    def printed_images(self) -> tuple[Image, ...]:
        """Returns the pictures that the page shows."""
        return tuple(i for i in self.images if not i.caption or self.body_form == "captioned_image")

    @property
    def teaser(self) -> str:
        """Returns the first 150 characters of the body, cut anywhere."""
        return " ".join(self.paragraphs)[:TEASER_LENGTH]


def slug_of(title: str) -> str:
    """Returns a title as the old generation writes it into an address: lower-case words joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", title.lower()))


def long_day(day: dt.date) -> str:
    """Returns a day as the old generation prints it, such as ``08 September 2024``."""
    return f"{day.day:02} {MONTHS[day.month - 1]} {day.year}"


class Site:
    """The posts of both generations. It may be changed while it is served; each change raises ``version``."""

    def __init__(self, posts: Iterable[Post] = ()) -> None:
        self.version = 0
        self._missing: dict[Source, Missing] = {"berita": "404", "show_post": "soft"}
        self._live: dict[str, Post] = {p.article_id: p for p in posts}
        self._deleted: dict[str, Post] = {}
        self._pinned: tuple[str, ...] = ()
        self._order: dict[Source, tuple[Post, ...]] = {}
        self._related_from = 0
        self._lock = threading.RLock()

    def publish(self, post: Post) -> None:
        """Puts a post on the site; one that is dated back lands in the middle of the listing.

        Raises ValueError where its id is taken.
        """
        with self._lock:
            if post.article_id in self._live or post.article_id in self._deleted:
                raise ValueError(f"{post.article_id} exists already")
            self._live[post.article_id] = post
            self._changed()

    def edit(self, article_id: str, **changes: Any) -> Post:
        """Returns the post with some fields changed; a new title alone keeps the old slug."""
        with self._lock:
            post = attrs.evolve(self._live[article_id], **changes)
            self._live[article_id] = post
            self._changed()
            return post

    def delete(self, article_id: str) -> None:
        """Takes a post off the site. Raises KeyError where it is not on it."""
        with self._lock:
            self._deleted[article_id] = self._live.pop(article_id)
            self._changed()

    def restore(self, article_id: str) -> None:
        """Brings a deleted post back as it was. Raises KeyError where none was deleted."""
        with self._lock:
            self._live[article_id] = self._deleted.pop(article_id)
            self._changed()

    def pin(self, *article_ids: str) -> None:
        """Keeps these posts on top of the listing, whatever their day; without any, none is pinned."""
        with self._lock:
            self._pinned = article_ids
            self._changed()

    def answer_missing(self, source: Source, answer: Missing) -> None:
        """Sets how absent articles answer: ``404``, ``410``, ``soft`` (200, no article) or ``home`` (redirect).

        At first ``berita`` answers 404 and ``show_post`` softly.
        """
        with self._lock:
            self._missing[source] = answer
            self._changed()

    def missing(self, source: Source) -> Missing:
        """Returns how absent articles of a source answer."""
        return self._missing[source]

    def get(self, article_id: str) -> Post | None:
        """Returns a post that is on the site, or None."""
        return self._live.get(article_id)

    def newest(self, source: Source, count: int | None = None) -> tuple[Post, ...]:
        """Returns live posts of a source, newest publication day first, within a day the highest id first."""
        with self._lock:
            if source not in self._order:
                posts = (p for p in self._live.values() if p.source == source)
                self._order[source] = tuple(sorted(posts, key=lambda p: (p.day, p.post_id), reverse=True))
            return self._order[source][:count]

    def listing(self, source: Source = "berita") -> tuple[Post, ...]:
        """Returns live posts in the order of the listing: pinned ones first, then the newest."""
        with self._lock:
            pinned = [self._live[i] for i in self._pinned if i in self._live]
            if not pinned:
                return self.newest(source)
            rest = (p for p in self.newest(source) if p.article_id not in self._pinned)
            return (*(p for p in pinned if p.source == source), *rest)

    def feed(self) -> tuple[Post, ...]:
        """Returns what the feed holds now: the newest hundred posts of the old generation."""
        return self.newest("show_post", FEED_LENGTH)

    def posts(self) -> tuple[Post, ...]:
        """Returns every live post, newest first, ``berita`` before ``show_post``."""
        return self.newest("berita") + self.newest("show_post")

    def beside(self, post: Post) -> tuple[Post, ...]:
        """Returns the posts in the related list of a page, which may offer the page itself."""
        count = 4 if post.source == "berita" else 5
        return self.newest(post.source)[self._related_from :][:count]

    def read_also(self, post: Post) -> Post | None:
        """Returns the post that a "Baca juga" in the text points to, while it is on the site."""
        return None if post.read_also is None else self.get(f"berita:{post.read_also}")

    def shift_related(self) -> None:
        """Lets the related lists begin one post further down, as when newer posts were taken off."""
        with self._lock:
            self._related_from = (self._related_from + 1) % 20
            self._changed()

    def _changed(self) -> None:
        self._order.clear()
        self.version += 1
