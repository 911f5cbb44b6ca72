"""How far the site's own search is read before an article is called unlisted."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.http import Response

from crawler.spiders.doubts import Doubts, Search
from pipelines.addresses import identify

EXAMPLE = ("berita:1", "Pohon")
WANTED = "berita:2"


class Site:
    """A spider whose search offers ``EXAMPLE``, and the wanted article on one page of results of ``pages``."""

    listed_example = EXAMPLE

    def __init__(self, pages: int, found_on: int | None) -> None:
        self.pages, self.found_on = pages, found_on
        self.asked: list[str] = []

    def search_url(self, words: str, number: int) -> str:
        return f"https://kotabogor.go.id/cari/{words}/{number}"

    async def look(self, url: str) -> Response:
        self.asked.append(url.removeprefix("https://kotabogor.go.id/cari/"))
        return Response(url)

    def read_search(self, response: Response, number: int) -> tuple[list[tuple[Any, None]], bool]:
        if "/Pohon/" in response.url:
            return [(identify("https://kotabogor.go.id/berita-detail/1/x"), None)], False
        offered = (
            [(identify("https://kotabogor.go.id/berita-detail/2/x"), None)] if number == self.found_on else []
        )
        return offered, number < self.pages

    def discover_all(self, *_: object) -> None:
        pass


def finds(site: Site) -> bool | None:
    page: Any = SimpleNamespace(article_id=WANTED)
    return asyncio.run(Search(site).finds(page, "Kebun"))  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_article_on_the_first_three_pages_of_results_is_offered(number: int) -> None:
    site = Site(5, number)
    assert finds(site) is True
    assert site.asked == ["Pohon/1", *(f"Kebun/{page}" for page in range(1, number + 1))]


@pytest.mark.parametrize(("pages", "expected"), [(1, False), (3, False), (4, None)])
def test_an_article_is_unlisted_only_where_all_results_were_read(pages: int, expected: bool | None) -> None:
    site = Site(pages, None)
    assert finds(site) is expected
    assert site.asked == ["Pohon/1", *(f"Kebun/{page}" for page in range(1, min(pages, 3) + 1))]


CARD = SimpleNamespace(title="Judul pada daftar")
ROW = {"title": "Judul pada halaman"}


@pytest.mark.parametrize(
    ("state", "card", "row", "searched"),
    [
        ("known", None, ROW, "Judul pada halaman"),
        ("known", CARD, ROW, "Judul pada halaman"),
        ("pending", CARD, None, "Judul pada daftar"),
        ("known", None, None, None),
    ],
)
def test_an_article_whose_page_fails_is_searched_by_its_stored_title_or_that_of_its_card(
    state: str, card: object, row: object, searched: str | None
) -> None:
    titles: list[str | None] = []

    async def note(_page: object, title: str | None) -> None:
        titles.append(title)

    ingest = SimpleNamespace(
        started_at=1, newest_row=lambda _: row, frontier=SimpleNamespace(find=lambda _: None)
    )
    spider: Any = SimpleNamespace(corpus_run=SimpleNamespace(ingest=ingest))
    page: Any = SimpleNamespace(article_id=WANTED, is_guess=False, state=state, card=card)
    search: Any = SimpleNamespace(finds=note)
    asyncio.run(Doubts(spider)._is_offered(page, search))
    assert titles == [searched]
