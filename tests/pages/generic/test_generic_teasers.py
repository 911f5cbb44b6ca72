"""Which sentences are the teasers of other articles: each bound just at and beyond it."""

import pytest

from pipelines.pages.base import parse_html
from pipelines.pages.generic.blocks import read_blocks
from pipelines.pages.generic.teasers import find_teasers
from tests.pages.generic.pages import TEXT, paragraphs

HEAD = "Jalan Desa Lereng Diperbaiki"
TEASER = "Warga berharap pekerjaan selesai sebelum musim hujan tiba, kata pedagang nomor {}."


def link(text=HEAD, href="/kabar/1/x"):
    return f'<h3><a href="{href}">{text}</a></h3>'


def card(number, head=None, text=None, tag='div class="kartu"'):
    inside = (link() if head is None else head) + (
        f"<p>{TEASER.format(number)}</p>" if text is None else text
    )
    return f"<{tag}>{inside}</{tag.split()[0]}>"


def cards(count=3, **parts):
    return "".join(card(number, **parts) for number in range(count))


def teasers(html):
    blocks = read_blocks(parse_html(f"<html><body><h1>Kabar Lereng</h1>{html}</body></html>"))
    return len(find_teasers(blocks, None))


def wrapped(text, depth):
    return "<div>" * depth + text + "</div>" * depth


def test_each_card_of_a_row_has_a_teaser():
    assert teasers(f"<main>{cards()}</main>") == 3


@pytest.mark.parametrize(("depth", "count"), [(3, 3), (4, 0)])
def test_a_teaser_lies_at_most_four_elements_deep_in_its_card(depth, count):
    assert teasers(cards(text=wrapped(f"<p>{TEASER}</p>", depth))) == count


@pytest.mark.parametrize(("depth", "count"), [(5, 3), (6, 0)])
def test_a_headline_lies_at_most_six_elements_deep_in_its_card(depth, count):
    assert teasers(cards(head=wrapped(link(), depth))) == count


@pytest.mark.parametrize(("between", "count"), [(2, 3), (3, 0)])
def test_a_headline_stands_at_most_three_lines_above_its_teaser(between, count):
    assert teasers(cards(head=link() + "<i>Senin</i><br>" * between)) == count


@pytest.mark.parametrize(("text", "count"), [("Panen Raya 12", 3), ("Panen Raya 1", 0)])
def test_a_headline_has_over_twelve_characters(text, count):
    assert teasers(cards(head=link(text))) == count


@pytest.mark.parametrize("href", ["#atas", "", " "])
def test_a_headline_leads_to_another_page(href):
    assert teasers(cards(head=link(href=href))) == 0


@pytest.mark.parametrize(("sentences", "count"), [(2, 3), (3, 0)])
def test_a_card_has_at_most_two_sentences(sentences, count):
    assert (teasers(cards(text=f"<p>{TEASER}</p>" * sentences)) >= 3) is (count == 3)


@pytest.mark.parametrize(("between", "count"), [(3, 2), (4, 0)])
def test_the_next_card_is_at_most_four_elements_away(between, count):
    assert teasers(card(1) + "<div>Iklan</div>" * between + card(2)) == count


def test_an_element_that_does_not_repeat_is_no_card():
    assert teasers(card(1) + '<div class="kartu">Iklan</div>') == 0
    assert teasers(card(1) + card(2, tag='div class="lain"')) == 0
    assert teasers(card(1, tag="div") + card(2, tag="div")) == 0


@pytest.mark.parametrize("tag", ["li", "article", "section"])
def test_an_item_by_its_tag_needs_no_class(tag):
    assert teasers(cards(tag=tag)) == 3


@pytest.mark.parametrize(("bare", "count"), [(1, 3), (2, 0)])
def test_three_cards_of_four_have_a_headline(bare, count):
    assert teasers(cards(3) + cards(bare, head="", text=f"<p>{TEASER} <a href='/a'>rinci</a></p>")) == count


def turns(count):
    return "".join(link(f"{HEAD} Lagi") + f"<p>{TEASER.format(number)}</p>" for number in range(count))


@pytest.mark.parametrize(("count", "found"), [(2, 0), (3, 3)])
def test_headlines_and_sentences_by_turns_are_three_or_more(count, found):
    assert teasers(f"<div>{turns(count)}</div>") == found


@pytest.mark.parametrize(("others", "found"), [(2, 3), (3, 0)])
def test_such_a_list_is_most_of_the_prose_around_it(others, found):
    assert teasers(f"<div>{paragraphs(*TEXT[:others])}{turns(3)}</div>") == found


@pytest.mark.parametrize(
    ("heads", "is_own"),
    [
        (("Selada", "Kangkung Air", "Bayam Merah Lereng"), True),
        (("Selada Merah Muda Lereng", "Kangkung Air Sungai Desa", HEAD + " Lagi"), True),
        (tuple(f"{n}. Selada Merah Muda dari Kebun {n}" for n in (1, 2, 3)), True),
        (tuple(f"{n} Selada Merah Muda dari Kebun" for n in (1, 2, 3)), False),
        (("Selada Merah Muda Lereng", HEAD + " Kembali Lagi", HEAD + " Lagi Pekan Ini"), False),
        (
            ("Siapa yang menanam selada di lereng?", "Berapa harga kangkung di pasar desa?", HEAD + " Lagi"),
            True,
        ),
    ],
)
def test_cards_among_the_articles_paragraphs_are_its_own_where_most_heads_are_names_questions_or_numbered(
    heads, is_own
):
    heads = [head if len(head) > 12 else f"{head} Organik" for head in heads]
    row = "".join(card(number, head=link(head)) for number, head in enumerate(heads))
    assert teasers(f"<div>{paragraphs(*TEXT[:2])}{row}{paragraphs(*TEXT[2:])}</div>") == (0 if is_own else 3)
    assert teasers(f"<div>{paragraphs(*TEXT)}</div><section><div>{row}</div></section>") == 3


def test_a_long_title_among_cards_does_not_make_them_the_articles():
    html = f"<html><body><main><p>{TEXT[0]}</p>{cards()}</main><article>{paragraphs(*TEXT[1:])}</article></body></html>"
    blocks = read_blocks(parse_html(html))
    assert len(find_teasers(blocks, blocks[0])) == 3
    assert not find_teasers(blocks, None)
