"""Titles: the printed heading wins whole; what the page claims only chooses among headings."""

import pytest

from tests.pages.generic.pages import TEXT, page, paragraphs, read

BODY = paragraphs(*TEXT)


def claim(text):
    return f'<meta property="og:title" content="{text}">'


def headline(text):
    return f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{text}"}}</script>'


WHOLE = {
    "a claim that ends where the heading turns": (
        "Kabar Bohong, Kebun Sekolah Ditutup",
        claim("Kebun Sekolah Ditutup"),
    ),
    "a claim cut in the middle of a word": (
        "Kebun Sekolah di Lereng Panen Perdana Bulan Ini",
        claim("Kebun Sekolah di Lereng Panen Perd"),
    ),
    "a headline of structured data that is shorter": (
        "Kebun Sekolah di Lereng Panen Perdana Bulan Ini",
        headline("Kebun Sekolah di Lereng Panen"),
    ),
    "a quotation at the end": (
        'Guru Ajak Murid Berkebun: "Jangan Takut Kotor"',
        claim("Guru Ajak Murid Berkebun"),
    ),
}


@pytest.mark.parametrize("name", WHOLE)
def test_the_printed_heading_is_whole(name):
    title, head = WHOLE[name]
    assert read(page(BODY, head=head, title=title)).title == title


def test_the_sites_name_behind_the_heading_goes():
    head = '<meta property="og:site_name" content="Situs Lereng">'
    html = page(BODY, head=head).replace("</h1>", " | Situs Lereng</h1>")
    assert read(html).title == "Kebun Sekolah di Lereng Panen Perdana"


@pytest.mark.parametrize("text", [". ", "“", "- ", "| ", "Maaf "])
def test_a_title_without_an_end_is_read_in_linear_time(text):
    # Quadratic time would be a day.
    assert read(f"<title>{text * 500_000}</title><h1>Kebun Sekolah</h1>{BODY}").title == "Kebun Sekolah"


def test_a_claim_chooses_among_headings():
    html = page(BODY, head=claim("Kebun Sekolah di Lereng Panen Perdana")).replace(
        "<h1>", "<h1>Kabar Desa Hari Ini</h1><h1>"
    )
    assert read(html).title == "Kebun Sekolah di Lereng Panen Perdana"


def test_a_title_in_a_script_without_spaces():
    html = page(BODY, title="商品の改造が商標法違反に").replace("<p>Murid", "<h2>Bab Satu</h2><p>Murid", 1)
    assert read(html).title == "商品の改造が商標法違反に"


def test_the_title_above_the_text_is_the_one_that_counts():
    heading = "<h3>Kebun Sekolah di Lereng Panen Perdana</h3><p>Kirim kabar ini kepada teman lewat surel.</p>"
    html = page(BODY, below=f"<div>{heading}</div>").replace("<main>", '<main class="navbar">')
    assert read(html).body.startswith(TEXT[0])


def test_a_title_that_is_a_link_without_an_address():
    html = page(BODY).replace("<h1>", '<h1><a href="">').replace("</h1>", "</a></h1>")
    assert read(html).title == "Kebun Sekolah di Lereng Panen Perdana"
