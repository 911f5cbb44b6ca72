import datetime as dt
import hashlib

import pytest

from pipelines.pages.base import parse_html
from pipelines.text.lines import content_hash, fold, lead, lines, text_of, word_count


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>satu</p><p>dua</p>", ["satu", "dua"]),
        ("<div>satu<br>dua<br/><br>tiga</div>", ["satu", "dua", "tiga"]),
        ("<div>satu <b>dua</b>, <i>ti</i>ga</div>", ["satu dua, tiga"]),
        ("satu<ul><li>dua<li><p>tiga</p></ul>empat", ["satu", "dua", "tiga", "empat"]),
        ("<h2>judul</h2><blockquote><p>kata</p></blockquote>", ["judul", "kata"]),
        ("<table><tr><td>1<td>2<tr><td><p>3</p><td>4</table>", ["1 2", "3 4"]),
        ("<table><tr><td><p>satu</p><p>dua</p></td><td>tiga</td></tr></table>", ["satu", "dua", "tiga"]),
        ("<table><tr><td>1<table><tr><td>2<tr><td>3</table></table>", ["1", "2", "3"]),
        ("<p>a<script>x</script><style>y</style><!-- z -->b</p>", ["ab"]),
        ("<figure><img><figcaption>keterangan</figcaption></figure><p>isi</p>", ["isi"]),
        ("<p>a<select><option>b</select><button>c</button><textarea>d</textarea>e", ["ae"]),
        ("<p>a<span style='DISPLAY: none'>b</span>c<i hidden>d</i>e", ["ace"]),
        ("<p>&nbsp;</p><p> \u200b </p><p>\u00a0a\u2003\u00adb\ufeff&nbsp; c</p>", ["a b c"]),
        ("<p>👩\u200d🌾 a\u200db</p>", ["👩\u200d🌾 ab"]),
        ("<div>satu\n\ndua\r\n \r\ntiga\nempat</div>", ["satu", "dua", "tiga empat"]),
        ("<div>\n\n<b>satu</b>\n\ndua</div>", ["satu dua"]),
        ("<p>a<b style='visibility:hidden'>b</b>c", ["ac"]),
        (
            "<p><span style='display:block'>satu</span><span style='Display : Block'>dua</span>",
            ["satu", "dua"],
        ),
        ("<p>satu <span style='display:inline-block'>dua</span> tiga", ["satu dua tiga"]),
        ("<x-isi><x-p>satu</x-p> <x-p>dua</x-p><p>tiga</p></x-isi>", ["satu", "dua", "tiga"]),
        ("<p>satu <x-nama>dua</x-nama> tiga <b>empat</b><x-nama>lima</x-nama>", ["satu dua tiga empatlima"]),
        ("<p>satu<blockquote class='twitter-tweet'>dua</blockquote>tiga", ["satu", "tiga"]),
    ],
)
def test_lines_are_those_a_reader_sees(markup, expected):
    assert [line.text for line in lines(parse_html(f"<body>{markup}</body>"))] == expected


def test_elements_can_be_left_out_but_not_what_follows_them():
    root = parse_html("<body><p>a<em>b</em>c</p><div>d</div>e</body>")
    assert [line.text for line in lines(root, {*root.iter("em", "div")})] == ["ac", "e"]


def test_the_text_of_an_element_is_one_line():
    assert text_of(parse_html("<p>a<b>b</b><i> c</i></p><p> d</p>")) == "ab c d"
    assert text_of(parse_html("<p>a<div><h3>b</h3>c</div>d</p>").find(".//div")) == "b c"
    assert text_of(parse_html("<p> a <b>b</b>\n\nc<br>d</p>")) == "a b c d"


def test_a_line_knows_its_block_and_links():
    root = parse_html(
        "<div>ke <a href=/1>satu</a> dan <a href=/2>dua</a></div><a href=/3><p>tiga</p><p>empat</p></a>"
    )
    first, second, third = lines(root)
    assert first.block.tag == "div"
    assert [(a.get("href"), text) for a, text in first.links] == [("/1", "satu"), ("/2", "dua")]
    assert [line.is_link for line in (first, second, third)] == [False, True, True]
    assert [(a.get("href"), text) for a, text in third.links] == [("/3", "empat")]


def test_fold():
    assert fold(" a\u00a0\u200bb\u200bd\n\tc ") == "a bd c"


def test_the_lead_comes_with_a_shorter_line_above_it():
    long = "kata " * 12
    assert lead(f"BOGOR - Kilas\n{long}\nlain") == f"BOGOR - Kilas\n{long}"
    assert lead(None) == ""


def test_word_count():
    assert [word_count(text) for text in (None, "", "a b\nc")] == [0, 0, 3]


def test_content_hash_is_of_title_day_and_body_in_normal_form():
    expected = hashlib.sha256("é\n2024-09-08\nb\nc".encode()).hexdigest()
    assert content_hash("e\u0301", dt.date(2024, 9, 8), "b\nc") == expected
    assert content_hash(None, None, None) == hashlib.sha256(b"\n\n").hexdigest()
