"""Titles: the printed heading wins whole; what the page claims only chooses among headings."""

import re

import pytest

from pipelines.pages.base import parse_html
from pipelines.pages.generic.blocks import read_blocks
from pipelines.pages.generic.title import claimed_title, find_title, says, variants
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


WORDS = ("kebun", "sekolah", "lereng")  # 18 letters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kebun Sekolah Lereng", True),
        ("“KEBUN, SEKOLAH: LERENG!”", True),
        ("KebunSekolahLereng", False),
        ("Kebun Sekolah", False),
        ("Kebun Sekolah Lereng Panen", False),
        ("Kebun Sekolah Lereng".ljust(56, "."), True),
        ("Kebun Sekolah Lereng".ljust(57, "."), False),  # longer than a title with its punctuation
    ],
)
def test_a_text_says_a_title_whatever_its_punctuation(text, expected):
    assert says(text, WORDS) is expected


def test_a_text_says_a_word_alone():
    assert says("Lereng", ("lereng",))


CLAIMS = {
    "Kebun Sekolah Panen Perdana - Situs Lereng": "Kebun Sekolah Panen Perdana",
    "Kebun Sekolah Panen Perdana": "Kebun Sekolah Panen Perdana",
    "Panen Raya - Situs Lereng": "Panen Raya - Situs Lereng",  # neither part is longer
    "Panen - Situs Lereng": "Panen - Situs Lereng",
    "Kebun Sekolah di Lereng Panen - Situs Kabar Kebun Desa": "Kebun Sekolah di Lereng Panen",
    "Kebun Sekolah di Lereng Panen Lagi - Situs Kabar Kebun Desa Lereng": (
        "Kebun Sekolah di Lereng Panen Lagi - Situs Kabar Kebun Desa Lereng"  # five words are no site
    ),
    "Kebun Sekolah Kita - Panen Perdana di Sana - Situs Lereng": "Kebun Sekolah Kita - Panen Perdana di Sana",
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_short_end_of_a_claim_is_the_site(claim):
    assert claimed_title((claim,), ()) == CLAIMS[claim]


def test_a_known_site_goes_from_either_end_of_a_claim():
    sites = ("Situs Kabar Kebun Desa Lereng",)
    assert claimed_title((f"Kebun Panen - {sites[0]}",), sites) == "Kebun Panen"
    assert claimed_title((f"{sites[0]} - Kebun Panen",), sites) == "Kebun Panen"
    assert claimed_title((sites[0], "Kebun Panen"), sites) == "Kebun Panen"
    assert claimed_title((sites[0],), sites) is None


def test_a_part_of_a_claim_that_another_claim_confirms_is_the_title():
    assert (
        claimed_title(("Kebun | Sekolah Panen | Lereng", "Sekolah Panen | Lereng"), ())
        == "Sekolah Panen | Lereng"
    )


# Whether a printed heading is taken for the claim, or the other heading below it.
FITS = {
    "half of the claim's words, in its order": (
        "Panen Kebun Sekolah",
        "Panen Raya Lagi Kebun Sekolah Kita",
        False,
    ),
    "three of four words": ("Warga Panen Kebun Sekolah", "Panen Kebun Sekolah Lereng", True),
    "six of eight words": (
        "Warga Desa Panen Raya Kebun Sekolah Lereng Ini",
        "Panen Raya Kebun Sekolah Lereng Ini Ramai Dikunjungi",
        True,
    ),
    "five of eight words": (
        "Warga Desa Kita Panen Raya Kebun Sekolah Lereng",
        "Panen Raya Kebun Sekolah Lereng Ini Ramai Dikunjungi",
        False,
    ),
    "all words in another order": ("Sekolah Kebun Lereng Panen", "Panen Lereng Kebun Sekolah", False),
    "all six words among nine": (
        "Warga Desa Kita Panen Raya Kebun Sekolah Lereng Ini",
        "Panen Raya Kebun Sekolah Lereng Ini",
        True,
    ),
    "all six words among ten": (
        "Warga Desa Kita Ikut Panen Raya Kebun Sekolah Lereng Ini",
        "Panen Raya Kebun Sekolah Lereng Ini",
        False,
    ),
    "two words of a claim of three": ("Kebun Sekolah", "Kebun Sekolah Lereng", False),
    "three words of a claim of four": ("Kebun Sekolah Lereng", "Kebun Sekolah Lereng Panen", True),
}


def found(html, *claims):
    title = find_title(read_blocks(parse_html(html)), claims, ())
    return title.text if title else None


@pytest.mark.parametrize("name", FITS)
def test_a_heading_fits_a_claim_by_its_words(name):
    heading, claimed, fits = FITS[name]
    assert found(f"<h2>{heading}</h2><p>{TEXT[0]}</p>", claimed) == (heading if fits else None)


def test_a_claim_of_one_word_is_a_title_from_eight_letters_on():
    assert found("<h1>学校的菜园丰收了</h1>", "学校的菜园丰收了") == "学校的菜园丰收了"
    assert found("<h1>学校菜园丰收了</h1>", "学校菜园丰收了") is None


@pytest.mark.parametrize(
    ("printed", "claimed"),
    [
        ("“Panen Raya” Lereng", "Panen Raya Lereng"),
        ("Panen Raya Lereng", "“Panen Raya” Lereng"),
        ("ÉTUDE DI KEBUN LERENG", "Étude di Kebun Lereng"),
        ("7 Kebun Sekolah Lereng", "7 Kebun Sekolah Lereng"),
    ],
)
def test_a_plain_line_prints_a_claim_whatever_it_begins_with(printed, claimed):
    assert found(f"<div>{printed}</div>", claimed, "Kabar Lain dari Desa") == printed


def test_a_plain_line_is_a_title_from_three_words_on():
    assert found("<div>Panen Raya Lereng</div>", "Panen Raya Lereng") == "Panen Raya Lereng"
    assert found("<div>Panen Raya</div>", "Panen Raya") is None
    assert found("<h3>Panen Raya</h3>", "Panen Raya") == "Panen Raya"


def test_a_line_in_the_footer_is_no_title():
    assert found(f"<footer><h1>{LONG}</h1></footer>", LONG) is None


def test_a_line_of_over_300_characters_is_no_title():
    most, more = "Kebun " * 50, "Kebun " * 50 + "a"
    assert found(f"<h1>{most}</h1>", most) == most.strip()
    assert found(f"<h1>{more}.</h1>", more) is None


def test_a_plain_line_may_be_twenty_signs_longer_than_the_claim():
    assert found(f"<div>{LONG}{'!' * 20}</div>", LONG) == LONG + "!" * 20
    assert found(f"<div>{LONG}{'!' * 21}</div>", LONG) is None
    assert found(f"<h2>{LONG}{'!' * 21}</h2>", LONG) == LONG + "!" * 21


@pytest.mark.parametrize(
    "texts", [(TEXT[:1], TEXT[1:]), (TEXT[1:], TEXT[:1])], ids=["the second", "the first"]
)
def test_of_two_headings_alike_the_one_above_more_text_counts(texts):
    first, second = (paragraphs(*each) for each in texts)
    html = f"<h2>{LONG}</h2><div>{first}</div><h2>{LONG}</h2><div>{second}</div>"
    title = find_title(read_blocks(parse_html(html)), (LONG,), ())
    assert (title.block.position == 0) is (len(first) > len(second))


@pytest.mark.parametrize("length", [1000, 1001])
def test_a_text_of_over_a_thousand_characters_is_not_taken_apart(length):
    text = f"{'kebun ' * 165}a | ".ljust(length, "x")
    assert len(variants(text)) == (3 if length == 1000 else 1)
