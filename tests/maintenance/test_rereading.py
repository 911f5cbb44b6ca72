"""What a row that is read again keeps of the card that it was found by."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pipelines.article import Card
from pipelines.corpus.rereading import card_of
from pipelines.dates import WIB
from pipelines.schema import NAMES

DAY = dt.date(2025, 3, 4)
MOMENT = dt.datetime(2025, 3, 4, 9, 30, tzinfo=WIB)
DATED = {"published_date": DAY, "published_at": MOMENT, "date_text": "4 Maret 2025", "title": "Kebun"}


def row(source: str | None, *flags: str, **values: Any) -> dict[str, Any]:
    return {**dict.fromkeys(NAMES), "date_source": source, "quality": [*flags], **values}


@pytest.mark.parametrize("source", ["listing", "feed"])
def test_a_day_of_a_card_is_kept_with_its_flags(source: str) -> None:
    found = card_of(row(source, "weekday_mismatch", "short_body", **DATED))
    assert found == Card(DAY, MOMENT, "4 Maret 2025", source, "Kebun", ("weekday_mismatch",))


@pytest.mark.parametrize("source", ["page", "metadata", "address"])
def test_a_day_of_the_page_itself_is_read_again(source: str) -> None:
    assert card_of(row(source, "weekday_mismatch", **DATED)) is None


def test_a_day_in_the_future_was_the_card_s_and_was_not_used() -> None:
    assert card_of(row(None, "future_date")) == Card(date_source="listing", flags=("future_date",))


def test_a_row_without_a_day_had_no_card() -> None:
    assert card_of(row(None, "short_body")) is None
