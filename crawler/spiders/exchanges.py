"""From Scrapy's response to the page that is extracted, and to the exchange as sent for the raw archive."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

from scrapy.http import Headers, Response

from pipelines.archive import Exchange
from pipelines.article import RawPage


def header(response: Response, name: str) -> str | None:
    """Returns a header's text, or None where the answer has none."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value is not None else None


def is_conditional(response: Response) -> bool:
    """Returns whether the request was conditional, so that 304 is an answer to it."""
    request = response.request
    return request is not None and (
        "If-None-Match" in request.headers or "If-Modified-Since" in request.headers
    )


def raw_page(response: Response, url: str, now: dt.datetime) -> RawPage:
    """Returns the page in a response; ``url`` is its address on its own site."""
    return RawPage(response.body, url, now, header(response, "Content-Type"))


def exchange_of(response: Response, now: dt.datetime) -> Exchange:
    """Returns request and answer as they were sent: the body still compressed, headers in their order."""
    raw: Response = response.meta.get("raw_response", response)
    request = raw.request or response.request
    return Exchange(
        url=raw.url,
        method=request.method if request else "GET",
        request_headers=_pairs(request.headers) if request else (),
        status=raw.status,
        reason=_reason(raw.status),
        response_headers=_pairs(raw.headers),
        body=raw.body,
        fetched_at=now,
        ip=str(raw.ip_address) if raw.ip_address else None,
    )


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name in headers
        for value in headers.getlist(name)
    )


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
