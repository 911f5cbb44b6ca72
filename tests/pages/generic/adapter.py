"""The generic layout behind the interface that scorers of extractors ask for."""

import datetime as dt

from pipelines.article import NotAnArticle
from pipelines.pages.base import html_response, page_params
from pipelines.pages.generic import GenericPage

FETCHED = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def extract(html, url=None, fetched_at=FETCHED):
    """Returns title, time (or day) and body of any page, all read as ``generic``."""
    address = url if url and url.startswith("http") else "https://example.org/berita/1"
    page = GenericPage(response=html_response(html, address.split()[0]), page_params=page_params(fetched_at))
    try:
        item = page.article()
    except NotAnArticle:
        return None, None, None
    return item.title, item.published_at or item.published_date, item.body
