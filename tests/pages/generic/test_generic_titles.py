"""Titles: the printed heading wins whole; what the page claims only chooses among headings."""

import re

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


LONG = "Kebun Sekolah di Lereng Panen Perdana Bersama Wali Kota dan Para Guru"
# What the page claims, what it prints in order, and which of it is the title.
CHOICES = {
    "a claim printed whole before the beginning of a longer one": (
        [LONG, "Panen Perdana di Lereng"],
        ["<h2>Kebun Sekolah di Lereng</h2>", "<h1>Panen Perdana di Lereng</h1>"],
        "Panen Perdana di Lereng",
    ),
    "four words of a claim's beginning": (
        [LONG],
        ["<h3>Kabar Desa</h3>", "<h2>Kebun Sekolah di Lereng</h2>"],
        1,
    ),
    "not three of them": (
        [LONG],
        ["<h3>Kebun Sekolah di</h3>", "<h2>Panen Perdana Bersama Wali Kota</h2>"],
        1,
    ),
    "a heading that goes on behind the claim": (
        ["Kebun Sekolah di Lereng"],
        ["<h2>Kabar Desa</h2>", "<h2>Kebun Sekolah di Lereng Panen Lagi</h2>"],
        1,
    ),
    "a heading with three of the claim's four words": (
        ["Panen Kebun Sekolah Lereng"],
        ["<h2>Panen Raya Kebun Sekolah Lereng</h2>", "<h2>Kabar Desa Lereng</h2>"],
        0,
    ),
    "the higher of two headings": ([LONG], [f"<h2>{LONG.upper()}</h2>", f"<h1>{LONG}</h1>"], 1),
    "the first of two alike": ([LONG], [f"<h2>{LONG.upper()}</h2>", f"<h2>{LONG}</h2>"], 0),
    "a heading before a line": ([LONG], [f"<div>{LONG.upper()}</div>", f"<h4>{LONG}</h4>"], 1),
    "a lower heading before one in a menu": (
        [LONG],
        [f"<nav><h1>{LONG.upper()}</h1></nav>", f"<h2>{LONG}</h2>"],
        1,
    ),
    "a lower heading before one among other articles": (
        [LONG],
        [f'<div class="terkait"><h1>{LONG.upper()}</h1></div>', f"<h2>{LONG}</h2>"],
        1,
    ),
    "a lower heading before one that is a link": (
        [LONG],
        [f'<h2><a href="/kabar/1/a">{LONG.upper()}</a></h2>', f"<h3>{LONG}</h3>"],
        1,
    ),
    "a first heading that is a link": (
        [LONG],
        [f'<h1><a href="/kabar/1/a">{LONG.upper()}</a></h1>', f"<h2>{LONG}</h2>"],
        0,
    ),
    "a line that prints a claim": ([LONG], ["<h2>Kabar Desa Lereng</h2>", f"<div>{LONG}</div>"], 1),
    "a heading of two words that is a claim": (
        ["Panen Perdana"],
        ["<h2>Kabar Desa</h2>", "<h2>Panen Perdana</h2>"],
        1,
    ),
}


@pytest.mark.parametrize("name", CHOICES)
def test_the_best_of_the_printed_lines_is_the_title(name):
    claims, printed, expected = CHOICES[name]
    html = (
        f"<html><head><title>Situs Lereng</title>{''.join(map(claim, claims))}</head><body>"
        f'{"".join(printed)}<div class="isi">{BODY}</div></body></html>'
    )
    texts = [re.sub("<[^>]*>", "", line) for line in printed]
    assert read(html).title == (texts[expected] if isinstance(expected, int) else expected)
