"""Pages that hold no article are told by a reason; pages that do are never refused."""

import datetime as dt

import pytest

from pipelines.article import NotAnArticle
from pipelines.pages.base import html_response, page_params
from pipelines.pages.generic import GenericPage

FETCHED = dt.datetime(2024, 9, 10, 12, tzinfo=dt.timezone(dt.timedelta(hours=7)))
SENTENCE = "Pemerintah kabupaten membuka kembali pasar hewan mulai pekan depan setelah dua bulan ditutup."


def article(html, url="https://situs.example/a/1"):
    return GenericPage(response=html_response(html, url), page_params=page_params(FETCHED)).article()


def page(body, head=""):
    menu = '<nav><a href="/">Beranda</a> <a href="/berita">Berita</a></nav>'
    return f"<html><head>{head}</head><body>{menu}{body}<footer>Situs Kabupaten, Jalan Merdeka 1</footer></body></html>"


def cards(count, teaser=SENTENCE):
    return "".join(
        f'<div class="kartu"><h3><a href="/a/{i}">Judul Berita Nomor {i} Tentang Desa</a></h3><p>{teaser}</p>'
        f"<span>{i} Agustus 2024</span></div>"
        for i in range(1, count + 1)
    )


ABSENT = {
    "soft_404 for a moved page": page("", "<title>301 Moved Permanently</title>")
    + "<h1>Moved Permanently</h1>",
    "no_article but a refresh": page(
        "<p>Mengalihkan…</p>", '<meta http-equiv="refresh" content="0;url=https://situs.example/">'
    ),
    "soft_404": page("<h1>404</h1><p>Halaman yang Anda cari tidak ditemukan.</p>", "<title>Situs</title>"),
    "no_article in a template": page(
        "<h2>Berita Detil</h2><div class='isi'><p>Maaf, data berita tidak ditemukan.</p></div>"
        + cards(4, "Ringkas saja."),
        "<title>Situs Kabupaten</title>",
    ),
    "soft_404 under maintenance": page("<h1>Situs sedang dalam perbaikan</h1><p>Kami segera kembali.</p>"),
    "soft_404 before a check": page(
        "<h1>Just a moment...</h1><p>Please complete the captcha to continue.</p>"
    ),
    "listing": page("<h1>Berita</h1>" + cards(9), "<title>Berita | Situs Kabupaten</title>"),
    "listing of links": page(
        "<h2>Indeks</h2><ul>"
        + "".join(f'<li><a href="/a/{i}">Judul Berita Nomor {i} Tentang Desa</a></li>' for i in range(30))
        + "</ul>"
    ),
    "listing at home": page(
        cards(12),
        '<title>Situs Kabupaten</title><meta property="og:type" content="website">'
        '<link rel="canonical" href="https://situs.example/">',
    ),
    "listing of a search": page(
        "<h1>Hasil pencarian: pasar</h1>" + cards(6), "<title>Hasil pencarian pasar</title>"
    ),
    "listing without items": page(
        "<h1>Berita</h1><div>"
        + "".join(
            f'<h3><a href="/a/{i}">Judul Berita Nomor {i} Tentang Desa</a></h3><p>{SENTENCE}</p>'
            for i in range(8)
        )
        + "</div>",
        "<title>Situs Kabupaten</title>",
    ),
    "listing of whole posts": page(
        "".join(
            f'<div class="post"><h2><a href="/b/{i}">Judul Berita Nomor {i}</a></h2>'
            f"<p>{SENTENCE}</p><p>{SENTENCE} Warga senang.</p><p>{SENTENCE} Camat hadir.</p></div>"
            for i in range(1, 5)
        ),
        "<title>Situs Kabupaten</title>",
    ),
    "gallery": page(
        "<h1>Galeri Foto Karnaval Budaya</h1>"
        + "".join(
            f'<figure><img src="/g/{i}.jpg"><figcaption>Peserta {i}</figcaption></figure>' for i in range(9)
        )
    ),
    "no_article": page("<h1>Profil</h1>"),
    "empty_page": "<!-- -->",
}


@pytest.mark.parametrize("name", ABSENT)
def test_no_article(name):
    with pytest.raises(NotAnArticle) as told:
        article(ABSENT[name])
    assert told.value.reason == name.split()[0]


PRESENT = {
    "one sentence": page(f"<h1>Pasar Hewan Dibuka Lagi</h1><p>{SENTENCE}</p>"),
    "one sentence above a list": page(f"<h1>Pasar Hewan Dibuka Lagi</h1><p>{SENTENCE}</p>" + cards(12)),
    "with many pictures": page(
        f"<h1>Karnaval Budaya Meriah</h1><p>{SENTENCE}</p><p>{SENTENCE} Warga gembira.</p>"
        + "".join(f'<p><img src="/g/{i}.jpg"></p>' for i in range(9)),
        "<title>Karnaval Budaya Meriah</title>",
    ),
    "without a title": page(f"<p>{SENTENCE}</p><p>{SENTENCE} Warga menyambut baik.</p>"),
}


@pytest.mark.parametrize("name", PRESENT)
def test_article(name):
    assert article(PRESENT[name]).body.startswith(SENTENCE)


NOTICES = (
    "Halaman Tidak Ditemukan",
    "404 Not Found",
    "Situs Sedang Dalam Perbaikan",
    "Hasil Pencarian Warga",
)
DAY = "<div>Senin, 9 September 2024</div>"
CLAIM = '<meta property="og:type" content="article">'


@pytest.mark.parametrize("title", NOTICES)
def test_words_of_a_notice_without_an_article(title):
    with pytest.raises(NotAnArticle):
        article(page(f"<h1>{title}</h1><p>{SENTENCE}</p>"), "https://situs.example/2024/09/05/hilang")


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "404 Not Found",
        "404 - Tidak Ada",
        "Error 404!",
        "502 Bad Gateway",
        "503 Service Unavailable",
        "Maaf, 404 halaman hilang",
        "Pencarian",
        "Pencarian: banjir",
        'Pencarian "banjir"',
        "Pencarian untuk banjir",
    ],
)
def test_a_status_or_a_search(title):
    with pytest.raises(NotAnArticle):
        article(page(f"<h1>{title}</h1><p>{SENTENCE}</p>"))


@pytest.mark.parametrize(
    "title",
    ["404 Warga Divaksin", "503 Siswa Ikut Lomba", "302 Rumah Rusak", "Pencarian Korban Hanyut Dilanjutkan"],
)
def test_a_number_or_a_search_that_is_news(title):
    assert article(page(f"<h1>{title}</h1><p>{SENTENCE}</p>")).body == SENTENCE


@pytest.mark.parametrize("title", NOTICES)
@pytest.mark.parametrize(
    ("text", "head"),
    [
        (f"{DAY}<p>{SENTENCE}</p>", ""),
        (f"<p>{SENTENCE}</p>", CLAIM),
        (f"<p>{SENTENCE}</p><p>{SENTENCE} Warga senang.</p>", ""),
    ],
    ids=["with a day", "with a claim to be an article", "with two sentences"],
)
def test_words_of_a_notice_on_an_article(title, text, head):
    assert article(page(f"<h1>{title}</h1>{text}", head)).title == title


REFRESH = '<meta http-equiv="refresh" content="{}">'


@pytest.mark.parametrize(
    "head",
    [
        "<noscript>" + REFRESH.format("0;url=/tanpa-skrip") + "</noscript>",
        REFRESH.format("300;url=https://situs.example/a/1"),
        REFRESH.format("300"),
    ],
    ids=["for readers without scripts", "to the page itself", "without an address"],
)
def test_a_refresh_that_does_not_lead_away(head):
    greeting = (
        f'<div class="isi"><h1>Ucapan Hari Jadi Kabupaten</h1>{DAY}<p>Dirgahayu Kabupaten Rawa ke-75</p>'
        "<p>Maju bersama warga</p></div>"
    )
    item = article(page(greeting, f"<title>Ucapan Hari Jadi Kabupaten</title>{head}"))
    assert item.title == "Ucapan Hari Jadi Kabupaten"


def test_a_short_article_is_not_replaced_by_the_list_below_it():
    item = article(PRESENT["one sentence above a list"])
    assert item.body == SENTENCE
    assert item.title == "Pasar Hewan Dibuka Lagi"


def test_a_short_article_is_not_replaced_by_the_excerpts_above_it():
    head = (
        '<title>Pasar Hewan Dibuka Lagi</title><meta property="og:title" content="Pasar Hewan Dibuka Lagi">'
    )
    slides = "".join(f"<div><b>Judul {i}</b><p>{SENTENCE} {SENTENCE}</p></div>" for i in range(6))
    item = article(
        page(f"<div class='slide'>{slides}</div><h1>Pasar Hewan Dibuka Lagi</h1><p>{SENTENCE}</p>", head)
    )
    assert (item.title, item.body) == ("Pasar Hewan Dibuka Lagi", SENTENCE)


def test_a_site_name_that_everything_claims_is_no_title():
    head = '<title>Situs Kabupaten Rawa</title><meta property="og:title" content="Situs Kabupaten Rawa">'
    body = f'<h1><a href="/">Situs Kabupaten Rawa</a></h1><h2>Pasar Hewan Dibuka Lagi</h2><p>{SENTENCE}</p>'
    assert article(page(body, head)).title == "Pasar Hewan Dibuka Lagi"


def test_sub_headings_of_the_first_level_do_not_end_the_text():
    item = article(
        page(
            f"<h1>Pasar Hewan Dibuka Lagi</h1><div><p>{SENTENCE}</p><h1>Pedagang diminta mendaftar</h1>"
            f"<p>{SENTENCE} Pendaftaran gratis.</p></div>",
            "<title>Pasar Hewan Dibuka Lagi</title>",
        )
    )
    assert item.body.split("\n") == [
        SENTENCE,
        "Pedagang diminta mendaftar",
        f"{SENTENCE} Pendaftaran gratis.",
    ]


def test_a_greeting_is_an_article():
    item = article(
        page(
            '<div class="isi"><h1>Ucapan Hari Jadi Kabupaten</h1><small>3 Juni 2024</small>'
            "<p>Dirgahayu Kabupaten Rawa ke-75</p><p>Maju bersama warga</p></div>"
            + cards(3, "Ringkas saja."),
            "<title>Ucapan Hari Jadi Kabupaten</title>",
        )
    )
    assert item.body == "Dirgahayu Kabupaten Rawa ke-75\nMaju bersama warga"
    assert item.published_date == dt.date(2024, 6, 3)


def test_a_text_given_to_machines_only():
    text = f"{SENTENCE}\\n\\n{SENTENCE} Warga menyambut baik."
    head = (
        '<title>Pasar Hewan Dibuka Lagi</title><script type="application/ld+json">{"@type":"NewsArticle",'
        f'"headline":"Pasar Hewan Dibuka Lagi","datePublished":"2024-05-01","articleBody":"{text}"}}</script>'
    )
    item = article(f'<html><head>{head}</head><body><div id="app"></div></body></html>')
    assert item.body == f"{SENTENCE}\n{SENTENCE} Warga menyambut baik."
    assert (item.title, item.published_date) == ("Pasar Hewan Dibuka Lagi", dt.date(2024, 5, 1))
    assert (item.published_at, item.date_source) == (None, "metadata")
