"""Posts with the peculiarities that the application's database is known to have."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from crawler.minisite.content import make_post
from crawler.minisite.model import Site

MEGABYTE: Final = 1_000_000
# The fields by which each post differs from an ordinary one.
_CHANGES: Final[dict[str, dict[str, Any]]] = {
    "no_day": {"stored_day": "null"},
    "zero_day": {"stored_day": "zero"},
    "future": {},
    "no_picture": {"images": (), "body_form": "paragraphs"},
    "stray_div": {"stray_div": True, "body_form": "paragraphs"},
    "stray_div_in_text": {"stray_div": True, "body_form": "plain_text"},
    "large": {"embedded": 3 * MEGABYTE, "body_form": "styled"},
    "very_large": {"embedded": 12 * MEGABYTE, "body_form": "paragraphs"},
    "spaces": {"title": "Warga  Bogor\xa0Tanam Pohon di  Tepi Ciliwung"},
    "marked_tags": {"tags": ("#KotaBogor", "ruang hijau")},
    "broken": {},
    "draft": {},
    "points_to_draft": {"body_form": "paragraphs"},
}
_FUTURE: Final = dt.timedelta(days=400)


def add_peculiar_posts(site: Site) -> dict[str, str]:
    """Publishes one post of each kind below the newest of ``berita``; returns their ids by kind."""
    newest = site.newest("berita", 1)[0].published
    first = max(post.post_id for post in site.newest("berita")) + 1
    numbers = {kind: first + position for position, kind in enumerate(_CHANGES)}
    for kind, number in numbers.items():
        changes = dict(_CHANGES[kind])
        if kind == "points_to_draft":
            changes["read_also"] = numbers["draft"]
        published = (
            newest + _FUTURE if kind == "future" else newest - dt.timedelta(days=number - first, hours=1)
        )
        site.publish(make_post("berita", number, published, **changes), draft=kind == "draft")
    site.break_page(f"berita:{numbers['broken']}")
    return {kind: f"berita:{number}" for kind, number in numbers.items()}
