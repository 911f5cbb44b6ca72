"""The columns that a correct crawl reads from a page of the miniature site."""

from __future__ import annotations

from typing import Any

from crawler.minisite.model import Site
from crawler.minisite.post import TEASER_LENGTH, Post
from pipelines.addresses import slug_title
from pipelines.article import RelatedLink


def related_links(post: Post, site: Site) -> tuple[RelatedLink, ...]:
    """Returns what the page offers now besides itself, each article once, counted from 0."""
    pointer = site.read_also(post)
    offered = {p.article_id: p for p in ((pointer,) if pointer else ()) + site.beside(post)}
    offered.pop(post.article_id, None)
    return tuple(_link(position, other) for position, other in enumerate(offered.values()))


def _link(position: int, post: Post) -> RelatedLink:
    old = post.source == "show_post"
    title = " ".join(post.title.split())
    return RelatedLink(
        position=position,
        url=post.url,
        text=" ".join(post.teaser.split()) if old else title,
        title=slug_title(post.path) if old else title,
        post_id=post.post_id,
        article_id=post.article_id,
        truncated=old and len(post.body) > TEASER_LENGTH,
    )


def expected(post: Post, site: Site) -> dict[str, Any]:
    """Returns the columns that a correct crawl reads for a post from the site as it is now.

    ``published_at`` is known only from the feed; a page's link to itself is no related link.
    """
    return {
        "article_id": post.article_id,
        "source": post.source,
        "post_id": post.post_id,
        "url": post.url,
        "title": " ".join(post.title.split()),
        "published_date": post.known_day,
        "published_at": post.published if post in site.feed() else None,
        "event_date": post.event_date,
        "body": post.body,
        "related_links": related_links(post, site),
        "tags": post.tags if post.source == "berita" else (),
        "images": post.printed_images,
    }
