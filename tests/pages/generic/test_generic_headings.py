"""The title where no metadata tells it: which heading or line above the text it is."""

import pytest

from tests.pages.generic.pages import TEXT, paragraphs, read

BODY = f'<div class="isi">{paragraphs(*TEXT)}</div>'
DATE = "<div>Selasa, 3 September 2024</div>"
LINE = "<div>Lereng</div>"


def title(above, head="", body=BODY):
    return read(f"<html><head>{head}</head><body><main>{above}{body}</main></body></html>").title


HEADINGS = {
    "a heading": (f"<h2>Kebun Sekolah Panen</h2>{DATE}", "Kebun Sekolah Panen"),
    "the highest of two": ("<h1>Kebun Sekolah Panen</h1><h2>Jalan Desa Rusak</h2>", "Kebun Sekolah Panen"),
    "the highest of two, below": (
        "<h2>Jalan Desa Rusak</h2><h1>Kebun Sekolah Panen</h1>",
        "Kebun Sekolah Panen",
    ),
    "the nearest of two alike": (
        "<h2>Jalan Desa Rusak</h2><h2>Kebun Sekolah Panen</h2>",
        "Kebun Sekolah Panen",
    ),
    "one of three words before one of two": (
        "<h3>Kebun Sekolah Panen</h3><h1>Warta Lereng</h1>",
        "Kebun Sekolah Panen",
    ),
    "one of two words alone": ("<h1>Warta Panen</h1>", "Warta Panen"),
    "a heading above the name of a section": (
        "<h2>Kebun Sekolah Panen</h2><h1>Detail Berita</h1>",
        "Kebun Sekolah Panen",
    ),
    "a heading above that of a list": (
        "<h2>Kebun Sekolah Panen</h2><h1>Berita Terkait</h1>",
        "Kebun Sekolah Panen",
    ),
    "a heading above a link to the home": (
        '<h2>Kebun Sekolah Panen</h2><h1><a href="/">Warta Lereng Kita</a></h1>',
        "Kebun Sekolah Panen",
    ),
    "a heading before a bold line": (
        "<h4>Kebun Sekolah Panen</h4><p><b>Jalan Desa Rusak</b></p>",
        "Kebun Sekolah Panen",
    ),
    "a heading in the text's own part": (
        "<aside><h1>Jalan Desa Rusak</h1></aside><h3>Kebun Sekolah Panen</h3>",
        "Kebun Sekolah Panen",
    ),
    "a heading of a low level is none": (
        "<h5>Kebun Sekolah Panen Lagi Kini</h5>",
        "Kebun Sekolah Panen Lagi Kini",
    ),
    "a line of a class for titles": (f'<div class="judul">Kebun Sekolah</div>{DATE}{LINE}', "Kebun Sekolah"),
    "a line of a class among others": (
        '<div><span class="post-title big">Kebun Sekolah</span></div>',
        "Kebun Sekolah",
    ),
    "a line whose class only begins so": ('<div class="titles">Kebun Sekolah</div>', None),
    "a bold line": ("<p><strong>Kebun Sekolah</strong></p>", "Kebun Sekolah"),
    "a partly bold line": ("<p><strong>Kebun</strong> Sekolah</p>", None),
    "a bold day": ("<p><b>Selasa, 3 September 2024</b></p>", None),
    "a bold author": ("<p><b>Penulis: Rini Astuti</b></p>", None),
    "a bold link": ('<p><b><a href="/1">Kebun Sekolah</a></b></p>', None),
    "a plain line of four words": ("<div>Kebun Sekolah Panen Lagi</div>", "Kebun Sekolah Panen Lagi"),
    "a plain line of three words": ("<div>Kebun Sekolah Panen</div>", None),
    "a plain sentence": ("<div>Kebun sekolah panen lagi.</div>", None),
    "a plain label": ("<div>Kebun sekolah panen lagi:</div>", None),
    "a plain line of a menu": ("<nav>Kebun Sekolah Panen Lagi</nav>", None),
    "the last of two plain lines": (
        "<div>Jalan Desa Lereng Rusak</div><div>Kebun Sekolah Panen Lagi</div>",
        "Kebun Sekolah Panen Lagi",
    ),
    "fifteen lines above the text": (f"<h2>Kebun Sekolah Panen</h2>{LINE * 14}", "Kebun Sekolah Panen"),
    "sixteen lines above the text": (f"<h2>Kebun Sekolah Panen</h2>{LINE * 15}", None),
}


@pytest.mark.parametrize("name", HEADINGS)
def test_the_title_without_metadata(name):
    above, expected = HEADINGS[name]
    assert title(above) == expected


CLAIMED = "<title>Warta Lereng Kita</title>"


def test_a_line_of_the_pages_head_that_the_title_element_repeats_is_the_sites_name():
    assert (
        title("<header><h1>Warta Lereng Kita</h1></header><h2>Kebun Sekolah Panen</h2>", CLAIMED)
        == "Kebun Sekolah Panen"
    )
    assert title("<h1>Warta Lereng Kita</h1><h2>Kebun Sekolah Panen</h2>", CLAIMED) == "Warta Lereng Kita"


def test_a_line_of_two_parts_that_the_title_element_repeats_is_the_sites_name():
    head = "<title>Berita - Warta Lereng Kita</title>"
    assert (
        title("<div>Berita - Warta Lereng Kita</div><h2>Kebun Sekolah Panen</h2>", head)
        == "Kebun Sekolah Panen"
    )


def test_a_title_that_more_than_the_title_element_claims_is_no_sites_name():
    head = CLAIMED + '<meta property="og:title" content="Warta Lereng Kita">'
    assert (
        title("<header><h1>Warta Lereng Kita</h1></header><h2>Kebun Sekolah Panen</h2>", head)
        == "Warta Lereng Kita"
    )


def test_a_claim_stands_in_for_a_title_that_is_not_printed():
    assert title("", '<meta property="og:title" content="Kebun Sekolah Panen">') == "Kebun Sekolah Panen"
    assert title("", "") is None
