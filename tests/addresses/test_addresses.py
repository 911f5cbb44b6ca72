"""Every spelling of an article's address is one article; addresses of different articles are never one."""

from __future__ import annotations

import pytest

from pipelines.addresses import WHOLE, address_for, canonical, identify, part

OLD = "http://kabar.example"

SAME = [
    ("/berita/12/pasar-buka", "/berita/12/pasar-buka/?utm_source=wa&fbclid=x#isi"),
    ("/berita/12/pasar-buka", "/berita/12/pasar-buka?ref=beranda&source=9&sid=4&m=1"),
    ("/berita/12/pasar-buka", "/berita/12/pasar-buka?page=3"),
    ("/berita/12/pasar-buka", "/berita/12/pasar-buka?page=all"),
    ("/berita/12/pasar-buka", "/berita/12/pasar-buka?halaman=2"),
    ("/2019/05/pasar-baru-segera-dibuka", "/2019/05/pasar-baru-segera-dibuka/2/"),
    ("/2019/05/pasar.html", "/2019/05/pasar.html/3"),
    ("/2019/05/pasar.html", "/2019/05/pasar.html?m=1"),
    ("/index.php?id=7", "/index.php?id=7&page=2"),
    ("/index.php?id=7", "/index.php?ref=facebook&id=7"),
    ("/index.php?id=7", "/index.php?id=7&source=www.cari.example"),
    ("/index.php?id=7", "/index.php?id=7&sid=0123456789abcdef0123"),
    ("/index.php?id=7", "/index.php?id=7&PHPSESSID=12"),
    ("/?p=7", "/?p=7&m=1"),
    ("/modules.php?name=News&file=article&sid=12", "/modules.php?sid=12&file=article&name=News"),
]
DIFFERENT = [
    ("/modules.php?name=News&file=article&sid=12", "/modules.php?name=News&file=article&sid=13"),
    ("/index.php?page=berita&id=7", "/index.php?page=agenda&id=7"),
    ("/index.php?page=12", "/index.php?page=13"),
    ("/index.php?mod=baca&page=12", "/index.php?mod=baca&page=13"),
    ("/baca.php?ref=12", "/baca.php?ref=13"),
    ("/baca?ref=12", "/baca?ref=13"),
    ("/lihat.asp?source=desa&no=1", "/lihat.asp?source=kota&no=1"),
    ("/?m=pasar-buka", "/?m=pasar-tutup"),
    ("/berita/12", "/berita/13"),
    ("/kabar-kota/2", "/kabar-kota/3"),
    ("/berita/12/pasar?foto=1", "/berita/12/pasar?foto=2"),
    ("/berita/12/pasar?page=foto", "/berita/12/pasar"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_article(one: str, other: str) -> None:
    assert canonical(OLD + one) == canonical(OLD + other)
    assert address_for("kabar.example", OLD + one) == address_for("kabar.example", OLD + other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_articles(one: str, other: str) -> None:
    ids = {address_for("kabar.example", OLD + path).article_id for path in (one, other)}
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("url", "number"),
    [
        (f"{OLD}/berita/12/pasar-buka", 1),
        (f"{OLD}/berita/12/pasar-buka?page=1", 1),
        (f"{OLD}/berita/12/pasar-buka?page=2", 2),
        (f"{OLD}/berita/12/pasar-buka?page=all", WHOLE),
        (f"{OLD}/berita/12/pasar-buka?page=semua", WHOLE),
        (f"{OLD}/2019/05/pasar-baru-segera-dibuka/2/", 2),
        (f"{OLD}/index.php?id=7&page=2", 2),
        (f"{OLD}/index.php?mod=baca&page=2", 1),
        (f"{OLD}/kabar-kota/2", 1),
        ("https://www.antaranews.com/berita/12/pasar-baru-segera-dibuka/2", 2),
        ("https://kotabogor.go.id/berita-detail/12?page=2", 1),
        ("mailto:redaksi@kabar.example", 1),
    ],
)
def test_the_part_of_a_divided_article(url: str, number: int) -> None:
    assert part(url) == number


# The ids of a corpus never change, whatever parameters are judged differently.
@pytest.mark.parametrize(
    ("url", "article_id"),
    [
        ("http://www.kotabogor.go.id/berita-detail/12?ref=5&page=2&sid=8&m=x&source=y", "berita:12"),
        ("http://kotabogor.go.id/index.php/show_post/detail/12/pasar-buka/2?page=3&sid=8", "show_post:12"),
        ("http://kotabogor.go.id/index.php?option=com_content&task=view&id=12&ref=5&sid=8", "joomla:12"),
        ("https://www.antaranews.com/berita/12/pasar-buka?page=2&ref=5&source=y&m=1", "antaranews:12"),
        ("https://www.gelora.co/2020/10/pasar-buka.html?m=1&page=2", "gelora:80e489929a4c1ba4"),
    ],
)
def test_the_ids_of_known_sites_stay(url: str, article_id: str) -> None:
    address = identify(url)
    assert address is not None
    assert address.article_id == article_id
