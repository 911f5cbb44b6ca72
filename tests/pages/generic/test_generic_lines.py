"""What a line among paragraphs is; a sentence that only resembles such a line stays."""

import pytest
from lxml import etree

from pipelines.pages.generic import furniture as lines
from pipelines.pages.generic.blocks import Block
from pipelines.text.lines import Line


def block(text):
    return Block(Line(text, etree.Element("p")), (), 0)


SENTENCES = (
    "Informasi itu disebar lewat grup WhatsApp warga dan pengumuman masjid.",
    "Warga dapat mengunduh aplikasi pengaduan untuk melapor.",
    "Untuk mendapatkan layanan itu, warga mengunduh aplikasi di gawai.",
    "Cek kesehatan gratis digelar di puskesmas setiap Jumat.",
    "Baca Alquran bersama dilakukan di masjid raya.",
    "Mari kita jaga kebersihan, kata wali kota.",
    "Simak penjelasan dokter di bawah ini.",
    "Kegiatan berlangsung sampai 12 Mei 2024 di alun-alun kota.",
    "Editor film itu berasal dari Bogor.",
    "Foto kegiatan itu beredar luas.",
    "Sumber air di desa itu mengering.",
    "Oleh karena itu, warga diminta waspada.",
    "Redaksi kalimat itu diubah.",
    "Jangan lewatkan kesempatan ini, ujarnya.",
    "Komentar warga beragam.",
)
KINDS = (
    lines.is_noise,
    lines.is_credit,
    lines.is_pointer,
    lines.is_list_head,
    lines.is_end_head,
    lines.is_comment_head,
    lines.is_dated,
)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_is_no_furniture(text):
    assert [kind.__name__ for kind in KINDS if kind(block(text))] == []


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            lines.is_noise,
            (
                "ADVERTISEMENT",
                "SCROLL TO CONTINUE WITH CONTENT",
                "Halaman selanjutnya ..",
                "Halaman: 1 2 3",
                "Bersambung ke halaman berikutnya...",
                "Dibaca 120 kali",
                "1.229 Views",
                "Waktu baca 2 menit",
                "Ikuti berita terbaru kami di Google News",
                "Simak berita lainnya di Google News dan WA Channel",
                "Artikel ini telah tayang di situs lain dengan judul Panen",
                "Bagikan artikel ini",
            ),
        ),
        (
            lines.is_credit,
            (
                "Editor: Siti Aminah",
                "Redaktur & Reporter : Adek",
                "Penulis: Budi / Editor: Nurul",
                "(fby/agt)",
                "[bal]",
                "***",
                "Sumber : Antara",
                "COPYRIGHT © KANTOR 2015",
                "Pewarta : Budi",
                "Rep: Budi/ Red: Nurul",
                "(Humas Pemkot)",
            ),
        ),
        (
            lines.is_pointer,
            (
                "Baca juga: Harga Cabai Turun",
                "BACA JUGA:",
                "Baca: Harga Cabai Turun",
                "Simak Video “Panen”",
                "[Gambas:Video]",
                "Lihat juga : Panen",
            ),
        ),
        (
            lines.is_list_head,
            (
                "Berita Terkait",
                "BACA JUGA",
                "Artikel Lainnya",
                "Related News",
                "Rekomendasi untuk Anda",
                "TERKAIT",
                "Berita Terkini",
                "Terpopuler",
                "Kumpulan Berita Terkait:",
                "Berita terkait (berdasarkan label)",
                "Mungkin Anda Suka",
                "Foto Video Terkait",
            ),
        ),
        (
            lines.is_comment_head,
            ("Komentar", "2 komentar:", "Tulis Komentar", "Leave a Reply", "KOMENTAR PEMBACA"),
        ),
        (lines.is_end_head, ("Tags", "Bagikan ke", "Topik Terkait")),
        (lines.is_dateline, ("Jakarta -", "Jakarta, Kantor Berita --", "BOGOR –")),
        (lines.is_signature, ("DINI TEJA", "A. RAHMAN | NUR")),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_furniture(kind, texts):
    assert [text for text in texts if not kind(block(text))] == []


# The longest line that each kind of furniture can be; anything longer is text.
LONGEST = [
    (lines.is_pointer, "Baca juga: " + "a" * 289),
    (lines.is_list_head, "Rekomendasi (" + "a" * 36 + ")"),
    (lines.is_comment_head, "Komentar" + "." * 42),
    (lines.is_noise, "Scroll untuk " + "a" * 47),
    (lines.is_noise, "Ikuti akun " + "a" * 339),
    (lines.is_credit, "Editor: " + "a" * 192),
    (lines.is_single_sentence, "Panen " * 20),
    (lines.is_dated, "Kota Bogor, 3 Mei 2024 " + "a" * 137),
    (lines.is_end_head, "Bagikan" + "." * 33),
    (lines.is_signature, "DINI " + "T" * 45),
    (lines.is_tag_head, "Tags: " + "a" * 19),
]


@pytest.mark.parametrize(("kind", "text"), LONGEST)
def test_furniture_is_short(kind, text):
    assert kind(block(text))
    assert not kind(block(text + text[-1]))


def test_a_signature_has_at_most_five_words():
    assert lines.is_signature(block("DINI T R A B"))
    assert not lines.is_signature(block("DINI T R A B C"))


@pytest.mark.parametrize("end", [".", "?", "!", '."', ".”"])
def test_a_dated_line_of_over_40_characters_may_be_a_sentence(end):
    start = "Panen pada 3 Mei 2024 di kebun"
    assert lines.is_dated(block((start + "a" * 20)[: 40 - len(end)] + end))
    assert not lines.is_dated(block((start + "a" * 20)[: 41 - len(end)] + end))


def test_a_day_in_brackets_is_that_of_an_event():
    assert lines.is_dated(block("Kebun Lereng panen perdana (3/5) 3 Mei 24"[:30] + " 3 Mei 2024"))
    assert not lines.is_dated(block("Kebun Lereng panen perdana (3/5) 3 Mei 2024 Lereng"))


def test_the_title_of_an_american_member_is_no_role():
    assert not lines.is_credit(block("Rep. Rahayu Wening membuka kebun itu"))


@pytest.mark.parametrize(
    ("text", "is_byline"),
    [
        ("OLEH Rahayu", True),
        ("By Rahayu Wening", True),
        ("Penulis Rahayu | Lereng", True),
        ("Oleh warga desa", False),
        ("OLEH Rahayu.", False),
        ("Oleh Rahayu kebun itu disiram", False),
    ],
)
def test_a_byline_without_a_colon_names_somebody_in_capitals(text, is_byline):
    assert lines.is_credit(block(text)) is is_byline
