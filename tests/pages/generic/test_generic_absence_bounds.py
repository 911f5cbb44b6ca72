"""Where a page stops being an article: each bound, and what lies beyond it."""

import pytest

from pipelines.article import NotAnArticle
from tests.pages.generic.test_generic_absence import SENTENCE, article, page


def read_or_reason(html, url="https://situs.example/a/1"):
    try:
        return article(html, url).body
    except NotAnArticle as absent:
        return absent.reason


GREETING = "<small>3 Juni 2024</small><p>Dirgahayu Kabupaten Rawa ke-75</p><p>Maju bersama warga</p>"
GREETED = "Dirgahayu Kabupaten Rawa ke-75\nMaju bersama warga"


@pytest.mark.parametrize(("count", "expected"), [(4, GREETED), (5, "gallery")])
def test_a_few_lines_with_five_pictures_are_a_gallery(count, expected):
    pictures = "".join(f'<img src="/g/{i}.jpg">' for i in range(count))
    html = page(
        f"<h1>Ucapan Hari Jadi</h1><div>{GREETING}</div>{pictures}", "<title>Ucapan Hari Jadi</title>"
    )
    assert read_or_reason(html) == expected


@pytest.mark.parametrize(("count", "expected"), [(5, GREETED), (6, "listing")])
def test_a_few_words_with_six_headlines_are_a_listing(count, expected):
    links = "".join(
        f'<li><a href="/a/{i}">Judul Berita Nomor {i} Tentang Desa</a></li>' for i in range(count)
    )
    html = page(
        f"<h1>Ucapan Hari Jadi</h1><div>{GREETING}</div><ul>{links}</ul>", "<title>Ucapan Hari Jadi</title>"
    )
    assert read_or_reason(html) == expected


@pytest.mark.parametrize(("length", "expected"), [(149, "no_article"), (150, "text")])
def test_a_text_without_a_title_has_150_characters(length, expected):
    text = (f"{SENTENCE} Warga " + "senang " * 20)[: length - 1] + "."
    assert read_or_reason(page(f"<p>{text}</p>")) == (text if expected == "text" else expected)


@pytest.mark.parametrize("length", [24, 25])
def test_a_headline_has_over_25_characters(length):
    titles = [f"{i} {'judul ' * 9}"[:length] + "." for i in range(30)]
    links = "".join(f'<li><a href="/a/{i}">{title}</a></li>' for i, title in enumerate(titles))
    assert read_or_reason(page(f"<ul>{links}</ul>")) == ("listing" if length == 25 else "no_article")


@pytest.mark.parametrize("path", ["", "/", "/index.php", "/index.html"])
def test_a_home_page_with_24_headlines_is_a_listing(path):
    text = f"<h1>Pasar Hewan Dibuka Lagi</h1><p>{SENTENCE}</p><p>{SENTENCE} Warga menyambut baik.</p>"
    for count, expected in ((23, "text"), (24, "listing")):
        links = "".join(
            f'<li><a href="/a/{i}">Judul Berita Nomor {i} Tentang Desa</a></li>' for i in range(count)
        )
        told = read_or_reason(page(f"{text}<ul>{links}</ul>"), f"https://situs.example{path}")
        assert (told == "listing") is (expected == "listing")
        assert (
            read_or_reason(page(f"{text}<ul>{links}</ul>"), f"https://situs.example{path}?p=1") != "listing"
        )


@pytest.mark.parametrize(
    ("length", "count", "expected"),
    [(149, 5, "no_article"), (149, 6, "listing"), (149, 7, "listing"), (150, 23, "text"), (150, 24, "listing"),
     (150, 25, "listing")],
)  # fmt: skip
def test_a_page_without_a_title_is_a_listing_by_its_headlines(length, count, expected):
    text = (f"{SENTENCE} Warga " + "senang " * 20)[: length - 1] + "."
    links = "".join(
        f'<li><a href="/a/{i}">Judul Berita Nomor {i} Tentang Desa</a></li>' for i in range(count)
    )
    told = read_or_reason(page(f"<div><p>{text}</p></div><ul>{links}</ul>"))
    assert told == (text if expected == "text" else expected)


LOST = "Halaman yang Anda cari tidak ditemukan"


@pytest.mark.parametrize(
    ("element", "expected"),
    [("<div>{}</div>", "soft_404"), ("<h3>{}</h3>", "soft_404"), ("<aside>{}</aside>", SENTENCE)],
)
def test_a_notice_stands_in_the_page_and_not_beside_it(element, expected):
    html = page(f"<h1>Pasar Hewan Dibuka Lagi</h1>{element.format(LOST)}<div><p>{SENTENCE}</p></div>")
    assert read_or_reason(html) == expected


def test_a_notice_is_shorter_than_a_paragraph():
    for length, expected in ((149, "soft_404"), (150, SENTENCE)):
        notice = f"<h3>{(LOST + ' di situs ini' * 20)[:length]}</h3>"
        assert (
            read_or_reason(page(f"<h1>Pasar Hewan Dibuka Lagi</h1>{notice}<div><p>{SENTENCE}</p></div>"))
            == expected
        )
