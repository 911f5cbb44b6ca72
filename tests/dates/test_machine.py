"""Dates that only machines write; the same digits in a text for readers are no date."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.dates import WIB, parse_date, parse_machine_date

NOW = dt.datetime(2024, 9, 10, 12, tzinfo=WIB)
MOMENT = dt.datetime(2024, 9, 8, 13, 22, 5, tzinfo=WIB)


@pytest.mark.parametrize(
    "text",
    [
        "20240908132205",
        "20240908062205Z",
        "20240908062205z",
        "20240908152205+0900",
        "1725776525",
        " 1725776525000 ",
        "1725776525.25",
        "/Date(1725776525000)/",
        "/date(1725776525000)/",
        "/Date(1725776525000+0700)/",
        "2024-09-08T13:22:05+07:00",
        "8 September 2024 13:22:05",
    ],
)
def test_a_moment(text: str) -> None:
    reading = parse_machine_date(text, NOW)
    assert reading is not None
    assert reading.datetime == MOMENT
    assert reading.date == MOMENT.date()


def test_a_day_and_a_minute() -> None:
    day, minute = parse_machine_date("20240908", NOW), parse_machine_date("202409081322", NOW)
    assert day is not None
    assert day == (MOMENT.date(), None, ())
    assert minute is not None
    assert minute.datetime == MOMENT.replace(second=0)


@pytest.mark.parametrize(
    "text",
    [
        "20\uff124\u0660908",
        "172577652\u0665",
        "20241308",
        "20240931",
        "20240912",
        "20240912132205",
        "0812345678",
        "812345678",
        "17257765251",
        "",
    ],
)
def test_no_publication_day(text: str) -> None:
    assert parse_machine_date(text, NOW) is None


@pytest.mark.parametrize("text", ["20240908", "20240908132205", "1725776525", "1725776525000"])
def test_digits_alone_are_no_date_for_readers(text: str) -> None:
    assert parse_date(text, NOW) is None


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        parse_machine_date("1725776525", NOW.replace(tzinfo=None))
