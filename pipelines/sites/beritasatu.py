"""BeritaSatu: announced by a news sitemap, and all of it by another sitemap.

Known from one saved article page of 2020: its head names ``/sitemap_news.xml`` and ``/sitemap_post.xml``, and all its
links to articles are ``/AUTHOR/SECTION/NUMBER/SLUG``; the same below ``/amp`` is not the page itself. Whether a page
opens without its slug is not known, so the slug stays.
"""

import re

from pipelines.site import Site

SITE = Site(
    name="beritasatu",
    home="https://www.beritasatu.com",
    articles=re.compile(r"/[\w.-]+/[\w-]+/(?P<id>\d{1,12})/[^/?]+"),
    sitemaps=("/sitemap_news.xml", "/sitemap_post.xml"),
)
