"""Nights on a site that answers as its application does: 500 for what it does not have, drafts at their address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from nights_of import BERITA, Nights
from support.arranged import make_site
from support.corpora import by_id, files

from crawler.minisite.server import serve

DELETED = tuple(f"berita:{number}" for number in (3, 61, 120, 180, 241, 299))
WITHDRAWN = tuple(f"berita:{number}" for number in (17, 88, 160, 270))
BROKEN = "berita:200"


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Nights]:
    site = make_site(300, 0)
    with serve(site) as server:
        nights = Nights(tmp_path / "data", server)
        nights(sources=BERITA)
        yield nights


def errors(nights: Nights, since: int) -> int:
    """How many requests for articles were answered with 500."""
    site = nights.server.site
    ids = [article_id for article_id in nights.articles(since) if article_id.startswith("berita:")]
    return sum(site.get(article_id) is None or site.is_broken(article_id) for article_id in ids)


@pytest.mark.soak
def test_all_is_told_right_within_seventeen_ordinary_nights(many: Nights) -> None:
    site, mark = many.server.site, len(many.server.log)
    for article_id in DELETED:
        site.delete(article_id)
    for article_id in WITHDRAWN:
        site.withdraw(article_id)
    site.break_page(BROKEN)
    for _ in range(17):
        many(sources=BERITA)
    statuses = {article_id: row["status"] for article_id, row in by_id(many.data).items()}
    assert {i for i, status in statuses.items() if status == "gone"} == set(DELETED)
    assert {i for i, status in statuses.items() if status == "unlisted"} == set(WITHDRAWN)
    assert Counter(statuses.values())["live"] == 290
    assert errors(many, mark) <= 130

    before, mark = files(many.data), len(many.server.log)
    site.fail("database")
    many(code=3, sources=BERITA)
    assert files(many.data) == before
    site.recover()
    many(sources=BERITA)
    assert files(many.data) == before
    assert errors(many, mark) <= 30
