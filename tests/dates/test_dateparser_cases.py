"""The Indonesian texts of dateparser's own test suite (release 1.5.0), with what they mean."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.dates import WIB, find_dates, parse_date

NOW = dt.datetime(2024, 9, 10, 12, tzinfo=WIB)

DAYS = {
    "06 Sep 2015": "2015-09-06",
    "6 Nop 2019": "2019-11-06",
    "6 Djan 2019": "2019-01-06",
    "6 Peb 2019": "2019-02-06",
    "6 Mrt 2019": "2019-03-06",
    "6 Mai 2019": "2019-05-06",
    "6 Djuni 2019": "2019-06-06",
    "6 Djuli 2019": "2019-07-06",
    "6 Ag 2019": "2019-08-06",
    "6 Djanuari 2019": "2019-01-06",
    "6 Pebruari 2019": "2019-02-06",
    "6 Nopember 2019": "2019-11-06",
    "3 minggu yang lalu": "2024-08-20",
    "baru saja": "2024-09-10",
    "hari ini": "2024-09-10",
    "kemarin": "2024-09-09",
    "kemarin lusa": "2024-09-08",
    "sehari yang lalu": "2024-09-09",
    "seminggu yang lalu": "2024-09-03",
    "sebulan yang lalu": "2024-08-10",
    "setahun yang lalu": "2023-09-10",
    "5 tahun yang lalu": "2019-09-10",
    # From its issues: week and Sunday are one word; months and years were counted as one.
    "4 tahun lalu": "2020-09-10",
    "4 bulan lalu": "2024-05-10",
}
MOMENTS = {
    "07 Feb 2015 20:15": "2015-02-07T20:15:00+07:00",
    "Minggu, 18 Mar 2018 07:30": "2018-03-18T07:30:00+07:00",
    "01 Agustus 2015 18:23": "2015-08-01T18:23:00+07:00",
    "3 Juni 2015 13:05:46": "2015-06-03T13:05:46+07:00",
    "Minggu, 14 Feb 2021 20:31 WIB": "2021-02-14T20:31:00+07:00",
    "01 Oktober 2020, 14: 00: 59 WIB | editor : Mochamad Chariris": "2020-10-01T14:00:59+07:00",
    "dalam 43 menit": "2024-09-10T12:43:00+07:00",
    "dlm 23 dtk": "2024-09-10T12:00:23+07:00",
}


@pytest.mark.parametrize(("text", "day"), DAYS.items())
def test_day(text: str, day: str) -> None:
    reading = parse_date(text, NOW)
    assert reading is not None
    assert reading.date.isoformat() == day
    assert reading.datetime is None


@pytest.mark.parametrize(("text", "moment"), MOMENTS.items())
def test_moment(text: str, moment: str) -> None:
    reading = parse_date(text, NOW)
    assert reading is not None
    assert reading.datetime == dt.datetime.fromisoformat(moment)


def test_a_duration_is_not_a_date() -> None:
    """Where dateparser translates a bare number of weeks, and would read it as so long ago."""
    assert parse_date("5 minggu", NOW) is None


def test_a_day_in_a_sentence() -> None:
    sentence = "Perang di kawasan itu berakhir ketika Jepang menyerah pada tanggal 15 Agustus 1945."
    assert [reading.date for reading in find_dates(sentence, None)] == [dt.date(1945, 8, 15)]
