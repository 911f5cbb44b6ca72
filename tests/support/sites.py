"""Sites of the miniature for tests, each with one peculiarity."""

from __future__ import annotations

import datetime as dt

from crawler.minisite.content import make_post
from crawler.minisite.model import Site
from crawler.minisite.post import WIB
from support.arranged import make_site

TIES = 24
_BEFORE = 77
_DAY = dt.datetime(2025, 9, 1, 8, tzinfo=WIB)


def site_with_ties(older: int = 20) -> Site:
    """Returns a site with ``TIES`` posts of one day on both sides of the listing's tenth page's end.

    The listing shows eleven of them twice and eleven never.
    """
    site = make_site(older, 0)
    for number in range(TIES):
        site.publish(make_post("berita", older + 1 + number, _DAY))
    for number in range(_BEFORE):
        moment = _DAY + dt.timedelta(days=number + 1)
        site.publish(make_post("berita", older + TIES + 1 + number, moment))
    return site


def tied(site: Site) -> list[str]:
    """Returns the ids of the posts of that day."""
    return [post.article_id for post in site.posts() if post.day == _DAY.date()]
