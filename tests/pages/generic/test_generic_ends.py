"""What ends a text: a list, a table or a quotation in a frame, and no second copy of the text."""

import pytest

from tests.pages.generic.pages import TEXT, page, paragraphs, read

A, B, *_ = TEXT
DATE = "<div>Selasa, 3 September 2024</div>"
TABLE = "<table><tr><th>Kelas</th><th>Hari</th></tr><tr><td>Satu</td><td>Senin</td></tr></table>"
LIST = "<ul><li>Selada merah</li><li>Kangkung air</li></ul>"
FRAMED = {
    "a table in a frame": (f'<div class="tabel-geser">{TABLE}</div>', ["Kelas Hari", "Satu Senin"]),
    "a table in two frames": (f"<div><div>{TABLE}</div></div>", ["Kelas Hari", "Satu Senin"]),
    "a table in a figure": (
        f"<figure>{TABLE}<figcaption>Sumber: sekolah</figcaption></figure>",
        ["Kelas Hari", "Satu Senin"],
    ),
    "a list in a frame": (f'<div class="kotak">{LIST}</div>', ["Selada merah", "Kangkung air"]),
    "a list in three frames": (f"<div><div><div>{LIST}</div></div></div>", ["Selada merah", "Kangkung air"]),
    "a list of words in capitals": (
        "<ul><li>KTP</li><li>KARTU KELUARGA</li></ul>",
        ["KTP", "KARTU KELUARGA"],
    ),
    "a quotation in a figure": (
        "<figure><blockquote><p>Kebun kami hijau.</p></blockquote></figure>",
        ["Kebun kami hijau."],
    ),
}


@pytest.mark.parametrize("name", FRAMED)
def test_what_stands_alone_in_a_frame_ends_a_text(name):
    frame, rows = FRAMED[name]
    assert read(page(paragraphs(A, B) + frame, above=DATE)).body.split("\n") == [A, B, *rows]


APART = {
    "a table below a heading": f"<div><h4>Kurs Hari Ini</h4>{TABLE}</div>",
    "a table in a section": f"<section>{TABLE}</section>",
    "a table in four frames": f"<div><div><div><div>{TABLE}</div></div></div></div>",
    "a list below a heading": f"<div><h4>Info</h4>{LIST}</div>",
    "a list of links": '<div><ul><li><a href="/1">Jalan Desa Lereng Diperbaiki Lagi</a></li></ul></div>',
    "a name in capitals": "<p>DEWI LESTARI</p>",
    "words with a sign": "<p>#kebun #sekolah</p>",
    "a call to see a film": "<p>Saksikan video selengkapnya di bawah ini:</p>",
}


@pytest.mark.parametrize("name", APART)
def test_what_is_no_part_of_the_text_does_not_end_it(name):
    assert read(page(paragraphs(A, B) + APART[name], above=DATE)).body.split("\n") == [A, B]


def test_a_second_copy_of_the_text_behind_a_line_that_is_not_copied():
    copies = f'<p>Lereng</p>{paragraphs(A, B)}<div class="gawai">{paragraphs(A, B)}</div>'
    assert read(page(copies, above=DATE)).body.split("\n") == ["Lereng", A, B]
