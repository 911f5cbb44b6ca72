"""Sitemaps under gzip: broken ones, and ones that are larger when they are inflated."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import press
import pytest
from press import Press, served, stories
from support.corpora import by_id
from support.crawling import night

from pipelines.archive import MAX_BODY

BERITASATU = "https://www.beritasatu.com"
STORY = "/rina-wati/nusantara/{number}/{slug}"


@pytest.fixture
def beritasatu() -> Iterator[Press]:
    with served(Press()) as site:
        yield site


@pytest.mark.parametrize("change", ["members", "cut", "bomb"])
def test_a_packed_sitemap_is_read_as_far_as_it_can_be_inflated(
    beritasatu: Press, tmp_path: Path, change: str
) -> None:
    found = stories(4, STORY)
    beritasatu.publish(found)
    body = press.sitemap(found, BERITASATU)
    half = body.index(b"<url>", len(body) // 2)
    packed = {
        "members": gzip.compress(b"") + gzip.compress(body[:half]) + gzip.compress(body[half:]),
        "cut": gzip.compress(body)[:-8],  # without the checksum
        "bomb": gzip.compress(body.replace(b"</urlset>", b" " * (64 << 20))),
    }
    beritasatu.pages["/sitemap_news.xml"] = press.news_sitemap([], BERITASATU)
    beritasatu.pages["/sitemap_post.xml"] = packed[change]
    assert night(tmp_path, beritasatu.url, sources=("beritasatu",)).code == 0
    assert len(by_id(tmp_path)) == 4


def test_sixteen_mebibytes_of_a_packed_sitemap_are_read(beritasatu: Press, tmp_path: Path) -> None:
    found = stories(3, STORY)
    beritasatu.publish(found)
    body = press.sitemap(found, BERITASATU)
    last = body.rindex(b"<url>")
    for room, articles in ((len(body[last:]), 3), (0, 2)):  # bytes that the limit leaves for the last entry
        packed = gzip.compress(body[:last] + b" " * (MAX_BODY - last - room) + body[last:])
        beritasatu.pages["/sitemap_news.xml"] = press.news_sitemap([], BERITASATU)
        beritasatu.pages["/sitemap_post.xml"] = packed
        assert night(tmp_path / str(articles), beritasatu.url, sources=("beritasatu",)).code == 0
        assert len(by_id(tmp_path / str(articles))) == articles
