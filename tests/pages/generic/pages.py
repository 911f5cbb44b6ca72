"""Pages to read: a title, and what stands around and between the paragraphs of a text."""

import datetime as dt

from pipelines.pages.base import html_response, page_params
from pipelines.pages.generic import GenericPage

WIB = dt.timezone(dt.timedelta(hours=7))
FETCHED = dt.datetime(2024, 9, 10, 12, tzinfo=WIB)
ADDRESS = "https://situs.example/kabar/77/kebun-sekolah"
TITLE = "Kebun Sekolah di Lereng Panen Perdana"
TEXT = (
    "Murid kelas enam memanen selada dan kangkung dari kebun di belakang sekolah pada Senin pagi.",
    "Kepala sekolah mengatakan bibit dibeli dari tabungan kelas, sedangkan pupuk dibuat dari sampah dapur.",
    "Hasil panen dijual kepada orang tua murid, dan uangnya dipakai untuk membeli buku cerita.",
    "Kebun itu dirawat bergiliran, setiap kelas satu hari dalam seminggu, termasuk pada masa libur.",
)


def paragraphs(*texts):
    return "".join(f"<p>{text}</p>" for text in texts)


def page(text, above="", below="", head="", title=TITLE):
    return (
        f"<html><head><title>{title} - Situs Lereng</title>{head}</head><body>"
        '<nav><a href="/">Beranda</a> <a href="/desa">Desa</a></nav>'
        f'<main><h1>{title}</h1>{above}<div class="isi">{text}</div>{below}</main>'
        "<footer><p>Situs Lereng, Jalan Kebun 5</p></footer></body></html>"
    )


def read(html, url=ADDRESS):
    return GenericPage(response=html_response(html, url), page_params=page_params(FETCHED)).article()
