"""The old generation's pages are read by the order of their lines: each rule at its bound and beyond it."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.article import Article, NotAnArticle, RawPage
from pipelines.pages.page_to_article import extract

FETCHED = dt.datetime(2025, 4, 30, 3, 0, tzinfo=dt.UTC)
BARE = "http://kotabogor.go.id/index.php/show_post/detail/103498"
NAMED = BARE + "/kebun-sekolah-panen-perdana"
TITLE = "Kebun Sekolah Panen Perdana"
DAY = "Minggu, 08 September 2024"
A = "Murid kelas enam memanen selada dan kangkung dari kebun di belakang sekolah pada Senin pagi bersama guru."
B = "Kepala sekolah mengatakan bibit dibeli dari tabungan kelas, sedangkan pupuk dibuat dari sampah dapur."
C = "Hasil panen dijual kepada orang tua murid, dan uangnya dipakai untuk membeli buku cerita bagi perpustakaan."


def link(number: int, text: str = "") -> str:
    slug = f"warga-lereng-gotong-royong-{number}"
    return f'<a href="/index.php/show_post/detail/{number}/{slug}">{text or f"Warga Lereng Gotong Royong {number}"}</a>'


def newest(*numbers: int, between: str = "") -> str:
    return "<h3>Berita Terkini</h3>" + between.join(f"<div>{link(number)}</div>" for number in numbers)


def page(*parts: str) -> str:
    lines = (part if part.startswith("<") else f"<div>{part}</div>" for part in parts)
    return f"<html><head><title>Kota Bogor</title></head><body>{''.join(lines)}</body></html>"


def read(*parts: str, url: str = BARE) -> Article:
    return extract(RawPage(page(*parts).encode(), url, FETCHED, "text/html; charset=utf-8"))


def told(*parts: str, url: str = BARE) -> tuple[str | None, str | None]:
    """Returns title and body, or the reason of a refusal twice."""
    try:
        article = read(*parts, url=url)
    except NotAnArticle as absent:
        return absent.reason, absent.reason
    return article.title, article.body


TEXT = f"{A}\n{B}\n{C}"


def test_day_title_twice_and_text() -> None:
    article = read(DAY, TITLE, TITLE, A, B, C)
    assert (article.title, article.body, article.published_date) == (TITLE, TEXT, dt.date(2024, 9, 8))


@pytest.mark.parametrize(
    "parts",
    [
        ("Kebun Sekolah", "Panen Perdana", "Kebun Sekolah", "Panen Perdana"),
        ("Kebun Sekolah", "Panen", "Perdana", "Kebun Sekolah", "Panen", "Perdana"),
        ("Kebun Sekolah", "Panen Perdana", TITLE),
        (TITLE, "Kebun Sekolah", "Panen Perdana"),
        ("Kebun", "Sekolah", "Panen Perdana", "Kebun Sekolah", "Panen Perdana"),
        (TITLE.upper(), TITLE),
        (TITLE, TITLE + "!"),
    ],
)
def test_each_printing_of_the_title_takes_up_to_three_lines(parts: tuple[str, ...]) -> None:
    title, body = told(DAY, *parts, A, B, C)
    assert (str(title).rstrip("!"), body) == (TITLE, TEXT)


def test_a_title_of_three_letters_is_none() -> None:
    assert told(DAY, "Foto", "Foto", A, B, C)[0] == "Foto"
    assert told(DAY, "Fot", "Fot", A, B, C)[0] != "Fot"


def test_a_title_has_at_most_300_characters() -> None:
    most, more = "Kebun " * 49 + "Kebun!", "Kebun " * 50 + "a"
    assert told(DAY, most, most, A, B, C)[0] == most
    assert told(DAY, more, more, A, B, C)[0] != more


@pytest.mark.parametrize("day", [("8", "September", "2024"), ("8", "September 2024")])
def test_a_day_may_stand_in_up_to_three_lines(day: tuple[str, ...]) -> None:
    article = read(*day, TITLE, TITLE, A, B, C)
    assert (article.published_date, article.title) == (dt.date(2024, 9, 8), TITLE)


def test_the_line_of_a_day_has_at_most_120_characters() -> None:
    for length, day in ((120, dt.date(2024, 9, 8)), (121, None)):
        line = f"{DAY} | {'Lereng ' * 20}"[: length - 1] + "x"
        assert read(line, TITLE, TITLE, A, B, C, newest(1, 2)).published_date == day


def test_a_title_above_the_day_and_below_it() -> None:
    assert told(TITLE, DAY, TITLE, A, B, C) == (TITLE, TEXT)


def test_a_clock_in_the_head_is_not_the_day() -> None:
    article = read("Rabu, 30 April 2025", DAY, TITLE, TITLE, A, B, C)
    assert (article.published_date, article.title, article.body) == (dt.date(2024, 9, 8), TITLE, TEXT)


def test_a_title_printed_once_shares_words_with_the_address() -> None:
    assert told(DAY, TITLE, A, B, C, url=NAMED) == (TITLE, TEXT)
    assert told(DAY, "Kebun Sekolah Panen Raya", A, B, C, url=NAMED) == ("Kebun Sekolah Panen Raya", TEXT)
    other = "Selamat Datang di Kota"
    assert told(DAY, other, A, B, C, url=NAMED)[0] != other


def test_a_title_printed_once_has_at_most_thirty_words() -> None:
    thirty = " ".join(f"kata{n}" for n in range(30))
    assert told(DAY, thirty, A, B, C)[0] == thirty
    assert told(DAY, thirty + " lagi", A, B, C)[0] != thirty + " lagi"


def test_a_third_printing_of_the_title_is_no_text() -> None:
    assert told(DAY, TITLE, TITLE, A, TITLE + "." * 20, B, C) == (TITLE, TEXT)
    assert told(DAY, TITLE, TITLE, A, TITLE.upper(), B, C) == (TITLE, TEXT)


@pytest.mark.parametrize(("between", "count"), [(2, 3), (3, 1)])
def test_a_day_and_a_counter_may_stand_between_two_links_of_the_list(between: int, count: int) -> None:
    gap = "<div>Minggu, 01 September 2024</div>" * between
    article = read(DAY, TITLE, TITLE, A, B, C, newest(1, 2, 3, between=gap))
    assert len(article.related_links) == count
    assert article.body == TEXT


def test_a_sentence_ends_the_list() -> None:
    article = read(newest(1, 2), B, f"<div>{link(3)}</div>", DAY, TITLE, TITLE, A, C)
    assert [r.post_id for r in article.related_links] == [1, 2]


def test_of_two_lists_the_longer_one_counts() -> None:
    article = read(newest(1), DAY, TITLE, TITLE, A, B, C, newest(2, 3, 4))
    assert [r.post_id for r in article.related_links] == [2, 3, 4]


def test_the_list_between_title_and_text_is_passed_over() -> None:
    article = read(DAY, TITLE, TITLE, newest(1, 2, 3), A, B, C)
    assert (article.body, len(article.related_links)) == (TEXT, 3)


def test_the_list_above_everything_is_passed_over() -> None:
    article = read(newest(1, 2, 3), DAY, TITLE, TITLE, A, B, C)
    assert (article.title, article.body, len(article.related_links)) == (TITLE, TEXT, 3)


def test_a_card_of_another_article_is_not_the_article() -> None:
    card = ("Senin, 02 September 2024", f"<div>{link(7)}</div>", f"<div>{link(7)}</div>", B)
    article = read(*card, DAY, TITLE, TITLE, A, C, url=NAMED)
    assert (article.title, article.published_date) == (TITLE, dt.date(2024, 9, 8))


def test_a_link_to_the_article_itself_is_its_title() -> None:
    own = f'<h2><a href="{NAMED}">{TITLE}</a></h2>'
    assert told(DAY, own, A, B, C, url=NAMED) == (TITLE, TEXT)


def test_without_a_day_the_title_is_printed_twice_or_is_that_of_the_address() -> None:
    assert told(TITLE, TITLE, A, B, C, newest(1, 2)) == (TITLE, TEXT)
    assert told(TITLE, A, B, C, newest(1, 2), url=NAMED) == (TITLE, TEXT)
    assert told(TITLE, A, B, C, newest(1, 2)) == ("no_article", "no_article")
    assert told(TITLE, TITLE, A, B, C) == ("no_article", "no_article")  # without the list it may be any page


@pytest.mark.parametrize(("words", "is_article"), [(29, False), (30, True)])
def test_without_a_day_the_text_has_thirty_words(words: int, is_article: bool) -> None:
    text = " ".join(f"{A} {B} {C}".split()[: words - 1]) + " akhir."
    assert (told(TITLE, TITLE, text, newest(1, 2))[0] == TITLE) is is_article


@pytest.mark.parametrize("words", [29, 30])
def test_without_a_title_the_text_has_thirty_words_in_a_part_of_its_own(words: int) -> None:
    text = " ".join(f"{A} {B} {C}".split()[: words - 1]) + " akhir."
    found = told(f"<div><div>{DAY}</div><p>{text}</p></div>", newest(1, 2))
    assert (found[1] == text) is (words == 30)
    assert told(DAY, text, newest(1, 2))[1] == "no_article"
    assert told(f"<div><div>{DAY}</div><p>{text}</p></div>")[1] == "no_article"


ARTICLE = (DAY, TITLE, TITLE)
# What stands below the text, and whether it is a part of it.
BELOW = {
    "a short line": ("<div>Demikian pengumuman ini</div>", True),
    "a short sentence": ("<div>Demikian pengumuman ini.</div>", True),
    "copyright": ("<div>© 2024 Pemerintah Kota Bogor. Semua hak dilindungi undang-undang.</div>", False),
    "a short line above the copyright": (
        "<div>Kota Bogor Beriman</div><div>© 2024 Pemerintah Kota Bogor</div>",
        False,
    ),
    "an address": ("<div>Alamat: Jalan Ir. H. Juanda Nomor 10, Kota Bogor.</div>", False),
    "a heading and its line": ("<h3>Agenda</h3><div>Rapat warga.</div>", False),
    "a day and its line": ("<div>Agenda 2024</div><div>Rapat warga lereng</div>", False),
    "a counter": ("<div>Dibaca 120 kali</div>", False),
}


@pytest.mark.parametrize("name", BELOW)
def test_what_follows_the_text_in_one_part_of_the_page(name: str) -> None:
    below, is_kept = BELOW[name]
    body = told(*ARTICLE, A, B, C, below)[1]
    assert str(body).startswith(TEXT)
    assert (body != TEXT) is is_kept


# The same in a part of the page of its own, beside that of the article.
APART = {
    "a paragraph in a part of another make": f'<div class="lain"><p>{C}</p></div>',
    "a line in a part of the same make": '<div class="isi"><p>Kebun lereng</p></div>',
}


@pytest.mark.parametrize("name", APART)
def test_what_follows_the_text_in_another_part_of_the_page(name: str) -> None:
    apart = APART[name]
    own = f'<div class="isi"><div>{DAY}</div><h2>{TITLE}</h2><p>{TITLE}</p><p>{A}</p><p>{B}</p></div>'
    assert told(own, apart)[1] == f"{A}\n{B}"


@pytest.mark.parametrize("group", ["ul", "ol", "blockquote"])
def test_a_list_or_quotation_of_the_text_is_text(group: str) -> None:
    inside = "".join(f"<li>{text}</li>" for text in ("Selada dua kilogram", "Kangkung tiga ikat"))
    text = f"<p>{A}</p><p>{B}</p><{group}>{inside}</{group}><p>{C}</p>"
    body = told(f"<div><div>{DAY}</div><h2>{TITLE}</h2><h3>{TITLE}</h3>{text}</div>")[1]
    assert body == f"{A}\n{B}\nSelada dua kilogram\nKangkung tiga ikat\n{C}"


@pytest.mark.parametrize("box", ["<div><b>Agenda</b><br>Rapat warga<br>Kerja bakti</div>"])
def test_a_box_of_short_lines_below_the_text_is_none_of_it(box: str) -> None:
    text = f"<p>{A}</p><p>{B}</p><p>{C}</p>"
    assert told(f"<div><div>{DAY}</div><h2>{TITLE}</h2><h3>{TITLE}</h3>{text}{box}</div>")[1] == TEXT


def test_a_text_without_a_printed_title_begins_with_a_paragraph() -> None:
    assert told(DAY, A, B, C, url=NAMED) == (TITLE, TEXT)
    assert told(DAY, "Foto panen.", A, B, C, url=NAMED) == ("no_article", "no_article")


@pytest.mark.parametrize("first", [True, False])
def test_of_two_lists_of_newest_articles_the_longer_one_is_it(first: bool) -> None:
    longer, shorter = newest(1, 2, 3), newest(7, 8)
    above, below = (longer, shorter) if first else (shorter, longer)
    links = read(DAY, TITLE, TITLE, A, B, C, above, f"<p>{C}</p>", below).related_links
    assert [link.url.rpartition("/")[2] for link in links] == ["1", "2", "3"]


@pytest.mark.parametrize("lines", [16, 17, 18, 19])
def test_up_to_sixteen_counters_and_buttons_stand_between_the_day_and_the_title(lines: int) -> None:
    found = told(DAY, *["Dibaca 12 kali"] * lines, TITLE, TITLE, A, B, C)
    assert found == ((TITLE, TEXT) if lines == 16 else ("no_article", "no_article"))


@pytest.mark.parametrize("lines", [200, 201])
def test_the_text_begins_within_two_hundred_lines_of_the_title(lines: int) -> None:
    menu = "".join(f"<div>Menu {'x' * (n % 7 + 1)}</div>" for n in range(lines))
    found = told(*ARTICLE, f"<section>{menu}</section>", A, B, C)[1]
    assert str(found).endswith(C) is (lines < 201)


BESIDE = [
    "Oleh: Rini Astuti",
    "Pukul 08.15 WIB",
    "08:15",
    "Minggu",
    "Berita",
    "Kategori: Pendidikan",
    "Admin",
    "---",
]


@pytest.mark.parametrize("line", BESIDE)
def test_what_may_stand_between_day_title_and_text(line: str) -> None:
    assert told(DAY, line, TITLE, line, TITLE, line, A, B, C) == (TITLE, TEXT)


def test_a_sentence_that_begins_like_it_is_text() -> None:
    line = "Oleh karena itu, warga Lereng diminta menanam selada."
    assert told(*ARTICLE, line, A, B, C)[1] == f"{line}\n{TEXT}"
