"""The captures that an index lists, and the choice of those to fetch."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from pipelines.addresses import Address, identify, part
from pipelines.archive.exchange import digest

# The prefixes of host and path below which each generation has its articles. Indexes sort the parameters of an
# address, so the prefix of the oldest generation ends before them.
PREFIXES: Final[dict[str, tuple[str, ...]]] = {
    "berita": ("kotabogor.go.id/berita-detail/",),
    "show_post": ("kotabogor.go.id/index.php/show_post/detail/", "kotabogor.go.id/show_post/detail/"),
    "joomla": ("kotabogor.go.id/index.php?", "kotabogor.go.id/?"),
}

_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
_TIMESTAMP: Final = re.compile(r"\d{14}", re.ASCII)


class WebArchiveError(Exception):
    """Raised for an answer that does not follow the protocol. Its message is one sentence."""


class CdxRow(NamedTuple):
    """One capture in an index.

    ``digest`` is the base32 SHA-1 of the payload, ``length`` the bytes of the packed record. ``filename`` and
    ``offset`` say where Common Crawl keeps the record; ``filename`` is empty for the Wayback Machine.
    """

    original: str
    timestamp: dt.datetime
    mimetype: str
    status: int
    digest: str
    length: int
    filename: str = ""
    offset: int = 0


class ArticleCaptures(NamedTuple):
    """The captures of one article: a tuple for each different payload, the newest first in both."""

    address: Address
    versions: tuple[tuple[CdxRow, ...], ...]


def parse_timestamp(text: str) -> dt.datetime:
    """Returns the moment of a 14-digit timestamp, in UTC. Raises ValueError for anything else."""
    if not _TIMESTAMP.fullmatch(text):
        raise ValueError(f"not a timestamp: {text!r}")
    return dt.datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)


def format_timestamp(moment: dt.datetime) -> str:
    """Returns an aware moment as a 14-digit timestamp."""
    return moment.astimezone(dt.UTC).strftime("%Y%m%d%H%M%S")


def choose(rows: Iterable[CdxRow]) -> list[ArticleCaptures]:
    """Returns the good captures of every article among the rows, beginning with the article captured last.

    A good capture is an HTML page with status 200 that is not empty, and no later part of a divided article. The
    first capture of the first version becomes the current row, the first of each further version an older revision.
    The other captures of a version hold the same payload; they are used where the first one cannot be read.
    """
    articles: dict[str, tuple[Address, dict[str, list[CdxRow]]]] = {}
    for row in sorted(filter(_is_good, rows), key=lambda row: row.timestamp, reverse=True):
        address = identify(row.original)
        if address is not None and part(row.original) < 2:
            _, versions = articles.setdefault(address.article_id, (address, {}))
            versions.setdefault(row.digest, []).append(row)
    return [
        ArticleCaptures(address, tuple(tuple(rows) for rows in versions.values()))
        for address, versions in articles.values()
    ]


def is_whole(row: CdxRow, *payloads: bytes) -> bool:
    """Returns whether one of the payloads (as sent, or decoded) has the digest that the index lists."""
    return f"sha1:{row.digest}" in map(digest, payloads)


def _is_good(row: CdxRow) -> bool:
    return row.status == 200 and row.mimetype in _PAGES and row.length > 0
