"""Gelora News, a site made with Blogger: announced by an Atom feed.

Known from one saved article page of 2020: its head names ``/feeds/posts/default`` as Atom, and its links to articles
are ``/YEAR/MONTH/SLUG.html``, without a number. The feed holds the newest posts; older ones would come from archives.
"""

import re

from pipelines.site import Site

SITE = Site(
    name="gelora",
    home="https://www.gelora.co",
    articles=re.compile(r"/\d{4}/\d{2}/[^/?]+\.html"),
    feeds=("/feeds/posts/default",),
)
