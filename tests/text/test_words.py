from __future__ import annotations

import unicodedata

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.words import LONGEST_SENTENCE, fold, highlights, make_term, parse_terms, snippet

MATCHES = [
    ("bogor", "Warga BOGOR."),
    ("bogor", "(bogor)"),
    ("josé", "Jose Rizal"),
    ("jose", "JOSÉ"),
    ("jose", "jose\u0301"),
    ("istanbul", "İstanbul"),
    ("covid-19", "pandemi COVID-19, lalu"),
    ("19", "COVID-19"),
    ("pohon peneduh", "pohon\u00a0 peneduh"),
    ("pohon peneduh", "Pohon\nPeneduh"),
    ("c++", "belajar C++ di balai"),
    ("#sampah", "tagar #sampah"),
    ("東京", "di 東京 kemarin"),
]
MISSES = [
    ("bogor", "Kebogoran"),
    ("bogor", "Bogorku"),
    ("bogor", "bogor_raya"),
    ("taman", "tamán2"),
    ("a.b", "axb"),
    ("pohon peneduh", "pohon, peneduh"),
    ("pohon peneduh", "peneduh pohon"),
    ("o", "ø"),
    ("ırmak", "Irmak"),
]


def found_by_both(term: str, text: str) -> tuple[bool, bool]:
    made = make_term(term)
    (arrow,) = pc.match_substring_regex(pa.array([text]), made.re2).to_pylist()
    return arrow, made.python.search(text) is not None


@pytest.mark.parametrize(("term", "text"), MATCHES)
def test_a_whole_word_is_found_in_any_case_and_accent(term, text):
    assert found_by_both(term, text) == (True, True)


@pytest.mark.parametrize(("term", "text"), MISSES)
def test_a_part_of_a_word_or_another_phrase_is_not_found(term, text):
    assert found_by_both(term, text) == (False, False)


LATIN = st.text(st.sampled_from("abzABéÉüñ-_.+*[(\\^$|?2 \u0301\n"), min_size=1, max_size=8)


@given(LATIN, st.text(st.sampled_from("abzABéÉüñ-_. \n"), max_size=30))
def test_arrow_and_python_find_the_same(term, text):
    if term.strip():
        arrow, python = found_by_both(term.strip(), text)
        assert arrow == python


@given(st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=1, max_size=12))
def test_every_text_is_found_by_its_folded_form(text):
    assert found_by_both(fold(text), text) == (True, True)
    assert found_by_both(text, unicodedata.normalize("NFD", text)) == (True, True)


def test_quotation_marks_and_the_shell_make_phrases():
    assert [t.text for t in parse_terms(["satu", "dua tiga", 'empat "lima enam"', '""', " "])] == [
        "satu",
        "dua tiga",
        "empat",
        "lima enam",
    ]


def test_a_snippet_is_the_sentence_of_the_first_match():
    text = "Hujan turun. Wali Kota Dr. H. Arya meninjau Jl. Pajajaran No. 5 pagi itu. Warga senang.\nBaris Warga."
    terms = parse_terms(["warga", "pajajaran"])
    assert snippet(text, terms) == "Wali Kota Dr. H. Arya meninjau Jl. Pajajaran No. 5 pagi itu."
    assert snippet(text, parse_terms(["baris"])) == "Baris Warga."
    assert snippet(text, parse_terms(["senang"])) == "Warga senang."
    assert snippet(text, parse_terms(["tidakada"])) is None


def test_a_long_sentence_is_cut_around_the_match():
    text = "kata " * 500 + "pajajaran " + "lagi " * 500
    cut = snippet(text, parse_terms(["pajajaran"]))
    assert cut.startswith("… kata")
    assert cut.endswith("lagi …")
    assert "pajajaran" in cut
    assert len(cut) <= LONGEST_SENTENCE + 4


def test_highlights_do_not_overlap():
    assert highlights("taman kota taman", parse_terms(["taman", "taman kota"])) == [(0, 5), (11, 16)]
