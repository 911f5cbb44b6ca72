"""What page objects promise to whoever uses them alone: they check a page once, and leave nothing behind."""

from __future__ import annotations

import datetime as dt
import gc
import weakref
from collections.abc import Iterator

import pytest

from pipelines.article import NotAnArticle
from pipelines.pages.base import ArticlePage, field, html_response, page_params
from pipelines.pages.layouts import page_class

FETCHED = dt.datetime(2025, 5, 2, tzinfo=dt.UTC)
TEXT = (
    "<p>Pedagang pasar kembali berjualan setelah atap kios yang bocor selesai diperbaiki petugas kota.</p>"
    * 4
)
HTML = (
    "<html><head><title>Pasar Dibuka Lagi</title></head><body><div class='blog-details__content'>"
    "<h3 class='blog-details__title'>Pasar Dibuka Lagi</h3><p class='blog-details__text-1'></p>"
    f"<h1>Pasar Dibuka Lagi</h1><p>2 Mei 2025</p>{TEXT}</div></body></html>"
)
NO_ARTICLE = "<html><body><h1>Galeri</h1></body></html>"
ADDRESSES = (
    "https://kotabogor.go.id/berita-detail/7",
    "https://kotabogor.go.id/index.php/show_post/detail/7/pasar-dibuka-lagi",
    "https://kabar.example/2025/05/pasar-dibuka-lagi",
)


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def page_of(html: str, url: str) -> ArticlePage:
    return page_class(url, html)(response=html_response(html, url), page_params=page_params(FETCHED))


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("url", ADDRESSES)
def test_a_page_is_freed_without_the_garbage_collector(url: str) -> None:
    page = page_of(HTML, url)
    assert page.article().title
    freed = weakref.ref(page)
    del page
    assert freed() is None


@pytest.mark.parametrize("url", ADDRESSES)
def test_each_field_of_a_page_without_an_article_raises(url: str) -> None:
    page = page_of(NO_ARTICLE, url)
    for name in ("title", "body", "title"):
        with pytest.raises(NotAnArticle):
            getattr(page, name)


def test_a_page_is_checked_once_and_may_read_its_fields_for_it() -> None:
    class Checked(ArticlePage):
        layout_name = "checked"
        checks = 0

        def validate_input(self) -> None:
            self.checks += 1
            if not self.title:
                raise NotAnArticle("no_article")

        @field
        def title(self) -> str:
            return "Judul"

    page = Checked(response=html_response(NO_ARTICLE, ADDRESSES[2]), page_params=page_params(FETCHED))
    assert (page.title, page.layout, page.checks) == ("Judul", "checked", 1)
