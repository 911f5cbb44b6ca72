"""dateparser stands behind the grammar: late, rarely, and never believed beyond what the text prints."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import dateparser
import pytest

from pipelines.dates import WIB, parse_date

NOW = dt.datetime(2024, 9, 10, 12, tzinfo=WIB)
UNKNOWN = "2024, tanggal 8, September"


def test_nothing_heavy_is_imported_until_it_is_needed() -> None:
    program = (
        "import sys, datetime as dt\n"
        "from pipelines.dates import WIB, parse_date, find_event_date\n"
        "now = dt.datetime(2024, 9, 10, 12, tzinfo=WIB)\n"
        "for text in ('8 September 2024', 'kemarin', 'Berita Terkini', '8 Sepetember 2024', 'Perda Nomor 3'):\n"
        "    parse_date(text, now)\n"
        "find_event_date('Rapat digelar Jumat (6/9/2024).', None)\n"
        "heavy = {'dateparser', 'scrapy', 'lxml', 'regex', 'trafilatura'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        f"parse_date({UNKNOWN!r}, now)\n"
        "assert 'dateparser' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("answer", "believed"),
    [
        (dt.datetime(2024, 9, 8, tzinfo=WIB), True),
        (dt.datetime(2024, 8, 9, tzinfo=WIB), False),
        (dt.datetime(2024, 9, 9, tzinfo=WIB), False),
        (dt.datetime(2023, 9, 8, tzinfo=WIB), False),
        (None, False),
    ],
)
def test_only_a_printed_day_is_believed(
    answer: dt.datetime | None, believed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dateparser, "parse", lambda *_, **__: answer)
    reading = parse_date(UNKNOWN, NOW)
    assert (reading is not None) == believed


@pytest.mark.parametrize(
    "text", ["1725796800", "09/2024", "31 Februari 2024", "September 2024", "8 September 9024", "10"]
)
def test_it_is_not_asked_where_no_whole_date_is_printed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr(dateparser, "parse", refuse)
    assert parse_date(text, NOW) is None
