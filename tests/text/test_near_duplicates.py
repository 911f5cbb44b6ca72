"""Near-duplicates: the same text with small edits is one, another report by the same template is not."""

import re
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.near_duplicates import _words, bands, is_duplicate, likely, sketch

TITLE = "Pemkot Bogor Tanam Ribuan Pohon di Bantaran Sungai"
BODY = """Pemerintah Kota Bogor menanam 2.500 pohon di bantaran Sungai Ciliwung, Sabtu (3/2/2024).
Kegiatan itu diikuti 320 warga dari enam kecamatan bersama komunitas pencinta lingkungan dan para pelajar.
Kepala dinas mengatakan penanaman dilakukan bertahap sampai akhir tahun supaya bibit yang ditanam terawat.
Ia meminta ketua rukun warga mencatat setiap pohon yang mati agar segera diganti dengan bibit yang baru.
Warga menyambut baik kegiatan tersebut karena tebing sungai di sekitar rumah mereka kerap longsor."""
ARTICLE = f"{TITLE}\n{BODY}"
OTHER = """Harga cabai di Pasar Kebon Kembang turun
Harga cabai merah di sejumlah pasar tradisional turun menjelang akhir pekan karena pasokan dari Garut lancar.
Pedagang berharap harga bertahan hingga bulan depan sebab pembeli mulai kembali berbelanja ke pasar."""


def weekly(day, chili, onion, rice):
    return (
        f"Harga Bahan Pokok di Kota Bogor {day}\n"
        "Dinas Perdagangan mencatat harga bahan pokok di pasar tradisional relatif stabil pekan ini."
        f" Cabai merah dijual {chili} rupiah per kilogram, bawang merah {onion} rupiah per kilogram, beras"
        f" medium {rice} rupiah per kilogram. Kepala bidang pasar meminta warga jangan berlebihan karena"
        " stok di gudang aman sampai dua bulan ke depan dan pasokan dari sentra produksi tetap lancar."
    )


EDITS = {
    "nothing": ARTICLE,
    "case and quotes": ARTICLE.upper(),
    "white space": ARTICLE.replace(" ", "\u00a0 "),
    "a typing error": ARTICLE.replace("pencinta", "pecinta"),
    "leading zeros": ARTICLE.replace("3/2/2024", "03/02/2024"),
    "a new title": ARTICLE.replace(TITLE, "Ribuan Pohon Ditanam"),
    "a closing line": ARTICLE + "\nKegiatan ditutup dengan doa bersama.",
    "a corrected figure": ARTICLE.replace("2.500", "2.600"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_small_edit_is_a_duplicate(edit):
    assert is_duplicate(ARTICLE, EDITS[edit])


@pytest.mark.parametrize("edit", EDITS)
def test_a_small_edit_is_found_by_its_bands(edit):
    title, _, body = EDITS[edit].partition("\n")
    assert len(set(bands(sketch(TITLE, BODY))) & set(bands(sketch(title, body)))) >= 1


@pytest.mark.parametrize("edit", EDITS)
def test_a_small_edit_has_a_likely_sketch(edit):
    title, _, body = EDITS[edit].partition("\n")
    assert likely(sketch(TITLE, BODY), [(sketch(title, body), edit)]) == [edit]


def test_the_same_template_with_other_figures_is_no_duplicate():
    first = weekly("5 Agustus 2024", "42.000", "28.500", "13.100")
    second = weekly("12 Agustus 2024", "45.000", "27.000", "13.300")
    assert not is_duplicate(first, second)
    same_figures = weekly("12 Agustus 2024", "42.000", "28.500", "13.100")
    assert is_duplicate(first, same_figures)


def test_another_article_is_no_duplicate():
    assert not is_duplicate(ARTICLE, OTHER)
    title, _, body = OTHER.partition("\n")
    assert not set(bands(sketch(TITLE, BODY))) & set(bands(sketch(title, body)))
    assert likely(sketch(TITLE, BODY), [(sketch(title, body), "other")]) == []


def test_half_of_an_article_is_no_duplicate():
    assert not is_duplicate(ARTICLE, ARTICLE[: len(ARTICLE) // 2])


@pytest.mark.parametrize("text", ["", "Pengumuman", "Lihat lampiran berikut ini untuk jadwal lengkap"])
def test_a_caption_is_never_a_duplicate(text):
    assert not is_duplicate(text, text)
    assert bands(sketch(text, None)) == ()


def test_keys_fit_a_signed_64_bit_column():
    keys = bands(sketch(TITLE, BODY))
    assert len(keys) == len(set(keys)) == 20
    assert all(0 <= key < 2**63 for key in keys)


def test_the_same_keys_in_another_process():
    code = f"from pipelines.text.near_duplicates import *; print(bands(sketch({TITLE!r}, {BODY!r})))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str(bands(sketch(TITLE, BODY)))


def test_a_stored_sketch_stays_comparable_for_ever():
    # A sketch that an older release stored must be like one of today.
    assert sketch(TITLE, BODY).hex()[:40] == "d3996d2d36e5af3852da48dff97fec83851abfe2"


def test_a_long_text_is_sketched_in_parts():
    words = [f"kata{n}x" for n in range(9_000)]
    whole, half = sketch("", " ".join(words)), sketch("", " ".join(words[:4_500]))
    shared = sum(a == b for a, b in zip(whole, half, strict=True))
    assert 44 <= shared <= 84  # half of the runs are common, so half of 128 bytes should be


def test_a_lone_surrogate_is_text():
    assert len(bands(sketch("\ud800", BODY))) == 20


@given(
    st.text(
        st.sampled_from("abXY019.,:/-_ \n\u2019\u201c\u00e9\u00bd\u00b2\u2163\u0301\u00a0\u200b\u0663\u00df"),
        max_size=60,
    )
)
def test_words_are_those_of_the_pattern_over_the_whole_text(text):
    plain = unicodedata.normalize("NFKC", text).casefold()
    found = re.findall(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+", plain)
    assert _words(text) == [word if word.isalpha() else re.sub(r"\b0+(?=\d)", "", word) for word in found]
