"""Decodes the content codings of an answer: wholly and within a bound, or not at all."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from pipelines.archive import ArchiveError, TooLargeError, max_body, remove_codings


class DecodingMiddleware:
    """Decodes answers as the archive does, so that a page is the same now and from its capture.

    Scrapy's own decoder returns a part of a stream that was cut short. This one asks for the page again.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DecodingMiddleware:
        """Returns the middleware of one spider."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Returns the answer decoded, or the request again. Raises IgnoreRequest where that fails."""
        codings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        limit = max_body((response.headers.get("Content-Type") or b"").decode("latin-1"))
        if not codings and len(response.body) <= limit:
            return response
        try:
            body = remove_codings(response.body, codings, limit)
        except TooLargeError as error:
            raise IgnoreRequest(f"{request.url}: {error}") from error
        except ArchiveError as error:
            assert self._crawler.spider is not None
            again = get_retry_request(request, spider=self._crawler.spider, reason=str(error))
            if again is None:
                raise IgnoreRequest(f"{request.url}: {error}") from error
            return again
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return response.replace(cls=kind, headers=headers, body=body)
