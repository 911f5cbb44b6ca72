"""Which pictures of a text are its images, by which address, and with which caption."""

from __future__ import annotations

import pytest

from pipelines.addresses import absolute
from pipelines.article import Image
from pipelines.pages.base import parse_html
from pipelines.pages.images import images_in, source_of

BASE = "https://lereng.example/kabar/1"


def images(html: str) -> tuple[Image, ...]:
    root = parse_html(f"<body>{html}</body>")
    skipped = set(root.iter("aside"))
    return images_in([root], lambda href: absolute(BASE, href) if href else None, skipped)


def source(attributes: str) -> str | None:
    (img,) = parse_html(f"<body><img {attributes}></body>").iter("img")
    return source_of(img)


SOURCES = {
    'src="/a.jpg"': "/a.jpg",
    'src="/x.gif" data-src="/a.jpg"': "/a.jpg",
    'src="/x.gif" data-lazy-src=" /a.jpg "': "/a.jpg",
    'src="/x.gif" data-original="a.jpg"': "a.jpg",
    'src="/x.gif" data-lazy="/a.jpg"': "/a.jpg",
    'src="/x.gif" data-url="/a.jpg"': "/a.jpg",
    'src="/x.gif" data-img="/a.jpg"': "/a.jpg",
    'src="/a.jpg" data-src="gambar"': "/a.jpg",
    'src="/a.jpg" data-src="data:image/gif;base64,R0/.="': "/a.jpg",
    """src="/a.jpg" data-image='{"url":"/b.jpg"}'""": "/a.jpg",
    """src="/a.jpg" data-image='["/b.jpg"]'""": "/a.jpg",
    'src="/a.jpg" data-src="/b.jpg /c.jpg"': "/a.jpg",
    'src="/a.jpg" data-src-set="/b.jpg"': "/a.jpg",
    'src="/a.jpg" alt="/b.jpg"': "/a.jpg",
    'src="/x.gif" data-srcset="/a.jpg 1x, /b.jpg 2x"': "/a.jpg",
    'src="/a.jpg" srcset="/b.jpg 1x"': "/a.jpg",
    'srcset="/a.jpg 1x, /b.jpg 2x"': "/a.jpg",
    'srcset="/lebar_3,tinggi_2/a.jpg 300w, /b.jpg 600w"': "/lebar_3,tinggi_2/a.jpg",
    'srcset="/a.jpg, /b.jpg 2x"': "/a.jpg",
    'src="data:image/gif;base64,R0/=" srcset="/a.jpg 1x"': "/a.jpg",
    'srcset=" "': None,
    'srcset=","': None,
    "": None,
}


@pytest.mark.parametrize("attributes", SOURCES)
def test_the_address_of_a_picture(attributes: str) -> None:
    assert source(attributes) == SOURCES[attributes]


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ('<source srcset="/a.jpg 1x">', "https://lereng.example/a.jpg"),
        ('<source data-srcset="/a.jpg 1x" srcset="/b.jpg">', "https://lereng.example/a.jpg"),
        ('<source media="x"><source srcset="/a.jpg">', "https://lereng.example/a.jpg"),
    ],
)
def test_a_picture_without_an_address_has_that_of_its_sources(sources: str, expected: str) -> None:
    assert [image.url for image in images(f"<picture>{sources}<img alt=''></picture>")] == [expected]


def test_a_space_in_an_address_is_encoded() -> None:
    assert [image.url for image in images('<img src="/foto/kebun sekolah.jpg">')] == [
        "https://lereng.example/foto/kebun%20sekolah.jpg"
    ]


def test_each_address_counts_once_in_page_order() -> None:
    html = '<img src="/b.jpg"><amp-img src="/a.jpg"></amp-img><img src="/b.jpg">'
    assert [image.url for image in images(html)] == [
        "https://lereng.example/b.jpg",
        "https://lereng.example/a.jpg",
    ]


@pytest.mark.parametrize(
    "html",
    [
        '<img src="/foto/">',
        '<img src="data:image/gif;base64,R0">',
        "<img>",
        '<a href="https://www.facebook.com/sharer/sharer.php?u=1"><img src="/a.jpg"></a>',
        '<aside><p><img src="/a.jpg"></p></aside>',
    ],
)
def test_what_stands_for_no_picture_of_the_text(html: str) -> None:
    assert images(html) == ()


def test_a_picture_with_a_link_to_itself_is_one() -> None:
    assert len(images('<a href="/a.jpg"><img src="/a.jpg"></a>')) == 1


IMG = '<img src="/a.jpg">'
CAPTIONS = {
    f"<figure>{IMG}<figcaption> Murid  memanen </figcaption></figure>": "Murid memanen",
    f'<div class="wp-caption">{IMG}<p class="wp-caption-text">Murid memanen</p></div>': "Murid memanen",
    f'<table><tr><td class="Caption">{IMG}<i class="caption">Murid memanen</i></td></tr></table>': "Murid memanen",
    f'<p class="image-caption">{IMG}<span class="caption">Murid memanen</span></p>': "Murid memanen",
    f'<table class="caption-box"><tr><td>{IMG}<tr><td class="caption">Murid memanen</table>': "Murid memanen",
    f'<table class="jadwal"><tr><td>{IMG}<tr><td class="caption">Murid memanen</table>': None,
    f"<figure>{IMG}<figcaption> </figcaption></figure>": None,
    f"<figure>{IMG}<p>Murid memanen</p></figure>": None,
    f'<div>{IMG}<p class="caption">Murid memanen</p></div>': None,  # the frame is not one of a picture
    f'<figure><div class="caption">{IMG}</div></figure>': None,  # what is called so holds the picture itself
    f"<figure>{IMG}<figcaption>Satu</figcaption><figcaption>Dua</figcaption></figure>": "Satu",
    f"<figure><figure>{IMG}<figcaption>Satu</figcaption></figure><figcaption>Dua</figcaption></figure>": "Satu",
}


@pytest.mark.parametrize("html", CAPTIONS)
def test_the_caption_of_a_picture(html: str) -> None:
    (image,) = images(html)
    assert image.caption == CAPTIONS[html]
