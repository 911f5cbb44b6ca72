"""The forms and tables, checked against an independent source: Unicode CLDR's Indonesian calendar."""

from __future__ import annotations

import datetime as dt

import pytest
from babel.dates import format_date, format_datetime, get_day_names, get_month_names, get_timezone
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dates import WIB, parse_date
from pipelines.dates.grammar import FORMS, Form
from pipelines.dates.shapes import shapes
from pipelines.dates.tokens import MONTHS, WEEKDAYS, tokenize

NOW = dt.datetime(2024, 9, 10, 12, tzinfo=WIB)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.example)
def test_a_rule_reads_its_example(form: Form) -> None:
    (shape,) = shapes(tokenize(form.example).kinds)
    assert shape.span.form is form
    assert parse_date(form.example, NOW) is not None


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
def test_months_and_weekdays_are_those_of_cldr(language: str, width: str) -> None:
    for number, name in get_month_names(width, locale=language).items():
        assert MONTHS[name.lower()] == number
    for number, name in get_day_names(width, locale=language).items():
        assert WEEKDAYS[name.lower()] == number


@given(st.dates(dt.date(1995, 1, 1), dt.date(2035, 12, 31)), st.sampled_from(["full", "long", "medium"]))
def test_cldr_forms_are_read(day: dt.date, form: str) -> None:
    reading = parse_date(format_date(day, form, locale="id"), NOW)
    assert reading is not None
    assert reading.date == day
    assert reading.flags == ()


@given(st.dates(dt.date(1995, 1, 1), dt.date(2035, 12, 31)), st.times())
def test_cldr_forms_with_time_are_read(day: dt.date, time: dt.time) -> None:
    aware = dt.datetime.combine(day, time.replace(microsecond=0), WIB)
    for form in ("full", "long", "medium"):
        text = format_datetime(aware, form, tzinfo=get_timezone("Asia/Jakarta"), locale="id")
        reading = parse_date(text, NOW)
        assert reading is not None, text
        assert reading.datetime == aware, text
