"""Lines that are no more than a relative date, and lines that only hold one."""

from __future__ import annotations

import pytest

from pipelines.dates import is_relative


@pytest.mark.parametrize(
    "line",
    [
        "2 hari yang lalu",
        "2 hari 3 jam yang lalu",
        "Diterbitkan 1 minggu, 2 hari lalu",
        "sejam lalu",
        "Setengah jam yang lalu",
        "3,5 jam lalu",
        "• 5 menit lalu",
        "an hour ago",
        "Published 3 days ago.",
        "Kemarin, 08:30",
        "Hari ini pukul 10.20 WIB",
        "Tadi pagi | 08:00",
        "Rina Wati - 2 hari yang lalu",
        "Oleh Rina Wati, 3 jam lalu",
        "Ekonomi • 2 jam yang lalu",
    ],
)
def test_a_line_that_is_a_relative_date(line: str) -> None:
    assert is_relative(line)


@pytest.mark.parametrize(
    "line",
    [
        "Kemarin",  # a heading may be one word
        "Hari ini",
        "Itu terjadi 2 hari yang lalu",
        "Warga datang, 2 hari lalu.",
        "2 hari yang lalu warga datang",
        "Kabar itu - kata seorang warga di pasar - 2 hari lalu",
        "beberapa hari lalu",
        "Senin lalu",
        "Kemarin, 30 orang datang",
        "2 hari lagi",
        "14 Februari 2026",
        "",
    ],
)
def test_a_line_that_is_none(line: str) -> None:
    assert not is_relative(line)
