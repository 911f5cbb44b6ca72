"""Media Indonesia, a national daily: announced by a feed.

Known from one saved article page of 2025: its foot links ``/feed``, and its links to articles are
``/SECTION/NUMBER/SLUG``. That ``/feed`` answers with a feed, and whether a page opens without its slug, is not known.
"""

import re

from pipelines.site import Site

SITE = Site(
    name="mediaindonesia",
    home="https://mediaindonesia.com",
    articles=re.compile(r"/(?!tag/|author/)[\w-]+/(?P<id>\d{4,12})/[^/?]+"),
    feeds=("/feed",),
)
