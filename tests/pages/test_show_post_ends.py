"""The last paragraphs of an old page, and its title in several lines: what is the text's and what is the site's."""

import datetime as dt

import pytest

from pipelines.article import RawPage
from pipelines.pages.page_to_article import extract

TITLE = "Jembatan Situ Gede Dibuka Lagi untuk Sepeda"
URL = "https://kotabogor.go.id/index.php/show_post/detail/51/jembatan-situ-gede-dibuka-lagi-untuk-sepeda"
TEXT = (
    "Pesepeda dapat melintasi jembatan di Situ Gede lagi setelah papan yang lapuk diganti sepanjang pekan lalu.",
    "Petugas membatasi kendaraan bermotor dengan tiga tiang besi yang dipasang di kedua ujung jembatan itu.",
)
LIST = (
    "<div><h4>Berita Terkini</h4><ul>"
    '<li><a href="/index.php/show_post/detail/50/lomba-layang">Lomba Layang-layang Digelar di Rancamaya</a></li>'
    '<li><a href="/index.php/show_post/detail/49/pasar-ikan">Pasar Ikan Pindah ke Cibuluh Mulai Senin</a></li>'
    "</ul></div>"
)
FOOTER = (
    "<p>Jalan Percobaan 3</p><p>© 2023 Pemerintah Kota Bogor. Hak cipta dilindungi.</p><p>Telp. (0251) 11</p>"
)
HEAD = "<span>03 Juni 2025</span><h2>{title}</h2>"
MARKUPS = {
    "an element around the text": f"<div>{HEAD}<div>{{text}}</div></div>{LIST}<div>{FOOTER}</div>",
    "no element around the text": f"<div>{HEAD}{{text}}</div>{LIST}<div>{FOOTER}</div>",
    "a table around the page": f"<table><tr><td>{HEAD}{{text}}</td><td>{LIST}</td></tr></table><div>{FOOTER}</div>",
    "a footer in the element of the text": f"<div>{HEAD}{{text}}{FOOTER}</div>{LIST}",
}
TABLE = "<table><tr><td>Senin</td><td>06.00</td></tr><tr><td>Sabtu</td><td>05.00</td></tr></table>"
ROWS = ("Senin 06.00", "Sabtu 05.00")
ENDS = {
    "its own words": ("", ()),
    "an official site": ("<p>Jadwalnya ada di situs resmi pengelola taman itu.</p>", None),
    "a telephone number": ("<p>Pesepeda dapat bertanya lewat telepon: (0251) 22 pada jam kerja.</p>", None),
    "a mail address": ("<p>Saran dikirim ke e-mail: taman@situ.example sampai akhir bulan.</p>", None),
    "a right of authors": ("<p>Hak cipta mural di jembatan itu dipegang oleh para pelukisnya.</p>", None),
    "who runs it": ("<p>Taman itu dikelola oleh warga dari tiga kampung.</p>", None),
    "visitors": ("<p>Taman didatangi seribu pengunjung, kata pengelola.</p>", None),
    "a list": ("<ul><li>Tiang besi</li><li>Papan kayu</li></ul>", ("Tiang besi", "Papan kayu")),
    "a table": (TABLE, ROWS),
    "a list in a frame": ('<div class="kotak"><ul><li>Tiang besi</li></ul></div>', ("Tiang besi",)),
    "a table in a frame": (f'<div class="geser">{TABLE}</div>', ROWS),
    "a table in a figure": (f"<figure>{TABLE}<figcaption>Sumber: taman</figcaption></figure>", ROWS),
}


def read(markup, text, title=TITLE):
    body = MARKUPS[markup].format(title=title, text=text)
    page = f"<html><body><div><a href='/'>Beranda</a></div>{body}</body></html>"
    return extract(
        RawPage(page.encode(), URL, dt.datetime(2025, 6, 20, tzinfo=dt.UTC), "text/html; charset=utf-8")
    )


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("end", ENDS)
def test_the_end_of_a_text(markup, end):
    html, rows = ENDS[end]
    rows = (html.removeprefix("<p>").removesuffix("</p>"),) if rows is None else rows
    article = read(markup, "".join(f"<p>{paragraph}</p>" for paragraph in TEXT) + html)
    assert article.body.split("\n") == [*TEXT, *rows]


def test_an_own_element_of_the_text_holds_nothing_of_the_site():
    line = "Alamat: Jalan Situ Gede 4"
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in (*TEXT, line))
    assert read("an element around the text", paragraphs).body.split("\n") == [*TEXT, line]
    assert read("no element around the text", paragraphs).body.split("\n") == list(TEXT)


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize(
    "title",
    ["Jembatan Situ Gede<br>Dibuka Lagi untuk Sepeda", "Jembatan<br>Situ Gede Dibuka Lagi<br>untuk Sepeda"],
)
def test_a_title_in_several_lines_is_one(markup, title):
    article = read(markup, "".join(f"<p>{paragraph}</p>" for paragraph in TEXT), title)
    assert (article.title, article.body.split("\n")) == (TITLE, list(TEXT))
