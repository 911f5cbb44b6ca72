"""Every spelling of a month, a weekday, a zone, a part of the day, a number and a unit, with what it stands for."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.dates import WIB, parse_date

NOW = dt.datetime(2024, 9, 10, 12, tzinfo=WIB)
TODAY = NOW.date()


def each(table: dict[object, str]) -> list[tuple[str, object]]:
    return [(word, value) for value, words in table.items() for word in words.split()]


MONTHS = {
    1: "januari january jan jnr djan djanuari",
    2: "februari february pebruari feb peb febr pebr fbr pbr",
    3: "maret march mar mrt mart maart",
    4: "april apr",
    5: "mei may mai mey meii",
    6: "juni june jun djun djuni djoeni juny",
    7: "juli july jul djul djuli djoeli",
    8: "agustus august agu aug agus ag ags agt agst agts agsts agoestoes",
    9: "september sep sept septem spt sptr septr",
    10: "oktober october okt oct okto okb",
    11: "november nopember nov nop nvb npb",
    12: "desember december des dec dese dsb",
}


@pytest.mark.parametrize(("word", "month"), each(MONTHS))
def test_a_month_is_known_by_every_spelling(word: str, month: int) -> None:
    reading = parse_date(f"17 {word} 2019", NOW)
    assert reading is not None
    assert (reading.date, reading.flags) == (dt.date(2019, month, 17), ())


@pytest.mark.parametrize("word", ["mayo", "meih", "meu", "mya"])
def test_a_word_like_a_month_of_three_letters_is_none(word: str) -> None:
    assert parse_date(f"17 {word} 2019", NOW) is None


WEEKDAYS = {  # 2 September 2024 was a Monday
    2: "senin sen snn senen monday mon",
    3: "selasa sel sls salasa slasa tuesday tue tues",
    4: "rabu rab rb rebo rabo wednesday wed",
    5: "kamis kam kms kemis thursday thu thur thurs",
    6: "jumat jum jmt jumaat jumah jumaah djumat jemuwah friday fri jum'at",
    7: "sabtu sab sbt saptu sabtoe setu saturday sat",
    8: "minggu min mgg mng ahad ahd ngahad sunday sun",
}


@pytest.mark.parametrize(("word", "day"), each(WEEKDAYS))
def test_a_weekday_is_known_by_every_spelling(word: str, day: int) -> None:
    right = parse_date(f"{word}, {day} September 2024", NOW)
    wrong = parse_date(f"{word}, {day + 1} September 2024", NOW)
    assert right is not None
    assert wrong is not None
    assert (right.flags, wrong.flags) == ((), ("weekday_mismatch",))


ZONES = {
    7: "wib jakarta",
    8: "wita sgt myt makassar",
    9: "wit jayapura",
    0: "utc gmt ut z",
    -4: "edt",
    -5: "est cdt",
    -6: "cst mdt",
    -7: "mst pdt",
    -8: "pst",
}


@pytest.mark.parametrize(("zone", "hours"), each(ZONES))
def test_a_zone_stands_for_its_hours(zone: str, hours: int) -> None:
    reading = parse_date(f"3 September 2024 08:15 {zone}", NOW)
    moment = dt.datetime(2024, 9, 3, 8, 15, tzinfo=dt.timezone(dt.timedelta(hours=hours)))
    assert reading is not None
    assert reading.datetime == moment


@pytest.mark.parametrize(
    ("offset", "hours"),
    [
        ("GMT+14", 14),
        ("GMT+1400", 14),
        ("GMT+14:00", 14),
        ("UTC-9", -9),
        ("GMT+05:30", 5.5),
        ("GMT+0530", 5.5),
    ],
)
def test_an_offset_is_at_most_fourteen_hours(offset: str, hours: float) -> None:
    reading = parse_date(f"3 September 2024 08:15 {offset}", NOW)
    assert reading is not None
    assert reading.datetime is not None
    assert reading.datetime.utcoffset() == dt.timedelta(hours=hours)


@pytest.mark.parametrize("offset", ["GMT+15", "GMT+14:01", "GMT+1401", "GMT+99"])
def test_an_offset_that_no_zone_has_leaves_the_day(offset: str) -> None:
    reading = parse_date(f"3 September 2024 08:15 {offset}", NOW)
    assert reading is not None
    assert (reading.date, reading.datetime) == (dt.date(2024, 9, 3), None)


@pytest.mark.parametrize(("name", "hours"), [("barat", 7), ("tengah", 8), ("timur", 9)])
def test_a_zone_is_known_by_its_long_name(name: str, hours: int) -> None:
    reading = parse_date(f"3 September 2024 pukul 08.15 Waktu Indonesia {name.title()}", NOW)
    assert reading is not None
    assert reading.datetime is not None
    assert reading.datetime.astimezone(dt.UTC).hour == (8 - hours) % 24


PARTS = [
    ("8 pagi", 8), ("12 dini", 0), ("3 dini", 3), ("4 subuh", 4), ("8 am", 8), ("12 am", 0), ("1 pm", 13),
    ("11 pm", 23), ("12 pm", 12), ("12 siang", 12), ("1 siang", 13), ("5 siang", 17), ("11 siang", 11),
    ("1 sore", 13), ("7 sore", 19), ("7 petang", 19), ("6 malam", 18), ("11 malam", 23), ("12 malam", 0),
    ("2 malam", 2),
]  # fmt: skip


@pytest.mark.parametrize(("clock", "hour"), PARTS)
def test_a_part_of_the_day_tells_which_half_the_hour_is_in(clock: str, hour: int) -> None:
    reading = parse_date(f"3 September 2024 jam {clock}", NOW)
    assert reading is not None
    assert reading.datetime is not None
    assert reading.datetime.hour == hour


NUMBERS = {
    1: "satu", 2: "dua", 3: "tiga", 4: "empat", 5: "lima", 6: "enam", 7: "tujuh", 8: "delapan", 9: "sembilan",
    10: "sepuluh", 11: "sebelas", 100: "seratus",
}  # fmt: skip
COMPOUND = [
    ("dua belas", 12),
    ("sembilan belas", 19),
    ("dua puluh", 20),
    ("tiga puluh satu", 31),
    ("dua ratus", 200),
]


@pytest.mark.parametrize(("words", "number"), [*each(NUMBERS), *COMPOUND])
def test_a_number_is_read_in_words(words: str, number: int) -> None:
    reading = parse_date(f"{words} hari yang lalu", NOW)
    assert reading is not None
    assert TODAY - reading.date == dt.timedelta(days=number)


UNITS = {
    2 * 7: "minggu mgg pekan week weeks",
    2: "hari hr day days",
}


@pytest.mark.parametrize(("unit", "days"), each(UNITS))
def test_a_unit_of_days_is_counted_back(unit: str, days: int) -> None:
    reading = parse_date(f"2 {unit} {'ago' if unit in ('week', 'weeks', 'day', 'days') else 'lalu'}", NOW)
    assert reading is not None
    assert TODAY - reading.date == dt.timedelta(days=days)


@pytest.mark.parametrize("unit", ["tahun", "thn"])
def test_years_are_counted_back_by_the_calendar(unit: str) -> None:
    reading = parse_date(f"2 {unit} lalu", NOW)
    assert reading is not None
    assert reading.date == dt.date(2022, 9, 10)


@pytest.mark.parametrize("unit", ["bulan", "bln", "bl"])
def test_months_are_counted_back_by_the_calendar(unit: str) -> None:
    reading = parse_date(f"2 {unit} lalu", NOW)
    assert reading is not None
    assert reading.date == dt.date(2024, 7, 10)


CLOCKS = {
    3600: "jam hour hours hrs",
    60: "menit mnt min mins minute minutes",
    1: "detik dtk sec secs second seconds",
}


@pytest.mark.parametrize(("unit", "seconds"), each(CLOCKS))
def test_a_unit_of_the_clock_is_counted_back(unit: str, seconds: int) -> None:
    ago = "lalu" if unit in ("jam", "menit", "mnt", "detik", "dtk") else "ago"
    reading = parse_date(f"5 {unit} {ago}", NOW)
    assert reading is not None
    assert reading.datetime is not None
    assert abs((NOW - reading.datetime).total_seconds() - 5 * seconds) < 60


PHRASES = {
    0: "hari ini|sekarang|saat ini|barusan|baru saja|baru|just now|now|today|tadi|hr ini",
    1: "kmrn|kemarin|kemaren|yesterday|semalam|tadi malam",
    2: "kemarin lusa|kemarin dulu|kemaren dulu|kemaren lusa",
    7: "last week",
    -1: "besok|esok|esok hari|besok hari|tomorrow",
    -2: "lusa|besok lusa",
    -3: "tulat",
}


@pytest.mark.parametrize(
    ("phrase", "days"), [(phrase, days) for days, phrases in PHRASES.items() for phrase in phrases.split("|")]
)
def test_a_phrase_stands_for_its_day(phrase: str, days: int) -> None:
    reading = parse_date(phrase, NOW)
    assert reading is not None
    assert TODAY - reading.date == dt.timedelta(days=days)
