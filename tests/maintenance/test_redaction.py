from __future__ import annotations

import pytest

from pipelines.addresses import HOME, address_for
from pipelines.maintenance.redaction import Forgotten
from pipelines.pages.related import related_links

BASE = f"{HOME}/berita-detail/1"
FORGOTTEN = Forgotten(["berita:5", "show_post:77"])


def redact(page: str, *, words=(), is_same=lambda body: True) -> str:
    return FORGOTTEN.redact(page.encode(), BASE, words, is_same).decode()


@pytest.mark.parametrize(
    "url",
    [
        f"{HOME}/berita-detail/5",
        "http://www.kotabogor.go.id/berita-detail/5/",
        f"{HOME}/index.php/show_post/detail/77/nama-orang",
        "http://127.0.0.1:8055/berita-detail/5",
        "http://localhost/below/here/index.php/show_post/detail/77",
        "https://archive.example/web/20200101000000id_/http://kotabogor.go.id/berita-detail/5",
    ],
)
def test_it_knows_every_spelling_of_an_address(url):
    assert FORGOTTEN.is_at(url)


@pytest.mark.parametrize(
    "url",
    [f"{HOME}/berita-detail/55", f"{HOME}/show_post/detail/5", f"{HOME}/berita?page=5", "http://[broken"],
)
def test_it_leaves_other_addresses(url):
    assert not FORGOTTEN.is_at(url)


def test_sites_without_numbers():
    address = address_for("warta.example", "https://warta.example/2020/nama-orang-dilantik")
    forgotten = Forgotten([address.article_id])
    assert forgotten.is_at("http://www.warta.example/2020/nama-orang-dilantik/?utm_source=x")
    assert not forgotten.is_at("https://warta.example/2020/lain")
    page = b'<p>Isi</p><a href="/2020/nama-orang-dilantik">Nama Orang Dilantik</a>'
    redacted = forgotten.redact(page, "https://warta.example/2021/x", (), lambda _: True)
    assert b"rang" not in redacted
    assert b'href="#"' in redacted


def test_texts_attributes_and_slugs_of_a_link_go():
    page = (
        '<a class="x" href="/index.php/show_post/detail/77/nama-orang" title="Nama Orang"><img alt="Nama Orang"'
        ' src="a.jpg"><b>Nama</b> Orang &amp; Kawan</a> <a href="/berita-detail/6">Kabar Lain</a>'
    )
    redacted = redact(page)
    assert "Nama" not in redacted
    assert "nama" not in redacted
    assert "Orang" not in redacted
    assert 'href="/index.php/show_post/detail/77"' in redacted
    assert '<a href="/berita-detail/6">Kabar Lain</a>' in redacted
    assert redact(redacted) == redacted


def test_a_text_stays_as_long_but_not_its_words():
    redacted = redact('<a href="/berita-detail/5">\n  Wali Kota Melantik Camat </a>')
    assert redacted.count("&#9608;") + redacted.count("; &") == len("Wali Kota Melantik Camat")
    assert redacted.startswith('<a href="/berita-detail/5">\n  &#9608;')


def test_a_text_beside_the_link_goes_where_it_is_known():
    page = '<p>Potongan isi berita</p><a href="/berita-detail/5"></a><p>Isi lain</p>'
    redacted = redact(page, words={"Potongan isi berita"})
    assert "Potongan" not in redacted
    assert "Isi lain" in redacted


def test_what_belongs_to_the_page_itself_stays():
    page = '<p>Seperti <a href="/berita-detail/5">kata camat</a>.</p><ul><a href="/berita-detail/5">Judul</a></ul>'
    redacted = redact(page, is_same=lambda body: b"kata camat" in body)
    assert "kata camat" in redacted
    assert "Judul" not in redacted


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"<link>http://kotabogor.go.id/index.php/show_post/detail/77/x</link>", True),
        (b'{"url": "https:\\/\\/kotabogor.go.id\\/berita-detail\\/5"}', True),
        (b'<a href="/berita-detail/5">x</a>', True),
        (b'<a href="/berita-detail/55">5</a> <a href="/berita?page=5">', False),
        (b"<p>5 orang</p>", False),
    ],
)
def test_naming(body, named):
    assert FORGOTTEN.is_named_in(body, "http://127.0.0.1:1/berita?page=2") is named


@pytest.mark.parametrize("titles", [True, False])
def test_page_objects_take_bars_for_no_text(titles):
    (link,) = related_links([(f"{HOME}/berita-detail/5", "█████ ███")], BASE, titles=titles)
    assert (link.text, link.title, link.truncated, link.article_id) == (None, None, False, "berita:5")


def test_nothing_forgotten_touches_nothing():
    page = b'<a href="/berita-detail/5">x</a>'
    nothing = Forgotten([])
    assert nothing.redact(page, BASE, (), lambda _: True) == page
    assert not nothing.is_named_in(page, BASE)
