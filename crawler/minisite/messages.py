"""Requests to the miniature site and its responses."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs, urlsplit

import attrs

App = Callable[["Request"], "Response"]

HTML: Final = ("Content-Type", "text/html; charset=UTF-8")
# Placeholders in rendered pages for values that differ in each response.
TOKEN_MARK: Final = b"@@token@@"
VISITORS_MARK: Final = b"@@visitors@@"


@attrs.frozen
class Request:
    """One request as received: header names are lower-case, ``target`` is path and query."""

    method: str
    target: str
    headers: dict[str, str] = attrs.field(factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        """Returns the target without its query."""
        return urlsplit(self.target).path

    def parameter(self, name: str, default: str = "") -> str:
        """Returns the first value of a query parameter."""
        values = parse_qs(urlsplit(self.target).query, keep_blank_values=True).get(name)
        return values[0] if values else default


@attrs.frozen
class Response:
    """One answer; ``Content-Length`` is added when it is sent, unless the headers frame the body themselves."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (HTML,)

    def header(self, name: str) -> str | None:
        """Returns the first header of that name."""
        return next((v for n, v in self.headers if n.lower() == name.lower()), None)

    @property
    def is_html(self) -> bool:
        """Returns whether it claims to be a page."""
        return (self.header("Content-Type") or "").startswith("text/html")

    def with_headers(self, *headers: tuple[str, str]) -> Response:
        """Returns the response with headers put in place of those of the same names."""
        names = {n.lower() for n, _ in headers}
        kept = tuple(h for h in self.headers if h[0].lower() not in names)
        return attrs.evolve(self, headers=(*kept, *headers))

    def head(self, *, close: bool) -> bytes:
        """Returns the status line and the headers as sent."""
        lines = [f"HTTP/1.1 {self.status} {_phrase(self.status)}", *(f"{n}: {v}" for n, v in self.headers)]
        if self.header("Content-Length") is None and self.header("Transfer-Encoding") is None:
            lines.append(f"Content-Length: {len(self.body)}")
        if close:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


@attrs.frozen
class LogEntry:
    """One request as answered; ``time`` in seconds since the epoch, ``status`` as sent."""

    method: str
    path: str
    status: int
    time: float
    headers: dict[str, str]


def redirect(location: str, status: int = 302) -> Response:
    """Returns a redirect with a short body, as web servers send it."""
    return Response(status, b"<html><body>Pindah</body></html>", (HTML, ("Location", location)))


def page(text: str, status: int = 200) -> Response:
    """Returns a page of HTML."""
    return Response(status, text.encode())


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
