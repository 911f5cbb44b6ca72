"""The protocols of public web archives: an index gives rows, a capture gives an exchange."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final, NamedTuple
from urllib.parse import urljoin

import attrs
from scrapy.http import Response

from crawler.spiders.exchanges import exchange_of
from pipelines.archive import ArchiveError, Exchange
from pipelines.webarchives import commoncrawl, wayback
from pipelines.webarchives.cdx import CdxRow, WebArchiveError, is_whole
from pipelines.webarchives.wayback import CaptureAddress

logger = logging.getLogger(__name__)

# No index has more answers for one site. A server that always gives another key is not followed further.
MOST_ANSWERS: Final = 1_000
ROWS_PER_ANSWER: Final = 5_000

# Returns the body of an index's answer, None where there is none.
Ask = Callable[[str], Awaitable[bytes | None]]


class CaptureRequest(NamedTuple):
    """What to ask for to get a capture."""

    url: str
    headers: dict[str, str]


class Page(NamedTuple):
    """A capture that came whole: the site's answer as the archive has it, and its decoded body."""

    exchange: Exchange
    body: bytes


class DamagedError(Exception):
    """Raised for a capture that the archive does not have whole; the message is a phrase."""


class Wayback:
    """The Wayback Machine, or one that speaks its protocol at ``base``."""

    name = "wayback"

    def __init__(self, base: str | None = None) -> None:
        self._base = base or wayback.BASE

    async def rows(self, ask: Ask, prefix: str) -> AsyncIterator[CdxRow]:
        """Yields the captures of the index, read in parts; each part gives the key of the next."""
        key = None
        for _ in range(MOST_ANSWERS):
            body = await ask(wayback.cdx_url(prefix, base=self._base, resume_key=key, limit=ROWS_PER_ANSWER))
            if body is None:
                return
            answer = wayback.parse_cdx(body)
            _log_rejected(answer.rejected)
            for row in answer.rows:
                yield row
            if answer.resume_key is None or answer.resume_key == key:
                return
            key = answer.resume_key

    def request(self, row: CdxRow) -> CaptureRequest:
        """Returns the address of the original bytes."""
        return CaptureRequest(wayback.capture_url(row, base=self._base), {})

    def redirected(self, response: Response) -> CaptureAddress | None:
        """Returns the nearest capture, to which the archive redirects."""
        location = response.headers.get("Location") or b""
        return wayback.parse_capture_url(urljoin(response.url, location.decode("latin-1")))

    def read(self, response: Response, row: CdxRow) -> Page:
        """Returns the page as captured. Raises DamagedError where it is not what the index lists."""
        played = exchange_of(response, row.timestamp)
        _check_whole(row, played.body, response.body)
        exchange = attrs.evolve(
            played, url=row.original, request_headers=(), ip=None, source_url=response.url
        )
        return Page(exchange, response.body)


class CommonCrawl:
    """Common Crawl, or one that speaks its protocol, index and data at ``base``."""

    name = "commoncrawl"

    def __init__(self, base: str | None = None) -> None:
        self._index = base or commoncrawl.INDEX
        self._data = base or commoncrawl.DATA

    async def rows(self, ask: Ask, prefix: str) -> AsyncIterator[CdxRow]:
        """Yields the captures of every crawl, the newest first. A crawl without an answer is skipped."""
        listed = await ask(commoncrawl.collinfo_url(base=self._index))
        for crawl in commoncrawl.parse_collinfo(listed, base=self._index) if listed else ():
            try:
                async for row in self._rows_of(ask, crawl, prefix):
                    yield row
            except WebArchiveError as error:
                logger.warning("%s: %s", crawl.name, error)

    async def _rows_of(self, ask: Ask, crawl: commoncrawl.Crawl, prefix: str) -> AsyncIterator[CdxRow]:
        counted = await ask(commoncrawl.pages_url(crawl, prefix))
        pages = commoncrawl.parse_pages(counted) if counted else 0
        for number in range(min(pages, MOST_ANSWERS)):
            body = await ask(commoncrawl.page_url(crawl, prefix, number))
            if body is None:
                return
            page = commoncrawl.parse_index(body)
            _log_rejected(page.rejected)
            for row in page.rows:
                yield row

    def request(self, row: CdxRow) -> CaptureRequest:
        """Returns the range of a data file that holds the record."""
        return CaptureRequest(*commoncrawl.record_request(row, base=self._data))

    def redirected(self, response: Response) -> CaptureAddress | None:
        """Returns None: Common Crawl redirects to no other capture."""
        return None

    def read(self, response: Response, row: CdxRow) -> Page:
        """Returns the page in the record. Raises DamagedError where it is cut short or not what the index lists."""
        try:
            capture = commoncrawl.unpack(response.body, row)
        except ArchiveError as error:
            raise DamagedError(str(error)) from error
        _check_whole(row, capture.payload, capture.body)
        exchange = attrs.evolve(capture.exchange(), fetched_at=row.timestamp, source_url=response.url)
        return Page(exchange, capture.body)


WebArchive = Wayback | CommonCrawl
ARCHIVES: Final[dict[str, Callable[[str | None], WebArchive]]] = {
    "wayback": Wayback,
    "commoncrawl": CommonCrawl,
}


def _check_whole(row: CdxRow, sent: bytes, body: bytes) -> None:
    """Raises DamagedError for a page that is neither what the index lists nor ends as a page does.

    For old captures, archives list the digest of bytes that they no longer serve, such as a body still in chunks.
    So a page that ends with its closing tag is accepted although its digest differs.
    """
    if not body.strip():
        raise DamagedError("empty")
    if not is_whole(row, sent, body) and not body.rstrip().lower().endswith(b"</html>"):
        raise DamagedError("cut short")


def _log_rejected(rejected: tuple[str, ...]) -> None:
    for line in rejected:
        logger.warning("a line of the index cannot be read: %s", line[:200])
