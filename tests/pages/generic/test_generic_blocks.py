"""What a line of a page is: prose, a link, a caption's neighbour; and where a pointer is cut out of it."""

import pytest

from pipelines.pages.base import parse_html
from pipelines.pages.generic.blocks import make_of, read_blocks


def blocks(html):
    return read_blocks(parse_html(f"<html><body>{html}</body></html>"))


def block(html, text=None):
    found = blocks(html)
    return found[-1] if text is None else next(b for b in found if b.text == text)


@pytest.mark.parametrize(
    ("html", "is_prose"),
    [
        ("a" * 79, False),
        ("a" * 80, True),
        ("a" * 38 + ".", False),
        ("a" * 39 + ".", True),
        ("a" * 38 + "!”", True),
        ("a" * 39 + ",", False),
        (f"<a href=/1>{'a' * 80}</a>{'b' * 80}", True),
        (f"<a href=/1>{'a' * 81}</a>{'b' * 80}", False),
        (f"<a href=/1>{'a' * 50}</a>{'b' * 49}.", True),
    ],
)
def test_prose_has_80_characters_outside_its_links_or_40_and_a_full_stop(html, is_prose):
    assert block(f"<p>{html}</p>").is_prose is is_prose
    assert not block(f"<h2>{html}</h2>").is_prose


@pytest.mark.parametrize(
    ("link", "rest", "is_link"),
    [("a" * 13, "- 1", True), ("a" * 13, " - 1", False), ("a" * 35, "12345", True), ("a" * 34, "123456", False)],
)  # fmt: skip
def test_a_link_has_three_characters_and_a_twentieth_beside_it(link, rest, is_link):
    found = block(f"<p><a href=/1>{link}</a>{rest}</p>")
    assert found.is_link is is_link
    assert (found.link_chars, found.own_chars) == (len(link), len(rest))


def test_the_links_of_a_line_are_no_longer_than_the_line():
    found = block("<p><a href=/1>Panen </a><a href=/2>Raya</a></p>")
    assert (found.text, found.link_chars, found.own_chars) == ("Panen Raya", 9, 1)


PICTURE = '<img src="/k.jpg">'
CAPTION = "Murid di kebun"
FOLLOWS = {
    "in one element": (f"<p>{PICTURE}{CAPTION}</p>", True),
    "behind a break in one element": (f"<p>{PICTURE}<br>{CAPTION}</p>", True),
    "in the element before": (f"<div>{PICTURE}</div><p>{CAPTION}</p>", True),
    "in the element before the frame": (f"<div>{PICTURE}</div><div><p>{CAPTION}</p></div>", True),
    "two frames away": (f"<div>{PICTURE}</div><div><div><p>{CAPTION}</p></div></div>", False),
    "behind an empty element": (f"<div>{PICTURE}</div><p></p><p>{CAPTION}</p>", True),
    "behind a text": (f"<div>{PICTURE}</div><p>Panen</p><p>{CAPTION}</p>", False),
    "behind a text beside the picture": (f"<div>{PICTURE} Panen</div><p>{CAPTION}</p>", False),
    "behind a bare text": (f"<div>{PICTURE}</div>Panen<p>{CAPTION}</p>", False),
    "text in front of the picture": (f"<p>{CAPTION}{PICTURE}</p>", False),
    "no picture": (f"<div></div><p>{CAPTION}</p>", False),
}


@pytest.mark.parametrize("name", FOLLOWS)
def test_what_follows_a_picture(name):
    html, follows = FOLLOWS[name]
    assert block(f"<main><h1>Panen</h1>{html}</main>", CAPTION).follows_picture() is follows


SHARES = {
    "an element with a picture": (f"<div>{PICTURE}<p>{CAPTION}</p></div>", False),
    "one element": (f"<p>{PICTURE}{CAPTION}</p>", True),
    "a frame with breaks": (f"<div>{PICTURE}<br>{CAPTION}</div>", True),
    "six more characters": (f"<div>{PICTURE}<br>{CAPTION}<br>123456</div>", True),
    "seven more characters": (f"<div>{PICTURE}<br>{CAPTION}<br>1234567</div>", False),
    "no picture": (f"<div><br>{CAPTION}</div>", False),
}


@pytest.mark.parametrize("name", SHARES)
def test_what_shares_an_element_with_a_picture(name):
    html, shares = SHARES[name]
    assert block(f"<main><h1>Panen</h1>{html}</main>", CAPTION).shares_picture() is shares


@pytest.mark.parametrize(
    ("html", "is_emphasised"),
    [
        ("<p><em>Murid</em></p>", True),
        ("<p><i>Murid</i> <small>Rini</small></p>", True),
        ("<p><em>Murid</em><br><img></p>", True),
        ("<center>Murid</center>", True),
        ("<p><em>Murid</em> Rini</p>", False),
        ("<p>Murid <em>Rini</em></p>", False),
        ("<p><em>Murid</em><b>Rini</b></p>", False),
        ("<p>Murid</p>", False),
    ],
)
def test_a_line_is_emphasised_as_a_whole(html, is_emphasised):
    assert blocks(f"<main>{html}</main>")[0].is_emphasised() is is_emphasised


LINK = "<a href=/1>Panen Raya</a>"
POINTERS = {
    "behind the text": (f"Murid memanen. Baca juga: {LINK}", ["Murid memanen.", "Baca juga: Panen Raya"]),
    "in front of the text": (
        f"Simak juga {LINK} Murid memanen.",
        ["Simak juga Panen Raya", "Murid memanen."],
    ),
    "in brackets": (f"Murid memanen (Baca: {LINK}) lagi.", ["Murid memanen", "(Baca: Panen Raya", "lagi."]),
    "inside its link": (
        "Murid memanen. <a href=/1>Baca juga: Panen Raya</a>",
        ["Murid memanen.", "Baca juga: Panen Raya"],
    ),
    "twice": (
        f"Satu. Baca juga: {LINK} Dua. Lihat juga: {LINK}",
        ["Satu.", "Baca juga: Panen Raya", "Dua.", "Lihat juga: Panen Raya"],
    ),
    "behind another link": (
        f"<a href=/2>Murid</a> memanen. Baca juga: {LINK}",
        ["Murid memanen.", "Baca juga: Panen Raya"],
    ),
    "without a link behind it": (
        f"Murid baca juga: kitab, lalu {LINK}",
        ["Murid baca juga: kitab, lalu Panen Raya"],
    ),
    "as a quotation": (f"Kata guru, “baca juga {LINK}”", ["Kata guru, “baca juga Panen Raya”"]),
    "as a whole line": ("<a href=/1>Baca juga: Panen Raya</a>", ["Baca juga: Panen Raya"]),
    "as a part of a word": (f"Murid membaca juga {LINK}", ["Murid membaca juga Panen Raya"]),
}


@pytest.mark.parametrize("name", POINTERS)
def test_a_pointer_is_cut_out_of_its_line(name):
    html, expected = POINTERS[name]
    found = blocks(f"<p>{html}</p>")
    assert [b.text for b in found] == expected
    assert [b.position for b in found] == list(range(len(found)))
    assert [b.opens_element for b in found] == [True] + [False] * (len(found) - 1)
    assert all(text in b.text for b in found for _, text in b.line.links)


def test_the_make_of_a_paragraph_is_tag_and_class_of_its_element():
    assert make_of(block('<div class="isi"><p>Panen</p></div>')) == ("div", "isi")
    assert make_of(block("<div><p>Panen</p></div>")) is None


def test_zones_are_those_around_a_line_outermost_first():
    found = block('<aside><div class="share"><p>Panen</p></div></aside>')
    assert [zone.kind for zone in found.zones] == ["menu", "share"]
    assert (found.inside("share"), found.inside("menu", "x"), found.inside("tags"), found.excluded) == (
        True,
        True,
        False,
        True,
    )
    assert not block("<main><p>Panen</p></main>").excluded
