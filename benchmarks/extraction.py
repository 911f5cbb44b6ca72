"""Extraction of single pages, side by side with trafilatura on the same bytes in the same run."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Sequence

import trafilatura
from lxml import etree

from crawler.minisite.content import make_site
from crawler.minisite.pages import Application, Request
from crawler.minisite.post import Source
from pipelines.article import RawPage
from pipelines.pages.base import html_response, page_params
from pipelines.pages.generic import GenericPage
from pipelines.pages.page_to_article import extract

FETCHED = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
PAGE_BYTES = 27_000
ROUNDS = 7

Page = tuple[bytes, str]


def sample(source: Source, count: int = 40) -> list[Page]:
    """Returns (body, address) of pages of the miniature site, all of about 27 kB."""
    site = make_site()
    app = Application(site, page_bytes=PAGE_BYTES)
    posts = [post for post in site.posts() if post.source == source][:count]
    return [(app(Request("GET", post.path)).body, post.url) for post in posts]


def milliseconds(pages: Sequence[Page], *works: Callable[[bytes, str], object]) -> list[float]:
    """Returns the processor time a page of each work, the best of several rounds in which they take turns."""
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for i, work in enumerate(works):
            start = time.process_time()
            for body, url in pages:
                work(body, url)
            best[i] = min(best[i], (time.process_time() - start) / len(pages) * 1000)
    return best


def ours(body: bytes, url: str) -> object:
    return extract(RawPage(body, url, FETCHED, "text/html; charset=UTF-8"))


def generic(body: bytes, url: str) -> object:
    page = GenericPage(response=html_response(body.decode(), url), page_params=page_params(FETCHED))
    return page.article()


def theirs(body: bytes, url: str) -> object:
    return trafilatura.bare_extraction(body.decode(), url=url, with_metadata=True)


def bare(body: bytes, url: str) -> object:
    return etree.fromstring(body, etree.HTMLParser(encoding="utf-8"))


def run() -> list[dict[str, object]]:
    """Returns one row for each layout: milliseconds a page with all fields, and the ratio to trafilatura."""
    logging.disable(logging.WARNING)
    rows: list[dict[str, object]] = []
    peers = "trafilatura bare_extraction with metadata {:.2f} ms, bare lxml {:.2f} ms"
    for source in ("berita", "show_post"):
        pages = sample(source)
        known, other, peer, parse = milliseconds(pages, ours, generic, theirs, bare)
        for name, value, aim in ((source, known, "≥ 14"), (f"{source} pages read as generic", other, "≥ 1")):
            rows.append(
                {
                    "name": f"extract {name}, {PAGE_BYTES // 1000} kB, every field",
                    "value": round(value, 2),
                    "unit": "ms",
                    "compared_with": peers.format(peer, parse),
                    "ratio": round(peer / value, 1),
                    "aim": aim,
                }
            )
    return rows


if __name__ == "__main__":
    for row in run():
        print(row)
