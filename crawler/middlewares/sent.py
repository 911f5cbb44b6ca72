"""Keeps an answer's bytes and headers as they were sent, for the raw archive."""

from __future__ import annotations

from scrapy import Request
from scrapy.http import Response


class SentBytesMiddleware:
    """Puts the answer as sent, before decompression, into ``request.meta["sent"]``."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Returns the answer unchanged."""
        request.meta["sent"] = response
        return response
