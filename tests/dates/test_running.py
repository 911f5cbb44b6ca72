"""Days in running text: labelled sentences, and the bodies of real pages where they are at hand."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from pipelines.dates import find_dates, find_event_date
from pipelines.dates.grammar import FORMS

REFERENCE = dt.date(2024, 9, 8)
SHARED = Path(__file__).resolve().parents[3] / "shared"
SENTENCES = [
    line.split("\t")
    for line in Path(__file__).with_name("sentences.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


@pytest.mark.parametrize(("days", "event", "sentence"), SENTENCES, ids=[row[2][:60] for row in SENTENCES])
def test_sentence_names_its_days(days: str, event: str, sentence: str) -> None:
    found = [reading.date.isoformat() for reading in find_dates(sentence, REFERENCE)]
    assert found == ([] if days == "-" else days.split(","))
    day = find_event_date(sentence, REFERENCE)
    assert (day.isoformat() if day else "-") == event


# Read by hand from the bodies of the pages.
PAGES = {
    "antara_1": ("2015-11-06", "-"),
    "beritasatu_1": ("2020-10-09", "2020-10-09"),
    "detik_1": ("2015-11-05", "2015-11-05"),
    "gelora_1": ("2020-10-09", "2020-10-09"),
    "kompas_1": ("2015-07-11", "-"),
    "kompas_6": ("2023-11-02", "2023-11-02"),
    "liputan6_1": ("2016-02-12", "2016-02-12"),
    "malangkab_1": ("-", "-"),
    "mediaindonesia_1": ("2025-10-21", "2025-10-21"),
    "okezone_1": ("-", "-"),
    "republika_1": ("2016-02-15", "2016-02-15"),
    "tribunnews_1": ("2020-05-04", "2020-05-04"),
}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared pages are not here")
@pytest.mark.parametrize("name", PAGES)
def test_page_body_names_its_days(name: str) -> None:
    page = json.loads((SHARED / "html" / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    body = "\n".join(page["body"])
    published = page["date_published"]
    reference = dt.date.fromisoformat(published[:10]) if published else None
    days, event = PAGES[name]
    found = [reading.date.isoformat() for reading in find_dates(body, reference)]
    assert found == ([] if days == "-" else days.split(","))
    day = find_event_date(body, reference)
    assert (day.isoformat() if day else "-") == event


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared pages are not here")
def test_seed_article_names_its_event() -> None:
    (seed,) = (SHARED / "seed").glob("*.txt")
    date, _title, *body = seed.read_text(encoding="utf-8").splitlines()
    assert find_event_date("\n".join(body), REFERENCE) == dt.date(2024, 9, 6)
    assert [reading.date for reading in find_dates(date, None)] == [REFERENCE]
    assert [reading.date for reading in find_dates("\n".join(body), REFERENCE)] == [dt.date(2024, 9, 6)]


def test_an_event_without_weekday_is_looked_for_in_the_first_paragraph_only() -> None:
    text = "Polisi menyerahkan berkas perkara.\nTersangka ditangkap pada 11 Juli 2024 di rumahnya."
    assert find_event_date(text, REFERENCE) is None
    assert find_event_date(text + "\nHal itu disampaikan Jumat (6/9/2024).", REFERENCE) == dt.date(2024, 9, 6)


def test_a_date_without_year_needs_a_reference() -> None:
    assert find_event_date("Apel digelar Senin (9/9).", None) is None
    assert find_event_date("Apel digelar Senin (9/9).", dt.date(2019, 9, 12)) == dt.date(2019, 9, 9)


IN_RUNNING_TEXT = {
    "8 September 2024": "2024-09-08",
    "8/9/2024": "2024-09-08",
    "6.9.2024": "2024-09-06",
    "2024-09-08": "2024-09-08",
    "September 8, 2024": "2024-09-08",
    "tanggal 8 bulan 9 tahun 2024": "2024-09-08",
    "Rabu, 4 Sep": "2024-09-04",
    "Jumat (6/9)": "2024-09-06",
    "Senin (10/3/25)": "2025-03-10",
    "Monday, September 9": "2024-09-09",
    "9 September (Senin)": "2024-09-09",
    "25-27 Maret 2024": "2024-03-25",
    "25, 26 dan 27 Maret 2024": "2024-03-25",
    "25 Maret - 5 April 2024": "2024-03-25",
    "25-27/03/2024": "2024-03-25",
    "25/03 - 27/03/2024": "2024-03-25",
}


@pytest.mark.parametrize("example", [form.example for form in FORMS])
def test_only_forms_that_nothing_else_looks_like_are_read_in_running_text(example: str) -> None:
    """The other forms need a label, since figures of any kind may look like them."""
    found = find_dates(f"Lomba digelar pada {example} di balai kota.", REFERENCE)
    day = IN_RUNNING_TEXT.get(example)
    assert [reading.date.isoformat() for reading in found] == ([day] if day else [])


def test_every_form_of_running_text_is_in_the_grammar() -> None:
    assert set(IN_RUNNING_TEXT) < {form.example for form in FORMS}
