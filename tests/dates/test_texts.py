"""Labelled texts, one a line: category, text, the day or moment it stands for, a note."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.dates import WIB, parse_date

# Texts of the category ``unreachable`` tell a day that is not read, for the reason in the note.
NOW = dt.datetime(2024, 9, 10, 12, tzinfo=WIB)
# Where every reading of a category carries a flag, and no other category's does.
FLAGS = {
    "weekday_mismatch": "weekday_mismatch",
    "noyear": "year_inferred",
    "typo": "month_corrected",
    "mdy_unambiguous": "american_order",
}


class Row(NamedTuple):
    category: str
    text: str
    expected: str
    note: str


def rows() -> list[Row]:
    lines = Path(__file__).with_name("texts.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [Row(*line.split("\t"))._replace(text=unescape(line.split("\t")[1])) for line in lines]


def unescape(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        code = match[1]
        return {"t": "\t", "n": "\n", "\\": "\\"}.get(code) or chr(int(code[1:], 16))

    return re.sub(r"\\(u[0-9a-f]{4}|[tn\\])", character, text)


def test_there_are_enough_texts() -> None:
    texts = [row.text for row in rows()]
    assert len(texts) >= 300
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.category}: {row.text[:50]!a}")
def test_text_stands_for_its_day(row: Row) -> None:
    reading = parse_date(row.text, NOW)
    if row.expected == "REJECT" or row.category == "unreachable":
        assert reading is None
        return
    assert reading is not None
    if len(row.expected) == 10:
        assert reading.date == dt.date.fromisoformat(row.expected)
    else:
        expected = dt.datetime.fromisoformat(row.expected)
        assert reading.datetime is not None
        assert reading.datetime.replace(microsecond=0) == expected
        assert reading.datetime.utcoffset() == expected.utcoffset()
        assert reading.date == expected.date()
    for category, flag in FLAGS.items():
        assert (flag in reading.flags) == (row.category == category or row.note == flag), reading.flags


def test_a_named_day_has_no_time() -> None:
    for text in ("8 September 2024", "3 hari lalu", "kemarin", "9 September 2024 24:00 WIB"):
        reading = parse_date(text, NOW)
        assert reading is not None
        assert reading.datetime is None
