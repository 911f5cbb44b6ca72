"""Which of a page's dates is the publication: print, stamps, clocks and constants against each other."""

import datetime as dt

import pytest

from pipelines.pages.base import html_response, page_params
from pipelines.pages.generic import GenericPage

WIB = dt.timezone(dt.timedelta(hours=7))
FETCHED = dt.datetime(2024, 9, 10, 12, tzinfo=WIB)
TEXT = (
    "<p>Warga kampung nelayan menggelar sedekah laut di dermaga lama. Puluhan perahu hias ikut serta.</p>"
    "<p>Acara ditutup dengan makan bersama di balai kampung setelah doa.</p>"
)
TITLE = "<h1>Sedekah Laut Kembali Digelar</h1>"


def read(above="", below="", head="", text=TEXT, after="", url="https://situs.example/1"):
    html = (
        f"<html><head><title>Sedekah Laut Kembali Digelar | Situs</title>{head}</head><body><div id='a'>{above}"
        f"{TITLE}{below}<div class='isi'>{text}</div>{after}</div></body></html>"
    )
    page = GenericPage(response=html_response(html, url), page_params=page_params(FETCHED))
    item = page.article()
    told = item.published_at or item.published_date
    return told.isoformat() if told else None, item.date_source


def meta(value, name="article:published_time"):
    return f'<meta property="{name}" content="{value}">'


LINE = "<div class='tgl'>Kamis, 5 September 2024 | 21:04 WIB</div>"
DAY = "<div class='tgl'>Kamis, 5 September 2024</div>"

CASES = {
    "printed below": ({"below": LINE}, "2024-09-05T21:04:00+07:00", "page"),
    "printed above": ({"above": LINE}, "2024-09-05T21:04:00+07:00", "page"),
    "printed day": ({"below": DAY}, "2024-09-05", "page"),
    "day and time in two lines": (
        {"below": f"<ul><li>{DAY}</li><li>21:04 WIB</li></ul>"},
        "2024-09-05T21:04:00+07:00",
        "page",
    ),
    "nothing": ({}, None, None),
    "only the event": ({"text": TEXT.replace("lama.", "lama, Rabu (4/9/2024).")}, None, None),
    "stamp in UTC": (
        {"below": LINE, "head": meta("2024-09-05T14:04:19Z")},
        "2024-09-05T21:04:19+07:00",
        "page",
    ),
    "stamp wrongly marked UTC": (
        {"below": LINE, "head": meta("2024-09-05T21:04:19Z")},
        "2024-09-05T21:04:19+07:00",
        "page",
    ),
    "stamp in UTC, day printed": (
        {"below": DAY, "head": meta("2024-09-04T18:04:19+00:00")},
        "2024-09-05T01:04:19+07:00",
        "page",
    ),
    "stamp alone": ({"head": meta("2024-09-05T14:04:19Z")}, "2024-09-05T21:04:19+07:00", "metadata"),
    "stamp without a zone": ({"head": meta("2024-09-05 21:04:19")}, "2024-09-05T21:04:19+07:00", "metadata"),
    "stamp with dashes": ({"head": meta("2024-09-05T21-04-19")}, "2024-09-05T21:04:19+07:00", "metadata"),
    "stamp of a day": ({"head": meta("2024-09-05")}, "2024-09-05", "metadata"),
    "stamp at midnight": ({"head": meta("2024-09-05T00:00:00+07:00")}, "2024-09-05", "metadata"),
    "stamp as in a mail": (
        {"head": meta("Thu, 05 Sep 2024 21:04:19 +0700", "pubdate")},
        "2024-09-05T21:04:19+07:00",
        "metadata",
    ),
    "UTC repeated as local": (
        {"head": meta("2024-09-05T21:04:19Z") + meta("2024-09-05 21:04:19", "publishdate")},
        "2024-09-05T21:04:19+07:00",
        "metadata",
    ),
    "UTC ahead of the fetch": (
        {"head": meta("2024-09-10T11:00:00Z")},
        "2024-09-10T11:00:00+07:00",
        "metadata",
    ),
    "stamp in the future": ({"below": DAY, "head": meta("2031-01-01T08:00:00Z")}, "2024-09-05", "page"),
    "modified stamp only": ({"head": meta("2024-09-05T14:04:19Z", "article:modified_time")}, None, None),
    "zone WITA": (
        {"below": LINE.replace("WIB", "WITA"), "head": meta("2024-09-05T13:04:19Z")},
        "2024-09-05T21:04:19+08:00",
        "page",
    ),
    "updated line": (
        {"below": f"{LINE}<div>Diperbarui: Jumat, 6 September 2024 | 08:00 WIB</div>"},
        "2024-09-05T21:04:00+07:00",
        "page",
    ),
    "updated line first": (
        {"below": f"<div>Diperbarui: Jumat, 6 September 2024 | 08:00 WIB</div>{LINE}"},
        "2024-09-05T21:04:00+07:00",
        "page",
    ),
    "both in one line": (
        {"below": "<p>Update 6 September 2024 08:00 WIB, terbit 5 September 2024 21:04 WIB</p>"},
        "2024-09-05T21:04:00+07:00",
        "page",
    ),
    "clock in the header": (
        {"above": "<div class='topbar'>Selasa, 10 September 2024 12:00:01 WIB</div>", "below": LINE},
        "2024-09-05T21:04:00+07:00",
        "page",
    ),
    "clock in the header alone": (
        {"above": "<div class='topbar'>Selasa, 10 September 2024 12:00:01 WIB</div>"},
        None,
        None,
    ),
    "clock between a hidden title and the text": (
        {
            "below": "<header class='bar'><div>Selasa, 10 September 2024 12:00 WIB</div></header>" + LINE,
        },
        "2024-09-05T21:04:00+07:00",
        "page",
    ),
    "clock by the title": (
        {"above": "<div>Selasa, 10 September 2024</div>", "head": meta("2024-08-01T07:30:00+07:00")},
        "2024-08-01T07:30:00+07:00",
        "metadata",
    ),
    "constant of a template": (
        {"below": LINE, "head": meta("2016-01-01T10:00:00+07:00")},
        "2024-09-05T21:04:00+07:00",
        "page",
    ),
    "constant against the day of the event": (
        {
            "above": DAY,
            "head": meta("2016-01-01T10:00:00+07:00"),
            "text": TEXT.replace("lama.", "lama, Rabu (4/9/2024)."),
        },
        "2024-09-05",
        "page",
    ),
    "time element by the title": (
        {"below": "<time datetime='2024-09-05T21:04:19+07:00'>5 hari lalu</time>"},
        "2024-09-05T21:04:19+07:00",
        "page",
    ),
    "time elements above and below the title": (
        {
            "above": "<time datetime='2024-09-09T10:00:00+07:00'>terkini</time>",
            "below": "<time datetime='2024-09-05T21:04:19+07:00'>5 hari lalu</time>",
        },
        "2024-09-05T21:04:19+07:00",
        "page",
    ),
    "time element above the title that is declared, and one below": (
        {
            "above": "<time itemprop='datePublished' datetime='2024-09-05T21:04:19+07:00'></time>",
            "below": "<time datetime='2024-09-09T10:00:00+07:00'>terkini</time>",
        },
        "2024-09-05T21:04:19+07:00",
        "page",
    ),
    "time element of a list above": (
        {
            "above": "<ul><li><a href='/2'>Harga Ikan Naik Menjelang Akhir Pekan</a>"
            "<time datetime='2024-09-09T10:00:00+07:00'>kemarin</time></li></ul>",
            "below": DAY,
        },
        "2024-09-05",
        "page",
    ),
    "labelled below the text": (
        {"after": "<div class='kaki'>Diposting pada 5 September 2024</div>"},
        "2024-09-05",
        "page",
    ),
    "unlabelled in a footer": ({"after": "<div class='kaki'>5 September 2024</div>"}, None, None),
    "unlabelled below the text": ({"after": "<div>Kamis, 5 September 2024</div>"}, "2024-09-05", "page"),
    "an agenda below the text": ({"after": "<div>5 September 2024 - Rapat nelayan</div>"}, None, None),
    "day, month and year in elements of their own": (
        {"below": "<div>September</div><div>05</div><div>/ 2024</div><div>21:04 WIB</div>"},
        "2024-09-05T21:04:00+07:00",
        "page",
    ),
    "numbers in elements of their own": ({"below": "<div>05</div><div>120</div><div>2024</div>"}, None, None),
    "month first, beside a stamp": (
        {"below": "<div>09/05/2024</div>", "head": meta("2024-09-05T21:04:19+07:00")},
        "2024-09-05T21:04:19+07:00",
        "page",
    ),
    "day first, beside a stamp of another day": (
        {"below": "<div>05/09/2024</div>", "head": meta("2024-09-06T08:00:00+07:00")},
        "2024-09-05",
        "page",
    ),
    "local clock marked UTC, beside the moment in UTC": (
        {"head": meta("2024-09-05T14:04:19+00:00") + meta("2024-09-05T06:04:19Z", "datePublished")},
        "2024-09-05T13:04:19+07:00",
        "metadata",
    ),
    "two moments in UTC": (
        {"head": meta("2024-09-05T14:04:19+00:00") + meta("2024-09-05T04:04:19Z", "datePublished")},
        "2024-09-05T21:04:19+07:00",
        "metadata",
    ),
    "day in the address": ({"url": "https://situs.example/2024/09/05/sedekah-laut"}, "2024-09-05", "address"),
    "compact day in the address": (
        {"url": "https://situs.example/baca/20240905/9/77"},
        "2024-09-05",
        "address",
    ),
    "month in the address": ({"url": "https://situs.example/2024/09/sedekah-laut"}, None, None),
    "number in the address": ({"url": "https://situs.example/baca/20249905"}, None, None),
    "day to come in the address": ({"url": "https://situs.example/2031/01/01/sedekah"}, None, None),
    "day in the address, another printed": (
        {"url": "https://situs.example/2024/09/04/sedekah-laut", "below": DAY},
        "2024-09-05",
        "page",
    ),
    "date of a list below": (
        {
            "after": "<h3>Berita Lainnya</h3><ul><li><a href='/2'>Harga Ikan Naik</a> 9 September 2024</li></ul>"
        },
        None,
        None,
    ),
    "relative": ({"below": "<div>2 jam yang lalu</div>"}, "2024-09-10T10:00:00+07:00", "page"),
    "relative in the element of the text": (
        {"text": f"<span>Rina Wati - 2 jam yang lalu</span>{TEXT}"},
        "2024-09-10T10:00:00+07:00",
        "page",
    ),
    "relative words in a sentence": ({"text": f"<p>Warga berkumpul 2 jam yang lalu</p>{TEXT}"}, None, None),
    "no space between the parts": (
        {"below": "<div><b>Kamis</b><b>05</b><b>Sep</b><b>2024</b></div>"},
        "2024-09-05",
        "page",
    ),
    "two digits for the year behind a label": (
        {"below": "<div>Tanggal: 05.09.24</div>"},
        "2024-09-05",
        "page",
    ),
    "two digits for the year behind a weekday": (
        {"below": "<div>Kamis, 05-09-24 21:04 WIB</div>"},
        "2024-09-05T21:04:00+07:00",
        "page",
    ),
    "a month in words and two digits for the year": ({"below": "<div>5-Sep-24</div>"}, "2024-09-05", "page"),
    "a month in words and a short year with a mark": (
        {"below": "<div>Kamis, 5 Sep '24</div>"},
        "2024-09-05",
        "page",
    ),
    "the year first, with dots": ({"below": "<div>2024.09.05</div>"}, "2024-09-05", "page"),
    "an English ordinal": ({"below": "<div>September 5th, 2024</div>"}, "2024-09-05", "page"),
    "a month and a number behind other words": ({"below": "<div>TPS 5 Sep 24</div>"}, None, None),
    "a day behind another element without a space": (
        {"below": "<div><a href='/d'>Daerah</a><span>5 September 2024</span></div>"},
        "2024-09-05",
        "page",
    ),
    "a day in front of a counter without a space": (
        {"below": "<div><i>5 September 2024</i><i>120 kali</i></div>"},
        "2024-09-05",
        "page",
    ),
    "a day and a time without a space": (
        {"below": "<div>5 September 2024<span>21:04</span></div>"},
        "2024-09-05T21:04:00+07:00",
        "page",
    ),
    "the day of a change without a space": (
        {"below": "<div><i>Diperbarui</i><i>6 September 2024</i></div>" + DAY},
        "2024-09-05",
        "page",
    ),
    "an ordinal in front of the month": ({"below": "<div>5th September 2024</div>"}, "2024-09-05", "page"),
    "a machine's form in print": (
        {"below": "<div>2024-09-05T21:04:00+07:00</div>"},
        "2024-09-05T21:04:00+07:00",
        "page",
    ),
    "two digits for the year alone": ({"below": "<div>05.09.24</div>"}, None, None),
    "three numbers of two digits behind another word": ({"below": "<div>Versi 05.09.24</div>"}, None, None),
    "three numbers of two digits in a longer one": ({"below": "<div>Tgl 05.09.24.10</div>"}, None, None),
    "a name like a day": ({"below": "<div>Gang 5Seputih2024</div>"}, None, None),
}


@pytest.mark.parametrize("name", CASES)
def test_publication(name):
    page, moment, source = CASES[name]
    assert read(**page) == (moment, source)
