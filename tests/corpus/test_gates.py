"""The gates: each trips on what it is for, none on a small sample or on what a source is used to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.corpus.gates import SourceFacts, judge

USUAL = {"title": 1.0, "published_date": 0.98, "body": 1.0}
SOUND = SourceFacts(
    known=500,
    offered=9,
    checked=60,
    changed=2,
    missing=1,
    vanished=0,
    live=300,
    read=25,
    unreadable=0,
    same_text=0,
    usual_change=0.02,
    usual_missing=0.01,
    coverage=USUAL,
    usual_coverage=USUAL,
)


def test_a_usual_night_passes() -> None:
    assert judge(SOUND) == []


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"offered": 0}, "listing offers no article"),
        ({"changed": 40}, "40 of 60 known articles changed at once"),
        ({"missing": 30}, "30 of 60 known articles were not there"),
        ({"unreadable": 30}, "30 of 55 new pages hold no readable article"),
        ({"same_text": 20}, "20 of 25 pages carry the same text"),
        (
            {"coverage": USUAL | {"published_date": 0.1}},
            "only 10% of the pages read now have a published_date",
        ),
    ],
)
def test_each_gate_trips_alone_and_says_what_to_look_at(facts: dict[str, object], words: str) -> None:
    (reason,) = judge(SOUND._replace(**facts))
    assert words in reason


@pytest.mark.parametrize(
    ("name", "most", "others"),
    [
        ("changed", 30, {}),  # of 60 checked, at least half
        ("missing", 18, {}),  # of 60 checked, three tenths
        ("vanished", 30, {"live": 100}),
        ("vanished", 300, {"live": 1000, "checked": 300}),  # all of them were asked, few are all
        ("unreadable", 25, {}),  # as many as were read
        ("same_text", 12, {}),  # of 25 read, half
    ],
)
def test_a_gate_trips_just_above_its_share(name: str, most: int, others: dict[str, int]) -> None:
    facts = SOUND._replace(**others)
    assert judge(facts._replace(**{name: most})) == []
    (reason,) = judge(facts._replace(**{name: most + 1}))
    assert str(most + 1) in reason


@pytest.mark.parametrize(
    ("name", "fewest", "others"),
    [
        ("changed", 10, {"checked": 12}),
        ("missing", 10, {"checked": 12}),
        ("vanished", 10, {"live": 12}),
        ("unreadable", 10, {"read": 0}),
        ("same_text", 5, {"read": 6}),
    ],
)
def test_a_gate_trips_from_a_number_of_pages_on(name: str, fewest: int, others: dict[str, int]) -> None:
    assert judge(SOUND._replace(**others, **{name: fewest - 1})) == []
    assert len(judge(SOUND._replace(**others, **{name: fewest}))) == 1


def test_a_field_is_missed_among_the_pages_of_a_number_on_and_below_half_of_its_usual_share() -> None:
    fewer = {"coverage": USUAL | {"published_date": 0.48}}
    assert judge(SOUND._replace(read=19, **fewer)) == []
    assert len(judge(SOUND._replace(read=20, **fewer))) == 1
    assert judge(SOUND._replace(read=20, coverage=USUAL | {"published_date": 0.49})) == []


@given(
    changed=st.integers(0, 9),
    missing=st.integers(0, 9),
    unreadable=st.integers(0, 9),
    same_text=st.integers(0, 4),
    coverage=st.floats(0, 1),
)
def test_a_small_sample_never_trips(
    changed: int, missing: int, unreadable: int, same_text: int, coverage: float
) -> None:
    few = SOUND._replace(
        checked=changed + missing,
        changed=changed,
        missing=missing,
        unreadable=unreadable,
        same_text=same_text,
        read=min(19, changed + same_text),
        coverage=dict.fromkeys(USUAL, coverage),
    )
    assert judge(few) == []


def test_an_empty_listing_of_a_source_that_never_had_any_is_no_alarm() -> None:
    assert judge(SOUND._replace(offered=0, known=0)) == []
    assert judge(SOUND._replace(offered=None)) == []


def test_what_a_source_is_used_to_is_no_alarm() -> None:
    assert judge(SOUND._replace(changed=40, usual_change=0.3)) == []
    assert judge(SOUND._replace(missing=30, usual_missing=0.2)) == []


def test_a_field_that_a_source_never_had_is_not_missed() -> None:
    never = USUAL | {"published_date": 0.0}
    assert judge(SOUND._replace(coverage=never, usual_coverage=never)) == []
