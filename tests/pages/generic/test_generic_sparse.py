"""Texts of short lines far from their title are read by trafilatura; nothing else is."""

import pytest
import trafilatura

from pipelines.article import NotAnArticle
from tests.pages.generic.pages import TITLE, page, paragraphs, read

CLAIM = '<meta property="og:type" content="article">'
VERSES = (
    "Padi menguning di tepi kali",
    "Burung pipit datang bernyanyi",
    "Petani pulang membawa sabit",
    "Anak desa mengejar layang-layang",
    "Angin lereng turun perlahan",
    "Asap dapur naik ke bukit",
    "Ibu menanak nasi yang harum",
    "Bapak menimba air di sumur",
    "Malam datang membawa bintang",
    "Besok pagi kita memanen lagi",
)
DAY = "<div>Senin, 9 September 2024</div>"


def deep(text, title=TITLE, head=CLAIM):
    """Returns a page whose title stands in five frames of its own, beside the frame of the text."""
    heading = "<div>" * 5 + f"<h1>{title}</h1>{DAY}" + "</div>" * 5
    return (
        f"<html><head><title>{title}</title>{head}</head><body><nav><a href=/>Beranda</a></nav>"
        f"<main><section>{heading}</section><section>{text}</section></main></body></html>"
    )


@pytest.fixture
def read_by_library(monkeypatch):
    """Returns the list of what trafilatura is given, which it still reads."""
    given = []
    real = trafilatura.bare_extraction
    monkeypatch.setattr(
        trafilatura, "bare_extraction", lambda html, **options: given.append(html) or real(html, **options)
    )
    return given


def test_verses_far_from_the_title(read_by_library):
    below = "<ul>" + "".join(f"<li><a href=/{i}>Kabar {i}</a></li>" for i in range(3)) + "</ul>"
    item = read(deep(f"<div>{paragraphs(*VERSES)}</div>{below}"))
    assert item.body == "\n".join(VERSES)
    assert (item.title, str(item.published_date)) == (TITLE, "2024-09-09")
    assert len(read_by_library) == 1
    assert "Beranda" not in read_by_library[0]


LINKS = "".join(f"<p><a href=/{i}>Kabar nomor {i} dari lereng gunung dan desa</a></p>" for i in range(9))
REFUSED = {
    "listing": deep(LINKS),
    "gallery": deep("<p><img src=/1.jpg></p>" * 6),
    "soft_404": deep(paragraphs(*VERSES), "Halaman tidak ditemukan", "").replace(DAY, ""),
    "no_article without a claim": deep(paragraphs(*VERSES), head=""),
    "no_article without lines": deep("<p>Segera</p>"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_pages_that_are_refused_as_before(name, read_by_library):
    with pytest.raises(NotAnArticle) as told:
        read(REFUSED[name])
    assert told.value.reason == name.split()[0]
    assert not read_by_library


@pytest.mark.parametrize(
    "html",
    [
        page("<p>" + "Warga memanen padi bersama di sawah tepi kali pada musim kemarau. " * 3 + "</p>"),
        page(paragraphs(*VERSES), head=CLAIM),
    ],
    ids=["prose", "verses below the title"],
)
def test_pages_that_are_read_without_the_library(html, read_by_library):
    assert read(html).body
    assert not read_by_library


def greeting(words, depth=0, day=DAY):
    lines = "<p>Selamat panen raya</p><p>" + " ".join(f"kata{n}" for n in range(words - 3)) + "</p>"
    title = "<div>" * depth + f"<h1>{TITLE}</h1>" + "</div>" * depth
    return f"<html><head><title>{TITLE}</title></head><body><main>{title}{day}{lines}</main></body></html>"


@pytest.mark.parametrize(("words", "is_read"), [(5, False), (6, True)])
def test_a_text_of_short_lines_has_six_words(words, is_read):
    if is_read:
        assert read(greeting(words)).body.split() == ["Selamat", "panen", "raya", "kata0", "kata1", "kata2"]
    else:
        with pytest.raises(NotAnArticle):
            read(greeting(words))


@pytest.mark.parametrize(("depth", "is_read"), [(3, True), (4, False)])
def test_a_text_of_short_lines_is_at_most_four_elements_around_the_title(depth, is_read):
    if is_read:
        assert read(greeting(9, depth)).body
    else:
        with pytest.raises(NotAnArticle):
            read(greeting(9, depth))


@pytest.mark.parametrize(
    "line",
    [
        "Penulis: Rini Astuti",
        "Senin, 9 September 2024",
        "Bagikan",
        "Berita Terkait",
        "<a href=/1>Kabar Lereng Kini</a>",
    ],
)
def test_furniture_is_no_part_of_a_text_of_short_lines(line):
    html = greeting(9).replace("</main>", f"<p>{line}</p></main>")
    assert read(html).body == read(greeting(9)).body
