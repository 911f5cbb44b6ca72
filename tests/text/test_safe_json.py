from __future__ import annotations

import datetime as dt
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.terminal import safe_json


@given(st.text())
def test_nothing_a_terminal_obeys_is_printed_and_nothing_is_lost(text):
    printed = safe_json({"text": text})
    assert json.loads(printed) == {"text": text}
    assert [c for c in printed if unicodedata.category(c) in ("Cc", "Cf", "Cs")] == []


def test_days_and_moments_are_iso_8601():
    moment = dt.datetime(2026, 3, 1, 2, tzinfo=dt.UTC)
    assert safe_json([moment.date(), moment]) == '["2026-03-01", "2026-03-01T02:00:00+00:00"]'
    with pytest.raises(TypeError):
        safe_json({1, 2})


def test_letters_stay_as_they_are():
    assert safe_json("José 東京 🌳") == '"José 東京 🌳"'
