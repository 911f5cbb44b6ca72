"""Follows redirects within the site only, below the base address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response
from w3lib.url import safe_url_string

if TYPE_CHECKING:
    from crawler.mirror import Mirror


# Servers send these as they are, in any charset. Browsers escape each byte.
_TO_ESCAPE: Final = re.compile(rb"[^\x21-\x7e]")


class SiteRedirectMiddleware(RedirectMiddleware):
    """Follows a redirect to an address of the same site. A redirect to another host is returned as it is.

    Hacked government pages redirect to advertisements, which are never the article.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SiteRedirectMiddleware:
        """Returns the middleware of one spider. Scrapy's own method also looks for RefererMiddleware, not used here."""
        middleware = cls(crawler.settings)
        middleware.crawler = crawler
        return middleware

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Returns the request that follows the redirect, or the answer itself."""
        location = response.headers.get("Location")
        mirror: Mirror | None = request.meta.get("mirror")
        if location is None or mirror is None or response.status not in (301, 302, 303, 307, 308):
            return response
        try:
            target = urljoin(response.url, safe_url_string(_escaped(location)))
            own = mirror.is_own(target)
        except ValueError:
            return response
        if not own:
            return response
        mapped = response.replace(headers={**response.headers, "Location": mirror.to_follow(target)})
        return super().process_response(request, mapped)


def _escaped(location: bytes) -> str:
    return _TO_ESCAPE.sub(lambda match: b"%%%02X" % match[0][0], location.strip()).decode("ascii")
