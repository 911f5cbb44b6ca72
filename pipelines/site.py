"""The declaration of a news site."""

from __future__ import annotations

import re

import attrs


@attrs.frozen
class Site:
    """A news site: its name, its home, the form of its articles' addresses, and the pages that announce articles.

    ``name`` is the source in ids, columns and file names. ``home`` is the address at which the site answers without a
    redirect, with ``www.`` if it uses one. ``articles`` matches the whole path and query of an article's address,
    without tracking parameters and trailing slash, and of no other page. Its group ``id`` is the site's own number,
    if it has one that stays when the slug changes. ``feeds`` (RSS, Atom) and ``sitemaps`` (news sitemaps and sitemap
    indexes too) are paths below ``home``. ``listing`` is a path with ``{page}``, spelled as in the site's own link to
    the next page.
    """

    name: str
    home: str
    articles: re.Pattern[str]
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listing: str | None = None
