"""Pages that only lead elsewhere are refused; those that only mention or repeat an address are read."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.addresses import identify
from pipelines.article import Article, NotAnArticle, RawPage
from pipelines.pages.base import page_params, parse_html
from pipelines.pages.page_to_article import extract
from pipelines.pages.page_to_row import EXTRACTOR_ERROR, extract_columns

FETCHED = dt.datetime(2025, 5, 2, tzinfo=dt.UTC)
URLS = ("https://kotabogor.go.id/berita-detail/7", "https://kabar.example/2025/05/pasar-merdeka-dibuka-lagi")
TEXT = "".join(
    f"<p>Pedagang Pasar Merdeka yang ke-{number} kembali berjualan setelah atap kios selesai diperbaiki petugas.</p>"
    for number in ("dua", "tiga", "empat", "lima")
)


def read(url: str, head: str = "", below: str = "") -> Article:
    page = (
        f"<html><head><title>Pasar Merdeka Dibuka Lagi</title>{head}</head><body><div class='blog-details__content'>"
        "<h3 class='blog-details__title'>Pasar Merdeka Dibuka Lagi</h3><p class='blog-details__text-1'></p>"
        f"{TEXT}{below}</div></body></html>"
    )
    return extract(RawPage(page.encode(), url, FETCHED))


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize(
    "head",
    [
        "<meta http-equiv='refresh' content='600'>",
        "<meta http-equiv='refresh' content='300; url=/'>",
        "<meta http-equiv='refresh' content='5; url={url}'>",
        "<meta http-equiv='refresh' content='5; url={url}?utm_source=muat-ulang'>",
        "<!-- <meta http-equiv='refresh' content='0; url=/lama'> -->",
        "<!--[if lt IE 9]><meta http-equiv='refresh' content='0; url=/peramban'><![endif]-->",
        "<noscript><meta http-equiv='refresh' content='0; url=/tanpa-skrip'></noscript>",
    ],
)
def test_a_page_that_a_reader_sees_is_no_redirect(url: str, head: str) -> None:
    assert read(url, head.format(url=url)).title == "Pasar Merdeka Dibuka Lagi"


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize(
    "head",
    [
        "<meta http-equiv='refresh' content='0; url=https://judi.example/'>",
        "<META HTTP-EQUIV=Refresh CONTENT='3;URL=/beranda'>",
        "<style>/* gaya */ </style>" * 400 + "<meta content='0;/beranda' http-equiv='refresh'>",
    ],
)
def test_a_page_that_sends_a_browser_elsewhere_is_a_redirect(url: str, head: str) -> None:
    with pytest.raises(NotAnArticle) as refused:
        read(url, head)
    assert refused.value.reason == "redirect"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<title>301 Moved Permanently</title><h1>Moved Permanently</h1>", "redirect"),
        ("<title>Object moved</title><h2>Object moved to <a href='/x'>here</a></h2>", "redirect"),
        ("<h1>Found</h1><p>The document has moved <a href='/x'>here</a>.</p>", "redirect"),
    ],
)
def test_the_page_of_a_servers_redirect(body: str, reason: str) -> None:
    with pytest.raises(NotAnArticle) as refused:
        extract(RawPage(body.encode(), URLS[1], FETCHED))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("link", "is_partial"),
    [
        ("<a href='?page=2'>2</a>", True),
        ("<a href='/2025/05/pasar-merdeka-dibuka-lagi/2/'>Selanjutnya</a>", True),
        ("<a href='?page=all'>Semua halaman</a>", True),
        ("<a href='/2025/05/pasar-merdeka-dibuka-lagi/2'>2</a>", True),
        ("<a href='?HAL=2'>2</a>", True),
        ("<a href='/2025/05/pasar-merdeka-dibuka-lagi/123'>2</a>", False),
        ("<a href='/2025/05/pasar-merdeka-dibuka-lagi/dua'>2</a>", False),
        ("<a href='?p=2'>2</a>", False),
        ("<a>2</a>", False),
        ("<a href='?page=1'>1</a>", False),
        ("<a href='?page=2#komentar'>Komentar lama</a>", False),
        ("<a href='/2025/05/pasar-lain-segera-dibuka-juga?page=2'>2</a>", False),
        ("<a href='/berita?page=2'>Berita sebelumnya</a>", False),
    ],
)
def test_a_page_that_links_to_further_parts_of_itself_is_partial(link: str, is_partial: bool) -> None:
    assert ("partial" in read(URLS[1], below=f"<p>{link}</p>").quality) == is_partial
    assert "partial" not in read(URLS[0], below=f"<p>{link}</p>").quality


def test_a_page_of_very_many_tags_is_not_read_and_says_nothing_of_its_article() -> None:
    url = URLS[0]
    page = RawPage(b"<p>" * 300_001, url, FETCHED)
    with pytest.raises(NotAnArticle) as refused:
        extract(page)
    assert refused.value.reason == "too_complex"
    address = identify(url)
    assert address is not None
    assert extract_columns(page, address, None).reason == EXTRACTOR_ERROR
    assert extract(RawPage(b"<p>" * 20_000 + TEXT.encode(), URLS[1], FETCHED)).body is not None


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"<p>Taman dibuka</p>", "application/pdf", "not_html"),
        (b"<p>Taman dibuka</p>", "image/html", "not_html"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(1, 9)) * 30, "text/html", "not_html"),
        (b"<p>" + b"\x01" * 41 + b"a" * 5000, "text/html", "not_html"),
    ],
)
def test_what_is_no_page_of_text_is_refused(body: bytes, content_type: str, reason: str) -> None:
    with pytest.raises(NotAnArticle) as refused:
        extract(RawPage(body, "https://situs.example/kabar/7", FETCHED, content_type))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "content_type", ["text/html", " TEXT/HTML; charset=x", "application/xhtml+xml", "teks", None]
)
@pytest.mark.parametrize(
    "controls",
    [b"", b"\x01" * 40, b"\x00" * 200, b"\x1b" * 200, b"\t\n\v\f\r" * 200],
    ids=["none", "forty", "nul", "escape", "spaces"],
)
def test_a_page_of_text_is_read_whatever_its_type_is_called(
    content_type: str | None, controls: bytes
) -> None:
    text = (
        "Warga menanam pohon di lereng pada Senin pagi bersama guru dan murid dari tiga sekolah di desa itu. "
    )
    body = controls + f"<title>Pohon Lereng</title><h1>Pohon Lereng</h1><p>{text * 3}".encode()
    assert (
        extract(RawPage(body, "https://situs.example/kabar/7", FETCHED, content_type)).title == "Pohon Lereng"
    )


def test_a_time_without_a_zone_is_no_time_of_a_fetch() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        page_params(FETCHED.replace(tzinfo=None))


@pytest.mark.parametrize("text", ["", b"", " \n", "<!-- kosong -->"])
def test_a_page_of_which_the_parser_leaves_nothing_is_no_article(text: str | bytes) -> None:
    with pytest.raises(NotAnArticle) as refused:
        parse_html(text)
    assert refused.value.reason == "empty_page"
