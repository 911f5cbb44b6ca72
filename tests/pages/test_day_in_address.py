"""The day in an article's address."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.dates import WIB
from pipelines.pages.day import day_in_address

FETCHED = dt.datetime(2024, 9, 10, 12, tzinfo=WIB)
DAY = dt.date(2024, 9, 5)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("2024/09/05/panen", "2024/09/05"),
        ("2024/9/5", "2024/9/5"),
        ("baca/2024-09-05/panen", "2024-09-05"),
        ("baca/20240905/9", "20240905"),
        ("2024/13/05/2024/09/05", "2024/09/05"),
    ],
)
def test_an_address_tells_a_day(path: str, text: str) -> None:
    assert day_in_address(f"https://lereng.example/{path}", FETCHED) == (DAY, text)


@pytest.mark.parametrize(
    "path",
    [
        "2024/09/panen",
        "panen-2024-09-05",
        "x20240905",
        "202409051",
        "2024-09-05a",
        "2024/02/30/panen",
        "1994/12/31/panen",
        "2024/09/12/panen",
        "panen?t=2024/09/05",
        "2024/0905/panen",
    ],
)
def test_an_address_tells_no_day(path: str) -> None:
    assert day_in_address(f"https://lereng.example/{path}", FETCHED) is None


def test_the_bounds_of_a_day_in_an_address() -> None:
    for path in ("2024/09/11", "1995/01/01"):
        assert day_in_address(f"https://lereng.example/{path}", FETCHED)
