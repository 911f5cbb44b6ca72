"""What ends a text: a table in a frame, and no second copy of the text."""

import pytest

from tests.pages.generic.pages import TEXT, page, paragraphs, read

A, B, *_ = TEXT
DATE = "<div>Selasa, 3 September 2024</div>"
TABLE = "<table><tr><th>Kelas</th><th>Hari</th></tr><tr><td>Satu</td><td>Senin</td></tr></table>"
FRAMED_TABLES = {
    "a frame": f'<div class="tabel-geser">{TABLE}</div>',
    "two frames": f"<div><div>{TABLE}</div></div>",
    "a figure": f"<figure>{TABLE}<figcaption>Sumber: sekolah</figcaption></figure>",
}


@pytest.mark.parametrize("name", FRAMED_TABLES)
def test_a_table_alone_in_a_frame_ends_a_text(name):
    text = paragraphs(A, B) + FRAMED_TABLES[name]
    assert read(page(text, above=DATE)).body.split("\n") == [A, B, "Kelas Hari", "Satu Senin"]


@pytest.mark.parametrize(
    "frame", [f"<div><h4>Kurs Hari Ini</h4>{TABLE}</div>", f"<section>{TABLE}</section>"]
)
def test_a_table_in_a_part_of_its_own_is_not_the_texts(frame):
    assert read(page(paragraphs(A, B) + frame, above=DATE)).body.split("\n") == [A, B]


def test_a_second_copy_of_the_text_behind_a_line_that_is_not_copied():
    copies = f'<p>Lereng</p>{paragraphs(A, B)}<div class="gawai">{paragraphs(A, B)}</div>'
    assert read(page(copies, above=DATE)).body.split("\n") == ["Lereng", A, B]
