"""Captures of the miniature site as web archives hold them."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from typing import Final, Literal
from urllib.parse import urlsplit

import attrs

from crawler.minisite.messages import HTML, Request
from crawler.minisite.model import Site
from crawler.minisite.pages import ORIGIN, Application, personal
from crawler.minisite.post import Source

Damage = Literal["", "truncated", "empty"]
_TIMESTAMP: Final = "%Y%m%d%H%M%S"


@attrs.frozen
class Capture:
    """One page as an archive fetched it; ``timestamp`` has 14 digits (UTC).

    A ``damage``d one is kept with the digest of what the site sent, but plays back shorter.
    """

    timestamp: str
    url: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = (HTML,)
    status: int = 200
    damage: Damage = ""

    @property
    def moment(self) -> dt.datetime:
        """Returns when it was made (UTC)."""
        return dt.datetime.strptime(self.timestamp, _TIMESTAMP).replace(tzinfo=dt.UTC)

    @property
    def mime(self) -> str:
        """Returns the media type its headers claim."""
        content_type = next((v for n, v in self.headers if n.lower() == "content-type"), "")
        return content_type.partition(";")[0].strip() or "unk"

    @property
    def digest(self) -> str:
        """Returns the base32 SHA-1 of the payload as the site sent it."""
        return base64.b32encode(hashlib.sha1(self.body).digest()).decode()

    @property
    def stored(self) -> bytes:
        """Returns the bytes the archive plays back."""
        if self.damage == "empty":
            return b""
        return self.body[: len(self.body) // 3] if self.damage == "truncated" else self.body


def url_key(url: str) -> str:
    """Returns the sort key of an address: host reversed, then path and query, in lower case."""
    parts = urlsplit(url if re.match(r"https?:", url) else f"http://{url}")
    host = (parts.hostname or "").removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{','.join(reversed(host.split('.')))}){parts.path or '/'}{query}".lower()


def matches(key: str, url: str, match_type: str) -> bool:
    """Returns whether a sort key fits the address and the match type of a query."""
    if url.endswith("*"):
        url, match_type = url[:-1], "prefix"
    wanted = url_key(url)
    if match_type in ("host", "domain"):
        return key.startswith(wanted.partition(")")[0] + ("" if match_type == "domain" else ")"))
    return key.startswith(wanted) if match_type == "prefix" else key == wanted


def capture_site(
    site: Site, moment: dt.datetime, source: Source = "show_post", origin: str = ORIGIN
) -> list[Capture]:
    """Returns a capture of every article page of a source as it is now, a second apart from ``moment`` on.

    ``moment`` is aware and should lie after the newest post's publication.
    """
    pages = Application(site)
    captures = []
    for seconds, post in enumerate(reversed(site.newest(source))):
        answer = personal(pages(Request("GET", post.path)), visitors=seconds)
        stamp = (moment.astimezone(dt.UTC) + dt.timedelta(seconds=seconds)).strftime(_TIMESTAMP)
        captures.append(Capture(stamp, origin + post.path, answer.body, answer.headers))
    return captures
