"""The part of a spider that reads sitemaps: the site's own and changed ones in every run, older ones step by step."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from scrapy.http import Response

from crawler.spiders.exchanges import header
from crawler.spiders.feed import own_articles
from crawler.spiders.news_spider import NewsSpider, Requests
from pipelines.addresses import Address
from pipelines.archive.exchange import MAX_BODY
from pipelines.corpus.frontier import Discovery
from pipelines.corpus.sitemaps import Phase
from pipelines.pages.feed import Announcement, Sitemap, read_sitemap

# Each phase of a run reads so many of the sitemaps that an index lists.
PER_PHASE: Final = 3
_PIECE: Final = 64 * 1024  # bytes inflated at once


async def newest_in_sitemaps(spider: NewsSpider, urls: Sequence[str]) -> Requests:
    """Yields requests for the articles in the site's own sitemaps, and in those listed there that changed."""
    for url in urls:
        response = await spider.fetch(url)
        if response is not None and response.status == 200:
            sitemap = _parse(spider, response, url)
            spider.report.note_offered(len(sitemap.pages) + len(sitemap.sitemaps))
            for request in spider.ask_for(_take(spider, sitemap, response)):
                yield request
    async for request in listed_sitemaps(spider, "newest"):
        yield request


async def listed_sitemaps(spider: NewsSpider, phase: Phase) -> Requests:
    """Yields requests for the articles in the listed sitemaps that this phase of a run reads."""
    ingest = spider.corpus_run.ingest
    for url in ingest.sitemaps.due(spider.source, phase, ingest.clock(), PER_PHASE):
        response = None if spider.corpus_run.exhausted else await spider.fetch(url)
        if response is None or response.status not in (200, 404, 410):
            return
        if response.status == 200:
            for request in spider.ask_for(_take(spider, _parse(spider, response, url), response)):
                yield request
        ingest.sitemaps.note_read(spider.source, url, ingest.clock())


def _parse(spider: NewsSpider, response: Response, url: str) -> Sitemap:
    return read_sitemap(
        _inflated(response.body),
        url,
        content_type=header(response, "Content-Type"),
        fetched_at=spider.corpus_run.ingest.clock(),
    )


def _inflated(body: bytes) -> bytes:
    """Returns a sitemap without gzip: what of it can be inflated, ``MAX_BODY`` bytes at most."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    inflated = bytearray()
    with gzip.GzipFile(fileobj=io.BytesIO(body)) as stream, suppress(OSError, EOFError, zlib.error):
        while piece := stream.read1(min(_PIECE, MAX_BODY - len(inflated))):
            inflated += piece
    return bytes(inflated)


def _take(spider: NewsSpider, sitemap: Sitemap, response: Response) -> list[tuple[Address, Discovery]]:
    """Stores the articles and sitemaps that a sitemap lists; returns the articles, newest first."""
    own = (entry for entry in sitemap.sitemaps if spider.mirror.is_own(entry.url))
    spider.corpus_run.ingest.sitemaps.note_listed(spider.source, own)
    return spider.discover_all(own_articles(spider, sorted(sitemap.pages, key=_age)), "sitemap", response)


def _age(entry: Announcement) -> float:
    """Returns the sort key of entries, newest first; those without a moment come last."""
    moment = entry.published_at or entry.modified_at
    return -moment.timestamp() if moment else 0.0
