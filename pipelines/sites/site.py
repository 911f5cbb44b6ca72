"""What there is to know of a news site before its first crawl."""

from __future__ import annotations

import re

import attrs


@attrs.frozen
class Site:
    """A news site: its name, its home, which of its addresses are articles, and where they are announced.

    ``name`` is the source's name in ids, columns and file names. ``home`` is the address the site answers under
    itself, with ``www.`` where it uses one. ``articles`` matches path and query of an article's address as a whole,
    once tracking parameters and a trailing slash are off, and of no other page; its group ``id`` is the site's own
    number, where there is one that stays when the slug changes. ``feeds`` (RSS, Atom) and ``sitemaps`` (news sitemaps
    and indexes too) are paths below ``home``; ``listing`` is a path with ``{page}`` in it, written as the site's own
    link to the next page is.
    """

    name: str
    home: str
    articles: re.Pattern[str]
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listing: str | None = None
