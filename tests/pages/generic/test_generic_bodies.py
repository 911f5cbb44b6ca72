"""Which lines are the article's: each rule beside a page that it must leave alone."""

import pytest

from tests.pages.generic.pages import TEXT, page, paragraphs, read

A, B, C, D = TEXT
LINK = '<a href="/kabar/{}/x">{}</a>'
OTHER = ("Jalan Desa Lereng Diperbaiki Setelah Longsor", "Pasar Sayur Lereng Pindah ke Terminal Lama")
TEASER = "Warga berharap pekerjaan selesai sebelum musim hujan tiba, kata seorang pedagang di sana."
DATE = "<div>Selasa, 3 September 2024</div>"


def frames(tag, *parts):
    return "".join(f"<{tag}>{part}</{tag.split()[0]}>" for part in parts)


def links(*texts):
    return [LINK.format(i, text) for i, text in enumerate(texts)]


def items(*texts):
    return "<ul>" + "".join(f"<li>{text}</li>" for text in texts) + "</ul>"


NAMES = ("Selada", "Kangkung", "Bayam Merah")
TOPICS = "".join(
    f'<h3><a href="/tanaman/{i}">{name}</a></h3><p>{text}</p>'
    for i, (name, text) in enumerate(zip(NAMES, (B, C, D), strict=True))
)
CARDS = "".join(
    f'<div class="kartu"><h3>{link}</h3><p>{TEASER}</p></div>'
    for link in links(*OTHER, "Lomba Lari Lereng Diikuti Ratusan Warga")
)
TABLE = "<table><tr><th>Kelas</th><th>Hari</th></tr><tr><td>Satu</td><td>Senin</td></tr></table>"

GLOSSARY = paragraphs(*(f"{i}. {TEASER} {TEASER} {TEASER}" for i in range(9)))
KEPT = {
    # A teaser stands in a list, each of whose items has a headline above.
    "frames of which some have a link below": (
        frames('div class="par"', f"<p>{A}</p>", f"<p>{B}</p><p>{links(OTHER[0])[0]}</p>", f"<p>{C}</p>"),
        [A, B, C],
    ),
    "frames of which some have a link above": (
        frames('div class="par"', f"<p>{A}</p>", f"<p>{links(OTHER[0])[0]}</p><p>{B}</p>", f"<p>{C}</p>"),
        [A, B, C],
    ),
    # A relative date above the text is no part of it, a sentence that holds one is.
    "a relative date in the element of the text": (
        f"<span>2 hari 3 jam yang lalu</span>{paragraphs(A, B)}",
        [A, B],
    ),
    "a short sentence with a relative date": (
        paragraphs("Itu terjadi 2 hari yang lalu.", A, B),
        ["Itu terjadi 2 hari yang lalu.", A, B],
    ),
    # An item of a list shows a sentence or two of its article, not three paragraphs.
    "a whole text in one of several panels with linked heads": (
        f'<div class="panel"><h3>{links(OTHER[0])[0]}</h3><div><div>{paragraphs(A, B, C)}</div></div></div>'
        f'<div class="panel"><h3>{links(OTHER[1])[0]}</h3></div>',
        [A, B, C],
    ),
    "a framed paragraph below a link, beside frames without one": (
        frames('div class="par"', f"<p>{links(OTHER[0])[0]}</p><p>{A}</p>", f"<p>{B}</p>"),
        [A, B],
    ),
    "a paragraph below a link, in a frame unlike the next one": (
        f'<div class="pembuka"><p>{links(OTHER[0])[0]}</p><p>{A}</p></div>'
        f'<div class="lanjutan"><p>{B}</p><p>{links(OTHER[1])[0]}</p></div>',
        [A, B],
    ),
    "a slanted paragraph that stands below no picture": (
        f"{paragraphs(A)}<p><em>{B}</em></p>{paragraphs(C)}",
        [A, B, C],
    ),
    "a plain paragraph below a picture": (
        f'{paragraphs(A)}<p><img src="/k.jpg"></p>{paragraphs(B, C)}',
        [A, B, C],
    ),
    "topics with linked names": (paragraphs(A) + TOPICS, [A, "Selada", B, "Kangkung", C, "Bayam Merah", D]),
    "questions that lead to their answers": (
        paragraphs(A)
        + "".join(
            f'<h3><a href="#j{i}">Bagaimana kebun ini dirawat nomor {i}</a></h3><p>{t}</p>'
            for i, t in enumerate((B, C, D))
        ),
        [A, B, C, D],
    ),
    # The end of the text.
    "a list at the end": (paragraphs(A, B) + items("Selada", "Kangkung"), [A, B, "Selada", "Kangkung"]),
    "a timetable at the end": (
        paragraphs(A, B) + items("Pupuk 06.30 WIB", "Siram 15.00 WIB"),
        [A, B, "Pupuk 06.30 WIB", "Siram 15.00 WIB"],
    ),
    "definitions at the end": (
        paragraphs(A, B) + "<dl><dt>Selada</dt><dd>dua kilogram</dd></dl>",
        [A, B, "Selada", "dua kilogram"],
    ),
    "a table at the end": (paragraphs(A, B) + TABLE, [A, B, "Kelas Hari", "Satu Senin"]),
    "a quotation at the end": (
        paragraphs(A, B) + "<blockquote><p>“Enak sekali,” katanya.</p></blockquote>",
        [A, B, "“Enak sekali,” katanya."],
    ),
    # Words that furniture begins with.
    "a call inside a quotation": (
        paragraphs(A, "“Ikuti akun sekolah kami,” kata guru itu.", B),
        [A, "“Ikuti akun sekolah kami,” kata guru itu.", B],
    ),
    "a compound of a pointer's word": (
        paragraphs(A, "Lihat-lihat kebun menjadi kegiatan murid baru.", B),
        [A, "Lihat-lihat kebun menjadi kegiatan murid baru.", B],
    ),
    "copyright as a subject": (
        paragraphs(A, "Murid belajar bahwa hak cipta gambar tanaman dimiliki pelukisnya", B),
        [A, "Murid belajar bahwa hak cipta gambar tanaman dimiliki pelukisnya", B],
    ),
    "a sub-heading that begins like a list's": (
        paragraphs(A)
        + "<h3>Rekomendasi Penyuluh</h3>"
        + items("Tanam berjarak", "Siram pagi")
        + paragraphs(B),
        [A, "Rekomendasi Penyuluh", "Tanam berjarak", "Siram pagi", B],
    ),
    "such a sub-heading over paragraphs, with a link further down": (
        paragraphs(A) + "<h3>Rekomendasi Penyuluh</h3>" + paragraphs(B, C, *links(OTHER[0])) + paragraphs(D),
        [A, "Rekomendasi Penyuluh", B, C, D],
    ),
    # Frames and elements of one make.
    "text in chunks of one make": (
        f'</div><div class="isi">{paragraphs(A, B)}</div><aside>Iklan</aside>'
        f'<div class="isi">{paragraphs(C, D)}</div><div>',
        [A, B, C, D],
    ),
    "text behind a list, in frames without a class": (
        frames(
            "section", f"<p>{A}</p>", f"<p>{B}</p><p>Baca juga:</p><p>{links(OTHER[0])[0]}</p>", f"<p>{C}</p>"
        ),
        [A, B, C],
    ),
    # Microdata.
    "the declared body, not a longer widget": (
        f'<div itemprop="articleBody">{paragraphs(A, B, C)}</div><div class="kamus">{GLOSSARY}</div>',
        [A, B, C],
    ),
    "all of the text where a line of it is declared": (
        f'<div itemprop="articleBody"><p>{A}</p></div>{paragraphs(B, C, D)}',
        [A, B, C, D],
    ),
    # Copies.
    "a label with a short link": (
        f'{paragraphs(A)}<p>Informasi lainnya: <a href="/x">lereng.example</a></p>{paragraphs(B)}',
        [A, "Informasi lainnya: lereng.example", B],
    ),
    "a label in front of a sentence with a link": (
        f'{paragraphs(A)}<p>Topik lain: <a href="/x">rapat desa tentang anggaran</a> yang baru.</p>{paragraphs(B)}',
        [A, "Topik lain: rapat desa tentang anggaran yang baru.", B],
    ),
    "a lead above the entries of a live report": (
        paragraphs(A)
        + frames(
            'div class="kabar"', f"<span>08.15 WIB</span><p>{B}</p>", f"<span>09.10 WIB</span><p>{C}</p>"
        ),
        [A, "08.15 WIB", B, "09.10 WIB", C],
    ),
    "a sentence that the text repeats": (paragraphs(A, B, A, C), [A, B, A, C]),
}


@pytest.mark.parametrize("name", KEPT)
def test_the_articles_lines_stay(name):
    text, expected = KEPT[name]
    assert read(page(text, above=DATE)).body.split("\n") == expected


CAPTION = "Murid memanen kangkung di kebun sekolah pada pagi yang cerah."
LONG_CAPTION = (
    "Murid kelas enam memanen kangkung di kebun pada pagi yang cerah, dan para guru membantu sampai siang."
)
CUT = {
    "an offer behind a label": (
        f"{paragraphs(A)}<p>Pilihan Editor: {links(OTHER[0])[0]}</p>{paragraphs(B)}",
        "",
    ),
    "an offer behind a label below the text": (
        paragraphs(A, B) + f"<p><b>Terkait:</b> {links(OTHER[0])[0]}</p>",
        "",
    ),
    "cards below the text": (paragraphs(A, B), CARDS),
    "cards in the text's own element": (paragraphs(A, B) + CARDS, ""),
    "linked headings and teasers by turns": (
        paragraphs(A, B),
        "<div>"
        + "".join(
            f"<h3>{link}</h3><p>{TEASER}</p>" for link in links(*OTHER, "Lomba Lari Lereng Diikuti Warga")
        )
        + "</div>",
    ),
    "a list of links with a number": (
        paragraphs(A)
        + "<h2>Pilihan Pembaca</h2>"
        + items(*(f"{i} dari 2 {link}" for i, link in enumerate(links(*OTHER))))
        + paragraphs(B),
        "",
    ),
    "a heading of a list, and the list": (
        paragraphs(A, B) + "<h3>Rekomendasi</h3>" + items(*links(*OTHER)),
        "",
    ),
    "a heading of a list, and the list with days between": (
        paragraphs(A, B)
        + "<h3>Rekomendasi Kami</h3>"
        + frames("div", *(f"<p>Senin, {i} Mei</p><p>{link}</p>" for i, link in enumerate(links(*OTHER), 1))),
        "",
    ),
    "a second copy of the text": (paragraphs(A, B) + f'<div class="ponsel">{paragraphs(A, B)}</div>', ""),
    "a call to follow": (paragraphs(A, B, "Ikuti kabar kami di Google News"), ""),
    "a notice of copyright": (paragraphs(A, B, "Hak cipta dilindungi undang-undang."), ""),
    "who reported": (paragraphs(A, B, "Laporan Wartawan Situs Lereng, Rini Astuti"), ""),
    "a note on the author": (
        paragraphs(A, B, "*) Guru sekolah dasar di Lereng, tinggal di kaki gunung."),
        "",
    ),
    "a caption in one element with its picture": (
        f'<div><img src="/k.jpg"><br>Murid di kebun sekolah</div>{paragraphs(A, B)}',
        "",
    ),
    "a caption of another make below its picture": (
        f'<div><img src="/k.jpg"></div><div class="ket">{CAPTION}</div>{paragraphs(A, B)}',
        "",
    ),
    "a long caption between the paragraphs, all slanted": (
        f'{paragraphs(A)}<p><img src="/k.jpg"></p><p><em>{LONG_CAPTION}</em></p>{paragraphs(B)}',
        "",
    ),
    "a long caption between the paragraphs, centred": (
        f'{paragraphs(A)}<p><img src="/k.jpg"></p><center>{LONG_CAPTION}</center>{paragraphs(B)}',
        "",
    ),
    "a place in a line of its own, and what is above": (f"<p>{C}</p><p>LERENG -</p>{paragraphs(A, B)}", ""),
    "share buttons between title and text": (
        f'<div class="share"><a href="https://facebook.com/sharer">Bagikan ke Facebook</a></div>{paragraphs(A, B)}',
        "",
    ),
}


@pytest.mark.parametrize("name", CUT)
def test_other_lines_go(name):
    text, below = CUT[name]
    assert read(page(text, above=DATE, below=below)).body.split("\n") == [A, B]


@pytest.mark.parametrize("texts", [[A, B, A, C], [A, C, A, B], [A, B, C, A, B, D], [A, B, D, A, B, C]])
def test_a_refrain_is_no_second_copy_of_the_text(texts):
    assert read(page(paragraphs(*texts), above=DATE)).body.split("\n") == texts


def test_a_lead_that_the_description_repeats_is_text():
    head = f'<meta property="og:description" content="{A}">'
    assert read(page(paragraphs(B, C), above=f"{DATE}<p class='lead'>{A}</p>", head=head)).body.split(
        "\n"
    ) == [A, B, C]


def test_a_summary_above_the_date_is_no_text():
    assert read(page(paragraphs(B, C), above=f"<p class='ringkas'>{A}</p>{DATE}")).body.split("\n") == [B, C]


def sentences(count, characters=100):
    """Texts of so many characters each, all different."""
    return [f"{chr(97 + i) * 9} {'kata ' * 30}"[: characters - 1] + "." for i in range(count)]


FIVE = sentences(5)


@pytest.mark.parametrize("zone", ["aside", 'div class="sidebar"', 'div class="related"'])
def test_a_zone_with_more_than_two_fifths_of_the_prose_is_the_articles(zone):
    other = FIVE[4][:-1] + " ya."  # a little longer than a fifth
    apart = frames(zone, paragraphs(FIVE[3], other))
    assert read(page(paragraphs(*FIVE[:3]) + apart, above=DATE)).body.split("\n") == [*FIVE[:4], other]


@pytest.mark.parametrize("zone", ["aside", 'div class="sidebar"', 'div class="related"'])
def test_a_zone_with_two_fifths_of_the_prose_is_not_the_articles(zone):
    apart = frames(zone, paragraphs(*FIVE[3:]))
    assert read(page(paragraphs(*FIVE[:3]) + apart, above=DATE)).body.split("\n") == FIVE[:3]


def test_a_very_long_paragraph_counts_as_one_of_1_000_characters():
    apart = frames("aside", paragraphs(sentences(1, 3_000)[0]))
    assert read(page(paragraphs(*FIVE, *FIVE[::-1], *FIVE[1:]), below=apart)).body.count("\n") == 13


@pytest.mark.parametrize("zone", ["footer", 'div class="komentar"'])
def test_a_footer_or_comments_are_never_the_articles(zone):
    apart = frames(zone, paragraphs(*FIVE[1:]))
    assert read(page(paragraphs(FIVE[0]) + apart, above=DATE)).body == FIVE[0]
