"""Writing a day out in any spelling and reading it back gives the same day; no text raises or hangs."""

from __future__ import annotations

import datetime as dt
import itertools
import signal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.dates import WIB, find_dates, find_event_date, parse_date, parse_publication_date

FIRST, LAST = dt.date(1995, 1, 1), dt.date(2035, 12, 31)
NOW = dt.datetime(2024, 9, 10, 12, tzinfo=WIB)
MOMENTS = st.tuples(st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)), st.times()).map(
    lambda parts: dt.datetime.combine(*parts, tzinfo=WIB)
)

# Written here anew, so that a slip in the tables of the grammar shows.
MONTH_SPELLINGS = [
    names.split()
    for names in (
        "Januari Jan January JANUARI", "Februari Pebruari Feb Peb February", "Maret Mar March", "April Apr", "Mei May",
        "Juni Jun June", "Juli Jul July", "Agustus Agu Ags Agt Agust August Aug", "September Sep Sept",
        "Oktober Okt October Oct", "November Nopember Nov Nop", "Desember Des December Dec",
    )
]  # fmt: skip
WEEKDAY_SPELLINGS = [
    names.split()
    for names in (
        "Senin Sen Senen Monday", "Selasa Sel Tuesday", "Rabu Rab Rebo Wednesday", "Kamis Kam Kemis Thursday",
        "Jumat Jum Jum'at Jum’at Jum`at Jum&#039;at JUM'AT Friday", "Sabtu Sab Saturday", "Minggu Ahad Min Sunday",
    )
]  # fmt: skip
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
ZONES = {
    "": 7,
    " WIB": 7,
    " wib": 7,
    " WITA": 8,
    " WIT": 9,
    " UTC": 0,
    " GMT+7": 7,
    " +0700": 7,
    "+08:00": 8,
    " (WIB)": 7,
    # Singapore, Malaysia, and the zones of RFC 2822.
    " SGT": 8,
    " MYT": 8,
    " GMT": 0,
    " EST": -5,
    " EDT": -4,
    " CST": -6,
    " CDT": -5,
    " MST": -7,
    " MDT": -6,
    " PST": -8,
    " PDT": -7,
}

BODIES = (
    "{d} {month} {y}", "{d:02} {month} {y}", "{d}-{month}-{y}", "{d:02}/{month}/{y}", "{d}. {month} {y}",
    "{d:02} {month}. {y}", "{d:02}{month}{y}", "{month} {d}, {y}", "{y} {month} {d:02}",
    "{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d:02}-{m:02}-{y}", "{d}.{m}.{y}", "{d:02} - {m:02} - {y}",
    "{d:02} / {m:02} {y}", "{y}-{m:02}-{d:02}", "{y}/{m:02}/{d:02}", "{y}.{m:02}.{d:02}",
    "{d}/{roman}/{y}", "{d}-{roman}-{y}", "{d} {roman} {y}", "{d:02}/{m:02}/{yy:02}", "{d} {month} {yy:02}",
    "{d} {month} '{yy:02}", "tanggal {d} bulan {m} tahun {y}",
)  # fmt: skip
FRAMES = (
    "{body}", "{weekday}, {body}", "{weekday},{body}", "{weekday} ({body})", "{weekday} {body}", "{weekday} - {body}",
    "{weekday} | {body}", "Bogor, {body}", "Diposting: {weekday}, {body}", "{body} | Dibaca 125 kali",
    "Oleh Admin | {body}", "Hari/Tanggal : {weekday} / {body}", "[{body}]", "  {body}  ",
)  # fmt: skip
CLOCKS = (
    "{body} {H:02}:{M:02}{zone}", "{body}, {H:02}.{M:02}{zone}", "{body} | {H:02}:{M:02}{zone}",
    "{body} pukul {H:02}.{M:02}{zone}", "{body} pkl. {H:02}:{M:02}{zone}", "{body} - {H:02}:{M:02}{zone}",
    "{body} ({H:02}:{M:02}{zone})", "{body} {H:02}:{M:02}:00{zone}",
)  # fmt: skip


def spell(day: dt.date, body: str, frame: str = "{body}", choice: int = 0) -> str:
    months, weekdays = MONTH_SPELLINGS[day.month - 1], WEEKDAY_SPELLINGS[day.weekday()]
    written = body.format(
        d=day.day, m=day.month, y=day.year, yy=day.year % 100,
        month=months[choice % len(months)], roman=ROMAN[day.month - 1],
    )  # fmt: skip
    return frame.format(body=written, weekday=weekdays[choice % len(weekdays)])


def test_every_day_of_forty_years_is_read_back() -> None:
    ways = itertools.cycle(itertools.product(BODIES, FRAMES))
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + dt.timedelta(days=number)
        for choice, (body, frame) in enumerate(itertools.islice(ways, 9), start=number):
            text = spell(day, body, frame, choice)
            reading = parse_date(text, NOW)
            assert reading is not None, text
            assert reading.date == day, text
            assert reading.flags == (), text


@settings(max_examples=1500)
@given(
    st.dates(FIRST, LAST), st.sampled_from(BODIES), st.sampled_from(FRAMES), st.sampled_from(CLOCKS), st.times(),
    st.sampled_from(sorted(ZONES)), st.integers(0, 20),
)  # fmt: skip
def test_a_moment_is_read_back(
    day: dt.date, body: str, frame: str, clock: str, time: dt.time, zone: str, choice: int
) -> None:
    written = clock.format(body=spell(day, body, "{body}", choice), H=time.hour, M=time.minute, zone=zone)
    text = frame.format(body=written, weekday=WEEKDAY_SPELLINGS[day.weekday()][0])
    reading = parse_date(text, NOW)
    assert reading is not None
    assert reading.date == day
    expected = dt.datetime.combine(
        day, time.replace(second=0, microsecond=0), dt.timezone(dt.timedelta(hours=ZONES[zone]))
    )
    assert reading.datetime == expected
    assert reading.datetime.utcoffset() == expected.utcoffset()


@given(
    st.dates(FIRST, LAST),
    st.sampled_from(("{weekday} ({d}/{m})", "{weekday}, {d} {month}", "{weekday} {d:02}/{m:02}")),
)
def test_a_weekday_pins_the_year(day: dt.date, form: str) -> None:
    text = form.format(
        weekday=WEEKDAY_SPELLINGS[day.weekday()][0],
        d=day.day,
        m=day.month,
        month=MONTH_SPELLINGS[day.month - 1][0],
    )
    bare = text[-3] == "/" and "(" not in text
    fetched = dt.datetime.combine(day, dt.time(9), WIB) + dt.timedelta(days=3)
    reading = parse_publication_date(text, fetched)
    assert reading is not None
    assert reading.date == day
    assert "year_inferred" in reading.flags
    assert find_event_date(f"Rapat digelar di Bogor, {text}.", day) == (None if bare else day)


@given(st.integers(1, 31), st.integers(1, 12), st.integers(1995, 2035), st.sampled_from("/-."))
def test_day_and_month_are_never_swapped(day: int, month: int, year: int, sign: str) -> None:
    reading = parse_date(f"{day}{sign}{month}{sign}{year}", NOW)
    try:
        expected = dt.date(year, month, day)
    except ValueError:
        assert reading is None
    else:
        assert reading is not None
        assert reading.date == expected


@given(st.dates(dt.date(1900, 1, 2), dt.date(2099, 12, 31)), MOMENTS)
def test_publication_days_are_bounded(day: dt.date, fetched: dt.datetime) -> None:
    reading = parse_publication_date(spell(day, "{d} {month} {y}"), fetched)
    allowed = dt.date(1995, 1, 1) <= day <= fetched.date() + dt.timedelta(days=1)
    assert (reading is not None) == allowed


def test_the_first_and_the_last_publication_day() -> None:
    for day, is_one in (
        ("31-12-1994", False),
        ("01-01-1995", True),
        ("11-09-2024", True),
        ("12-09-2024", False),
    ):
        assert (parse_publication_date(day, NOW) is not None) is is_one, day


def test_a_naive_moment_is_refused() -> None:
    naive = NOW.replace(tzinfo=None)
    for read in (parse_date, parse_publication_date):
        with pytest.raises(ValueError, match="time zone"):
            read("8 September 2024", naive)


def test_days_are_seen_from_wib() -> None:
    late = dt.datetime(2024, 9, 9, 20, tzinfo=dt.UTC)
    reading = parse_date("hari ini", late)
    assert reading is not None
    assert reading.date == dt.date(2024, 9, 10)


FRAGMENTS = st.sampled_from(
    (
        "8", "08", "31", "2024", "24", "9", "/", "-", ".", ",", ":", "(", ")", "|", "+", "'", "~", ";",
        "September", "Sep",
        "IX", "Senin", "Jum'at", "Minggu", "WIB", "pukul", "jam", "pagi", "T", "Z", "tanggal", "Terbit",
        "Update", "Nomor",
        "Jalan", "of", "th", "tahun", "bulan", "hari", "yang", "lalu", "lagi", "dalam", "beberapa",
        "setengah", "kemarin",
        "hari", "ini", "oleh", "s", "d", "hingga", "satu", "puluh", "seribu", "belas", "sejam", "Ramadhan",
        "H", "Legi",
        "Sepetember", "GMT", "-0001", "99999999999", "&amp;", "&#0;", "<b>", "\\", "\ufeff", "₂", "²", "٣", "Ⅸ",
    )
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200),
    st.tuples(st.lists(FRAGMENTS, max_size=30), st.sampled_from(["", " "])).map(
        lambda parts: parts[1].join(parts[0])
    ),
)


@settings(max_examples=1500)
@given(TEXTS, st.one_of(st.none(), st.dates()))
@example("\ud800 8 September 2024", None)
@example("9999999999 tahun lalu", None)
@example("seribu ribu ribu ribu tahun lalu", dt.date.min)
@example("Senin (6/9)", dt.date.max)
def test_no_text_raises(text: str, reference: dt.date | None) -> None:
    reading = parse_date(text, NOW)
    if reading is not None and reading.datetime is not None:
        assert reading.datetime.tzinfo is not None
    bounded = parse_publication_date(text, NOW)
    assert bounded is None or dt.date(1995, 1, 1) <= bounded.date <= dt.date(2024, 9, 11)
    found = find_dates(text, reference)
    event = find_event_date(text, reference)
    assert event is None or event in [reading.date for reading in found]


@given(MOMENTS, TEXTS)
def test_no_moment_raises(now: dt.datetime, text: str) -> None:
    parse_date(text, now)


HOSTILE = (
    "1", "12", "1 ", "1/", "1-", "1.", "12:", "8 September ", "8/9/", "Senin ", "Senin, ", "s.d. ", " ", "\n", "(",
    "Jum'", "satu ", "seribu ", "1 jam ", "kemarin ", "Update ", "Nomor 3 tanggal ", "25, ", "&amp;", "&#", "<",
    "<b", "a", "é", "\u200b", "2024-", "8 September 2024 ", "10:05 ", "http://", "tanggal: ",
)  # fmt: skip


@pytest.mark.parametrize("part", HOSTILE)
def test_long_texts_do_not_hang(part: str) -> None:
    def give_up(*_: object) -> None:
        raise TimeoutError("not linear in the length of the text")

    text = part * (200_000 // len(part))
    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(60)
    try:
        parse_date(text, NOW)
        find_event_date(text, NOW.date())
    finally:
        signal.alarm(0)
