"""How pages are read that nobody wrote by hand: saved pages, each changed in many ways, with a record of every reading.

The record holds a digest of each reading, and the number of the extractor that gave it. A change that alters one of
them is noticed even where no rule was meant to change, and a meant one raises the number, so that users' archives are
read again. ``python tests/pages/readings.py`` writes the record anew, after a change of readings only for another
number; with a page's name and number, as the failing test prints them, it prints that page and how it is read.
"""

import argparse
import datetime as dt
import hashlib
import json
import random
import sys
from functools import cache
from pathlib import Path

from lxml import etree

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))  # for the run as a command

from support.fixtures import load_fixture  # noqa: E402

from pipelines.article import RawPage  # noqa: E402
from pipelines.maintenance.fixtures import read_as_json  # noqa: E402
from pipelines.pages.page_to_article import EXTRACTOR_VERSION  # noqa: E402

RECORD = HERE / "readings.json"
NUMBER = EXTRACTOR_VERSION.partition("+")[0]
ADVICE = (
    "`python tests/pages/readings.py NAME NUMBER` prints a page. Where another reading is meant, raise the first number"
    " of EXTRACTOR_VERSION in page_to_article.py, then run `python tests/pages/readings.py`"
)
CHANGED_PAGES = 60  # of each saved page
FETCHED = dt.datetime(2026, 11, 24, 15, tzinfo=dt.timezone(dt.timedelta(hours=7)))
TEXT = (
    "Warga Kampung Lereng menanam pohon mangga di sepanjang jalan baru. Kepala kampung, Rini Astuti, berharap pohon"
    " itu berbuah dalam lima tahun. “Kami rawat bersama,” katanya, Rabu (4/9/2024), di sela acara yang diikuti sekitar"
    " dua ratus orang dari tiga dusun. Bibitnya datang dari kebun sekolah, dan pupuknya dari kandang warga sendiri."
)
WORDS = TEXT.split()
LINES = (
    "Rabu, 4 September 2024", "04/09/2024 08:15 WIB", "2024-09-04", "3 jam lalu", "14Sep2024", "08.15",
    "September 2024",
    "Diterbitkan 4 September 2024", "Diperbarui: 5 September 2024", "4 September", "Kemarin, 08:15",
    "Oleh Rini Astuti", "Penulis: Rini Astuti", "Rini Astuti", "Reporter: Rini Editor: Dewi", "Rep: Rini/ Red: Dewi",
    "(rin/dew)", "***", "Sumber: Dinas Kebun", "LERENG -", "LERENG, KABAR -", "Foto: Rini",
    "Mangga (Foto: Rini Astuti)",
    "Keterangan foto: warga menanam", "Baca juga: Pasar Lereng Pindah", "Baca juga:", "Berita Terkait", "Terpopuler",
    "Rekomendasi", "Tags:", "Topik", "Komentar", "3 komentar", "Tulis Komentar", "Bagikan", "Facebook", "Iklan",
    "ADVERTISEMENT", "Selanjutnya", "Halaman 2", "1/3", "Dibaca 120 kali", "Hak cipta dilindungi", "© 2024 Kabar",
    "Ikuti kami di Google News", "info@lereng.example", "(0251) 123456", "Beranda", "Kabar Lereng", "404", "Galeri",
    "Warga menanam mangga", "Mangga", "Satu", "“Kami rawat.”", "Mari!", "RINI ASTUTI", "Jalan Lereng 10", "-", "Senin",
    "03 Maret 2023", "Minggu, 03 Maret 2023", "© 2024 Pemerintah Kota Bogor", "Telp. (0251) 8321075", "Hits: 1.204",
    "Kategori: Berita Kota", "Berita Terkini", "Oleh : Admin", "Selamat datang di situs Kota Bogor",
)  # fmt: skip
CLASSES = (
    "isi", "content", "sidebar", "related", "terkait", "share", "caption", "meta", "byline", "author", "comments",
    "tags", "menu", "footer", "popular", "ads", "date", "post-date", "judul", "lead", "d-none", "card", "widget",
    "breadcrumb",
)  # fmt: skip
TAGS = (
    "p", "div", "span", "h1", "h2", "h3", "h4", "li", "td", "b", "em", "small", "time", "figure", "figcaption", "aside",
    "blockquote", "section", "article", "header", "footer", "nav", "noscript", "center", "dt", "dd",
)  # fmt: skip
ATTRIBUTES = (
    ("hidden", ""), ("style", "display:none"), ("style", "display:block"), ("itemprop", "articleBody"),
    ("itemprop", "author"), ("itemprop", "headline"), ("datetime", "2024-09-04T08:15:00+07:00"), ("rel", "tag"),
    ("id", "komentar"), ("id", "content"),
)  # fmt: skip


def a_link(parent, rng):
    address = rng.choice(
        ("/kabar/{}", "/index.php/show_post/detail/{}/pasar-lereng-pindah", "/berita-detail/{}")
    )
    anchor = etree.SubElement(parent, "a", href=address.format(rng.randrange(90_000)))
    anchor.text = some_words(rng)
    return anchor


def some_words(rng):
    start = rng.randrange(len(WORDS))
    return " ".join((WORDS[start:] + WORDS)[: rng.choice((1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 45))])


def a_line(rng):
    return rng.choice(LINES) if rng.random() < 0.8 else some_words(rng)


def with_line(element, rng):
    line = etree.Element(rng.choice(TAGS))
    inner = line
    if rng.random() < 0.3:
        inner = a_link(line, rng)
    inner.text = a_line(rng)
    element.addprevious(line)


def with_list(element, rng):
    items = etree.Element("ul")
    for _ in range(rng.randrange(1, 6)):
        item = etree.SubElement(items, "li")
        a_link(item, rng).tail = rng.choice(("", "", " 4 September 2024", " " + some_words(rng)))
    element.addprevious(items)


def with_cards(element, rng):
    cards = etree.Element("div")
    for _ in range(rng.randrange(1, 5)):
        card = etree.SubElement(cards, "div")
        card.set("class", rng.choice(CLASSES))
        heading = etree.SubElement(card, rng.choice(("h2", "h3", "p")))
        a_link(heading, rng)
        etree.SubElement(card, "p").text = some_words(rng)
    element.addprevious(cards)


def with_picture(element, rng):
    frame = etree.Element(rng.choice(("figure", "div", "p")))
    etree.SubElement(frame, "img", src=f"/foto/{rng.choice(('a.jpg', 'logo.png', 'b.webp', 'x.svg'))}")
    etree.SubElement(frame, rng.choice(("figcaption", "small", "em", "span"))).text = a_line(rng)
    element.addprevious(frame)


def without_it(element, rng):
    element.getparent().remove(element)


def twice(element, rng):
    element.addnext(etree.fromstring(etree.tostring(element, with_tail=False), etree.XMLParser(recover=True)))


def moved(element, rng):
    others = [e for e in element.getroottree().iter(etree.Element) if e.getparent() is not None]
    target = rng.choice(others)
    if target is not element and element not in target.iterancestors():
        target.addprevious(element)


def renamed(element, rng):
    if element.tag not in ("html", "head", "body", "script", "meta", "link", "title"):
        element.tag = rng.choice(TAGS)


def of_another_class(element, rng):
    element.set("class", rng.choice(CLASSES))


def with_attribute(element, rng):
    element.set(*rng.choice(ATTRIBUTES))


def linked(element, rng):
    text, element.text = element.text, None
    anchor = a_link(element, rng)
    anchor.text = text
    element.insert(0, anchor)


def in_other_words(element, rng):
    element.text = a_line(rng)


def shortened(element, rng):
    words = (element.text or "").split()
    element.text = " ".join(words[: rng.randrange(1, 12)])


def lengthened(element, rng):
    element.text = f"{element.text or ''} {some_words(rng)}"


def without_end(element, rng):
    element.text = (element.text or "").rstrip(' .!?"”')


def shouted(element, rng):
    element.text = (element.text or "").upper()


def with_break(element, rng):
    line_break = etree.Element("br")
    line_break.tail = a_line(rng)
    element.insert(0, line_break)


CHANGES = (
    with_line, with_line, with_line, with_list, with_cards, with_picture, without_it, twice, moved, renamed,
    of_another_class, with_attribute, linked, in_other_words, shortened, lengthened, without_end, shouted, with_break,
)  # fmt: skip


@cache
def saved_pages():
    """Returns the pages of the other tests by name."""
    pages = {}
    for folder in sorted(path.parent for path in (HERE.parent / "fixtures").glob("*/*/page.html")):
        pages[f"{folder.parent.name}/{folder.name}"] = load_fixture(folder).page
    generic = HERE / "generic"
    addresses = json.loads((generic / "makes" / "expected.json").read_text("utf-8"))
    for name, fields in addresses.items():
        body = (generic / "makes" / f"{name}.html").read_bytes()
        pages[f"makes/{name}"] = RawPage(body, fields["address"], FETCHED, None)
    for folder in sorted((generic / "fixtures").iterdir()):
        address = json.loads((folder / "expected.json").read_text("utf-8"))["address"]
        pages[f"pages/{folder.name}"] = RawPage((folder / "page.html").read_bytes(), address, FETCHED, None)
    return pages


def changed_page(name, number):
    """Returns a saved page with one to six changes, the same ones for the same number."""
    page = saved_pages()[name]
    rng = random.Random(f"{name} {number}")
    root = etree.fromstring(page.body, etree.HTMLParser(encoding="utf-8"))
    if root is None or number == 0:
        return page
    for _ in range(rng.randrange(1, 7)):
        elements = [
            e for e in root.iter(etree.Element) if e.getparent() is not None and e.tag not in ("head", "body")
        ]
        # Most of what decides stands in what a reader sees.
        seen = [
            e for e in elements if e.text and e.text.strip() and e.tag not in ("script", "style", "title")
        ]
        if elements:
            rng.choice(CHANGES)(rng.choice(seen or elements), rng)
    return page._replace(body=etree.tostring(root, method="html", encoding="utf-8"))


def digest(reading):
    return hashlib.sha256(json.dumps(reading, sort_keys=True).encode()).hexdigest()[:6]


def readings():
    """Returns the digests of every page's readings, by the page's name."""
    return {
        name: " ".join(digest(read_as_json(changed_page(name, n))) for n in range(CHANGED_PAGES))
        for name in saved_pages()
    }


def differing(record, now):
    """Returns the pages that are read otherwise than recorded; those that the record does not have are left out."""
    return [
        f"{name} {number}"
        for name in sorted(record["readings"].keys() & now.keys())
        for number, pair in enumerate(zip(record["readings"][name].split(), now[name].split(), strict=False))
        if pair[0] != pair[1]
    ]


def main(arguments, record=RECORD):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(saved_pages()), metavar="NAME", help="a saved page")
    parser.add_argument(
        "number", nargs="?", type=int, default=0, metavar="NUMBER", help="its changes, 0 for none"
    )
    options = parser.parse_args(arguments)
    if options.name:
        page = changed_page(options.name, options.number)
        reading = json.dumps(read_as_json(page), indent=1, ensure_ascii=False)
        print(page.body.decode("utf-8", "replace"), reading, sep="\n")
        return 0
    now = readings()
    before = json.loads(record.read_text(encoding="utf-8"))
    if before["extractor"] == NUMBER and (changed := differing(before, now)):
        print(
            f"refused: {len(changed)} pages are read differently, such as {changed[0]}. {ADVICE}",
            file=sys.stderr,
        )
        return 1
    record.write_text(json.dumps({"extractor": NUMBER, "readings": now}, indent=0) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
