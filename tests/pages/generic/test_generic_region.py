"""Which part of the page holds the article: how far it reaches, and where it ends."""

import pytest

from pipelines.pages.base import parse_html
from pipelines.pages.generic.blocks import read_blocks
from pipelines.pages.generic.region import find_region
from tests.pages.generic.pages import TEXT

A, B, C, D = (f"<p>{text}</p>" for text in TEXT)
TITLE = "<h1>Kebun Sekolah di Lereng Panen Perdana</h1>"
SHORT = "<div>Lereng</div>"


def region(html):
    """Returns the lines of the article's part that are texts, by their letters."""
    blocks = read_blocks(parse_html(f"<html><body>{html}</body></html>"))
    title = next((b for b in blocks if b.tag == "h1"), None)
    inside = find_region(blocks, title).blocks
    return "".join(
        letter for letter, text in zip("ABCD", TEXT, strict=True) if text in [b.text for b in inside]
    )


@pytest.mark.parametrize(("between", "expected"), [(7, "ABCD"), (8, "ABC")])
def test_a_text_goes_on_up_to_eight_lines_below(between, expected):
    assert (
        region(f"{TITLE}<main><div>{A}{B}{C}</div>{SHORT * between}<section>{D}</section></main>") == expected
    )


@pytest.mark.parametrize(("between", "expected"), [(7, "ABCD"), (8, "BCD")])
def test_a_text_begins_up_to_eight_lines_above(between, expected):
    assert (
        region(f"{TITLE}<main><section>{A}</section>{SHORT * between}<div>{B}{C}{D}</div></main>") == expected
    )


def test_parts_of_one_make_are_one_text_however_far_apart():
    one, other = f'<div class="isi">{A}{B}{C}</div>', f'<div class="isi">{D}</div>'
    assert region(f"{TITLE}<main>{one}{SHORT * 20}{other}</main>") == "ABCD"
    assert region(f"{TITLE}<main>{one}{SHORT * 20}{other.replace('isi', 'lain')}</main>") == "ABC"


def test_the_text_is_below_the_title():
    assert region(f"<div>{A}{B}{C}</div>{TITLE}<div>{D}</div>") == "D"
    assert region(f"<main><p>{TEXT[0]}</p>{TITLE}{B}{C}{D}</main>") == "BCD"


def test_a_longer_text_far_above_the_title_is_not_its():
    assert region(f"<div>{A}{B}{C}</div>{SHORT * 20}<section>{TITLE}{D}</section>") == "D"


def test_the_text_is_above_a_title_below_which_there_is_none():
    assert region(f"<div>{A}{B}{C}{D}</div>{TITLE}") == "ABCD"


NEXT = "<h1>Jalan Desa Lereng Diperbaiki</h1>"


def test_the_next_articles_title_ends_the_text():
    assert region(f"{TITLE}<div>{A}{B}</div>{NEXT}<div>{C}{D}</div>") == "AB"


@pytest.mark.parametrize(
    "heading",
    [
        TITLE,  # the same title again
        "<h1>Panen raya di lereng</h1>",  # a label of twenty characters
        NEXT.replace("h1", "h2"),
    ],
)
def test_another_heading_does_not_end_the_text(heading):
    assert region(f"{TITLE}<div>{A}{B}</div>{heading}<div>{C}{D}</div>") == "ABCD"


def test_a_heading_among_the_paragraphs_does_not_end_the_text():
    assert region(f"{TITLE}<div>{A}{B}{NEXT}{C}{D}</div>") == "ABCD"


def test_a_title_right_below_the_first_one_does_not_end_the_text():
    assert region(f"{TITLE}{NEXT}<div>{A}{B}{C}{D}</div>") == "ABCD"


def test_the_comments_end_the_text():
    assert region(f"{TITLE}<div>{A}{B}</div><h3>Komentar</h3><div>{C}{D}</div>") == "AB"
    assert region(f"{TITLE}<h3>Komentar</h3><div>{A}{B}{C}{D}</div>") == "ABCD"


def test_a_title_as_long_as_a_sentence_is_no_text_that_comments_end():
    title = "<p>Kebun Sekolah di Lereng Panen Perdana dan Hasilnya Dijual kepada Semua Orang Tua Murid Kelas Enam</p>"
    html = f"<html><body>{title}<div>2 Komentar</div><div>{A}{B}{C}</div></body></html>"
    blocks = read_blocks(parse_html(html))
    assert [block.text for block in find_region(blocks, blocks[0]).blocks] == list(TEXT[:3])


DECLARED = '<div itemprop="articleBody">{}</div>'
REST = "<section>" + D + "".join(f"<p>{i}. {TEXT[3]} {TEXT[3]}</p>" for i in range(3)) + "</section>"


def test_a_declared_body_of_three_paragraphs_is_the_text():
    assert region(TITLE + DECLARED.format(A + B + C) + REST) == "ABC"


def test_a_declared_body_with_most_of_the_text_is_the_text():
    assert region(TITLE + DECLARED.format(A + B) + f"<section>{C}</section>") == "AB"


def test_a_declared_body_with_little_of_the_text_is_not():
    assert "D" in region(TITLE + DECLARED.format(A) + REST)


def test_of_two_declared_bodies_the_first_counts():
    assert region(TITLE + DECLARED.format(A + B + C) + DECLARED.format(D)) == "ABC"


def test_a_declared_body_inside_another_is_part_of_it():
    assert region(TITLE + DECLARED.format(A + DECLARED.format(B) + C + D)) == "ABCD"


def test_the_denser_part_is_the_text():
    wide = "".join(f"<div><div><p>{TEXT[i]}</p></div></div>" for i in (0, 1))
    assert "CD" in region(f"{TITLE}<section>{wide}</section>{SHORT * 20}<div>{C}{D}</div>")
