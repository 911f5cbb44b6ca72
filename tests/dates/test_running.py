"""Days in running text: labelled sentences, and the bodies of real pages where they are at hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipelines.dates import find_dates, find_event_date

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
