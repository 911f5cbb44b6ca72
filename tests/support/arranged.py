"""A site of the miniature whose operator can do what the real one never did while it was watched."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.minisite import content
from crawler.minisite.model import INDEX_PAGES, Missing, Site
from crawler.minisite.post import Post, Source


class ArrangedSite(Site):
    """A site whose listing, related lists and answers for missing articles can be changed."""

    def __init__(self, posts: Iterable[Post] = (), index_pages: int | None = INDEX_PAGES) -> None:
        super().__init__(posts, index_pages)
        self._pinned: tuple[str, ...] = ()
        self._answers: dict[Source, Missing] = {}
        self._related_from = 0

    def pin(self, *article_ids: str) -> None:
        """Keeps these posts on top of the listing, whatever their day; without any, none is pinned."""
        with self._lock:
            self._pinned = article_ids
            self._changed()

    def answer_missing(self, source: Source, answer: Missing) -> None:
        """Sets how absent articles of a source answer."""
        with self._lock:
            self._answers[source] = answer
            self._changed()

    def shift_related(self) -> None:
        """Lets the related lists begin one post further down, as when newer posts were taken off."""
        with self._lock:
            self._related_from = (self._related_from + 1) % 20
            self._changed()

    def missing(self, source: Source) -> Missing:
        return self._answers.get(source) or super().missing(source)

    def listing(self, source: Source = "berita") -> tuple[Post, ...]:
        with self._lock:
            pinned = [p for i in self._pinned if (p := self.get(i)) and self.status(i) == "live"]
            if not pinned:
                return super().listing(source)
            rest = (p for p in super().listing(source) if p.article_id not in self._pinned)
            return (*(p for p in pinned if p.source == source), *rest)

    def beside(self, post: Post) -> tuple[Post, ...]:
        count = len(super().beside(post))
        return self.newest(post.source)[self._related_from :][:count]


def arranged(site: Site) -> ArrangedSite:
    """Returns a site with the same posts and drafts, to be arranged."""
    copy = ArrangedSite()
    vars(copy).update(vars(site))
    return copy


def make_site(berita: int = 64, show_post: int = 112, seed: int = 0) -> ArrangedSite:
    """Returns the site of ``content.make_site``, to be arranged."""
    return arranged(content.make_site(berita, show_post, seed))
