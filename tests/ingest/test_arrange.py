"""Versions as a history: one order, whatever order they are given in."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipelines.corpus.history import arrange, moment

NOON = dt.datetime(2020, 5, 4, 5, tzinfo=dt.UTC)


def version(hour: int, text: str, gone: bool = False) -> dict[str, object]:
    at = NOON + dt.timedelta(hours=hour)
    return {
        "status": "gone" if gone else "live",
        "content_hash": text,
        "fetched_at": NOON if gone else at,
        "gone_at": at if gone else None,
    }


found = st.lists(
    st.builds(version, st.integers(0, 9), st.sampled_from("ABC"), st.booleans()), max_size=8
).filter(lambda rows: len({(moment(row), row["status"], row["content_hash"]) for row in rows}) == len(rows))


@given(found, st.randoms())
def test_the_order_in_which_versions_come_decides_nothing(rows, chance) -> None:
    shuffled = rows.copy()
    chance.shuffle(shuffled)
    assert arrange(shuffled) == arrange(rows)


@given(found)
def test_a_history_is_in_order_of_time_and_every_version_differs_from_the_one_before(rows) -> None:
    history = arrange(rows)
    assert [row["revision"] for row in history] == list(range(1, len(history) + 1))
    for old, new in pairwise(history):
        assert moment(old) <= moment(new)
        assert (old["status"], old["content_hash"]) != (new["status"], new["content_hash"])
    assert [row["status"] for row in history[:1]] in ([], ["live"])
    assert arrange(history) == history
    assert bool(history) == any(row["status"] == "live" for row in rows)


@given(found)
def test_nothing_new_is_dropped(rows) -> None:
    history = arrange(rows)
    kept = {(row["status"], row["content_hash"]) for row in history}
    live = {("live", row["content_hash"]) for row in rows if row["status"] == "live"}
    assert live <= kept
