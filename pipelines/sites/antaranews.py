"""ANTARA, the national news agency: announced by feeds.

Known from one saved article page of 2015: its head names the feed ``/rss/terkini`` (newest) among those of the
sections, and all its links to articles are ``/berita/NUMBER/SLUG``. Whether a page opens without its slug is not
known, so the slug stays. The regional offices under other host names are sites of their own.
"""

import re

from pipelines.site import Site

SITE = Site(
    name="antaranews",
    home="https://www.antaranews.com",
    articles=re.compile(r"/berita/(?P<id>\d{1,12})/[^/?]+"),
    feeds=("/rss/terkini",),
)
