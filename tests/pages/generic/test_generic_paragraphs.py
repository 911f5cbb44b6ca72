"""Which lines of the article's part are its paragraphs: lists between them, and what stands at both ends."""

import pytest

from tests.pages.generic.pages import TEXT, page, paragraphs, read

A, B, C, D = TEXT
DATE = "<div>Selasa, 3 September 2024</div>"
HEADS = (
    "Jalan Desa Lereng Diperbaiki Setelah Longsor",
    "Pasar Sayur Lereng Pindah ke Terminal Lama",
    "Lomba Lari Lereng Diikuti Ratusan Warga",
)


def anchor(text, number=1):
    return f'<a href="/kabar/{number}/x">{text}</a>'


def items(*texts):
    return "<ul>" + "".join(f"<li>{text}</li>" for text in texts) + "</ul>"


def body(text, **parts):
    return read(page(text, **{"above": DATE, **parts})).body.split("\n")


LINKS = [anchor(head, number) for number, head in enumerate(HEADS)]
# What stands between the second and the third paragraph, and what of it is the article's.
BETWEEN = {
    "a list of two headlines below a heading": (f"<h3>Kebun Lainnya di Sini</h3>{items(*LINKS[:2])}", []),
    "a heading above one headline": (
        f"<h3>Kebun Lainnya di Sini</h3>{items(LINKS[0])}",
        ["Kebun Lainnya di Sini"],
    ),
    "a heading above a list of names": (
        f"<h3>Kebun Lainnya di Sini</h3>{items(anchor('Selada'), anchor('Kangkung'))}",
        ["Kebun Lainnya di Sini", "Selada", "Kangkung"],
    ),
    "a headline that is a paragraph": (f"<p>{LINKS[0]}</p>", []),
    "a link of two words that is a paragraph": (f"<p>{anchor('Kebun Sekolah')}</p>", ["Kebun Sekolah"]),
    "a link of three words that is a paragraph": (f"<p>{anchor('Kebun Sekolah Lereng')}</p>", []),
    "an item that is mostly a link": (items(f"Kabar: {LINKS[0]}"), []),
    "an item that is mostly a link of two words": (
        items(f"Nama: {anchor('Selada Lereng')}"),
        ["Nama: Selada Lereng"],
    ),
    "an item with a link that is mostly text": (
        items(f"Selada dan kangkung dari kebun sekolah {anchor('di Lereng')}"),
        ["Selada dan kangkung dari kebun sekolah di Lereng"],
    ),
    "a pointer without a link, and links of two words below it": (
        f"<p>Baca juga:</p><div>{anchor('Selada merah')} mahal</div><div>{anchor('Bayam merah')} murah</div>",
        [],
    ),
    "the same links without a pointer": (
        f"<div>{anchor('Selada merah')} mahal</div><div>{anchor('Bayam merah')} murah</div>",
        ["Selada merah mahal", "Bayam merah murah"],
    ),
    "a sentence behind a list": (
        f"<p>Baca juga:</p>{items(*LINKS)}<p>Kebun itu ramai.</p>",
        ["Kebun itu ramai."],
    ),
    "a sub-heading behind a list": (
        f"<p>Baca juga:</p>{items(*LINKS)}<h3>Panen kedua</h3>",
        ["Panen kedua"],
    ),
    "a label behind a list, in an element of its own": (
        f"<p>Baca juga:</p>{items(*LINKS)}<section><div>Iklan baris</div></section>",
        [],
    ),
    "a text of another element behind a list": (
        f"<p>Baca juga:</p>{items(*LINKS)}<section><div>{D}</div></section>",
        [],
    ),
    "share buttons": ('<div class="share"><a href="/s">Kirim ke teman</a></div>', []),
    "a text that is called shared": ('<p class="shared">Dibagikan kepada semua murid.</p>', []),
    "the title again": ("<p>Kebun Sekolah di Lereng Panen Perdana!</p>", []),
}


@pytest.mark.parametrize("name", BETWEEN)
def test_between_paragraphs(name):
    between, kept = BETWEEN[name]
    assert body(paragraphs(A, B) + between + paragraphs(C)) == [A, B, *kept, C]


def test_a_list_may_end_the_text():
    assert body(paragraphs(A, B) + f"<p>Baca juga:</p>{items(*LINKS)}<h3>Panen kedua</h3>") == [A, B]


def test_frames_of_one_make_hold_paragraphs_behind_a_list():
    def framed(*texts):
        return "".join(f"<section><p>{text}</p></section>" for text in texts)

    split = f"<section><p>Baca juga:</p>{items(*LINKS)}</section>"
    assert body(framed(A, B) + split + framed(C)) == [A, B, C]
    assert body(paragraphs(A, B) + split + framed(C)) == [A, B]


SENTENCE = "Panen pada 3 Mei 2024 itu ramai dikunjungi warga."
BYLINE = "Penulis: Rini Astuti"
OPENINGS = {
    "a day": ("<p>Selasa, 3 September 2024</p>", []),
    "a byline": (f"<p>{BYLINE}</p>", []),
    "a line of under four characters": ("<p>Lok</p>", []),
    "a line of four characters": ("<p>Loka</p>", ["Loka"]),
    "a short line of another make": ("<div>Kabar dari lereng</div>", ["Kabar dari lereng"]),
    "a sentence with a day": (f"<p>{SENTENCE}</p>", [SENTENCE]),
    "a place and a dash": ("<p>LERENG -</p>", []),
    "a lead in another element": (f"<div><strong>{D}</strong></div>", [D]),
}  # fmt: skip


@pytest.mark.parametrize("name", OPENINGS)
def test_above_the_first_paragraph(name):
    above, kept = OPENINGS[name]
    assert body(above + paragraphs(A, B, C)) == [*kept, A, B, C]


CLOSINGS = {
    "a byline": (f"<p>{BYLINE}</p>", []),
    "initials": ("<p>(rin/dew)</p>", []),
    "a name in capitals": ("<p>RINI ASTUTI</p>", []),
    "a day": ("<p>Selasa, 3 September 2024</p>", []),
    "a heading": ("<h3>Panen kedua</h3>", []),
    "a link": (f"<p>{anchor('Kebun Lereng')}</p>", []),
    "an ornament": ("<p>* * *</p>", []),
    "a short sentence": ("<p>Kebun itu ramai</p>", ["Kebun itu ramai"]),
    "a short line of another element": ("<section><div>Kebun itu ramai</div></section>", []),
    "an address": ("<p>https://lereng.example/daftar</p>", ["https://lereng.example/daftar"]),
    "an address in another element": ("<section><div>https://lereng.example/daftar</div></section>", []),
    "an item with a day": (items("Panen 3 Mei 2024"), ["Panen 3 Mei 2024"]),
}


@pytest.mark.parametrize("name", CLOSINGS)
def test_below_the_last_paragraph(name):
    below, kept = CLOSINGS[name]
    assert body(paragraphs(A, B, C) + below) == [A, B, C, *kept]


def test_a_copy_of_two_paragraphs_goes_and_one_of_a_single_one_stays():
    assert body(paragraphs(A, B, A, B)) == [A, B]
    assert body(paragraphs(A, B, C, A, B, C, D)) == [A, B, C, D]
    assert body(paragraphs(A, A, B)) == [A, A, B]
    assert body(paragraphs(A, B, A, C)) == [A, B, A, C]


def test_a_long_byline_is_text():
    line = f"Oleh: Rini Astuti yang {'menanam selada dan ' * 4}kangkung di kebun sekolah."
    assert len(line) > 100
    assert body(f"<p>{line}</p>" + paragraphs(A, B)) == [line, A, B]
