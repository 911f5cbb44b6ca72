"""What makes a revision and what does not; when an article is looked at again."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

import pytest
from corpus_rows import DAY, seen
from hypothesis import given
from hypothesis import strategies as st
from support.parquet_rows import NOW

from pipelines.corpus.decisions import GONE_AFTER, Outcome, decide_missing, decide_seen
from pipelines.corpus.schedule import RECHECK_AGES, next_attempt, next_check, next_try
from pipelines.schema import Row
from pipelines.text.lines import content_hash

HOUR = dt.timedelta(hours=1)
TEXTS = ("Taman", "Taman Kaulinan", None)
DAYS = (DAY, DAY.replace(year=2023), None)


def looks() -> st.SearchStrategy[Row | None]:
    """A page as it is found: read, or (None) not there."""
    page = st.builds(
        lambda title, body, day, tags: seen(1, title=title, body=body, day=day, tags=tags),
        st.sampled_from(TEXTS),
        st.sampled_from(TEXTS),
        st.sampled_from(DAYS),
        st.sampled_from((["pohon"], [])),
    )
    return st.one_of(page, page, st.none())


@given(st.lists(looks(), min_size=1, max_size=12))
def test_a_revision_is_made_by_another_hash_by_going_and_by_coming_back_alone(
    looks: list[Row | None],
) -> None:
    current: Row | None = None
    missing_since: dt.datetime | None = None
    for night, look in enumerate(looks):
        now = NOW + night * 24 * HOUR
        before = current
        if look is None:
            outcome, current = decide_missing(before, missing_since, now, at_once=False)
            missing_since = (missing_since or now) if outcome is Outcome.MISSING else None
        else:
            outcome, current = decide_seen(before, {**look, "fetched_at": now})
            missing_since = None
        if before is None:
            assert outcome is (Outcome.NEW if look else Outcome.ABSENT)
            continue
        assert current is not None
        if current["revision"] == before["revision"]:
            changed = {name for name in before if before[name] != current[name]}
            assert not changed or outcome is Outcome.UPDATED
            in_place = {"tags", "quality", "content_hash", "fetched_at"}
            assert all(before[name] in (None, 0) for name in changed - in_place)
            continue
        assert current["revision"] == before["revision"] + 1
        assert current["first_seen_at"] == before["first_seen_at"]
        differs = current["content_hash"] != before["content_hash"]
        assert differs or current["status"] != before["status"]
        assert (current["gone_at"] is None) == (current["status"] == "live")


def test_a_look_that_finds_nothing_else_changes_no_column() -> None:
    _, stored = decide_seen(None, seen(1))
    later = seen(1, at=NOW + HOUR, related_links=[])
    assert decide_seen(stored, later) == (Outcome.SAME, stored)


@pytest.mark.parametrize(
    "change",
    [
        {"tags": ["lain"]},
        {"images": []},
        {"author": "Admin"},
        {"event_date": DAY},
        {"quality": ["no_author"]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_the_hash_does_not_cover_is_updated_in_place_with_its_capture(change: Row) -> None:
    _, stored = decide_seen(None, seen(1))
    page = seen(1, at=NOW + HOUR, related_links=[], archive_offset=7, **change)
    outcome, row = decide_seen(stored | {"duplicate_of": "show_post:1"}, page)
    kept = ("revision", "status", "first_seen_at", "gone_at")
    assert outcome is Outcome.UPDATED
    assert row == page | {name: stored[name] for name in kept} | {"duplicate_of": "show_post:1"}


def test_a_withdrawn_article_is_a_version_each_way() -> None:
    _, stored = decide_seen(None, seen(1))
    outcome, withdrawn = decide_seen(stored, seen(1, at=NOW + HOUR), "unlisted")
    assert (outcome, withdrawn["revision"], withdrawn["status"]) == (Outcome.UNLISTED, 2, "unlisted")
    assert decide_seen(withdrawn, seen(1, at=NOW + 2 * HOUR), "unlisted") == (Outcome.SAME, withdrawn)
    outcome, back = decide_seen(withdrawn, seen(1, at=NOW + 3 * HOUR), "live")
    assert (outcome, back["revision"], back["status"]) == (Outcome.BACK, 3, "live")
    outcome, gone = decide_missing(withdrawn, NOW - GONE_AFTER, NOW, at_once=False)
    assert gone is not None
    assert (outcome, gone["revision"], gone["status"]) == (Outcome.GONE, 3, "gone")


def test_a_draft_is_unlisted_from_its_first_version() -> None:
    outcome, row = decide_seen(None, seen(1), "unlisted")
    assert (outcome, row["revision"], row["status"]) == (Outcome.NEW, 1, "unlisted")


@pytest.mark.parametrize(("failures", "days"), [(1, 0), (9, 0), (10, 6), (99, 6)])
def test_a_page_that_fails_is_tried_nightly_then_weekly(failures: int, days: int) -> None:
    assert (next_attempt(failures, NOW) - NOW).days == days


def test_a_day_learnt_later_fills_the_row_and_is_no_version() -> None:
    _, stored = decide_seen(None, seen(1, day=None))
    outcome, filled = decide_seen(stored, seen(1, at=NOW + HOUR))
    assert outcome is Outcome.UPDATED
    assert (filled["revision"], filled["year"], filled["published_date"]) == (1, 2024, DAY)
    assert filled["quality"] == []
    assert filled["fetched_at"] == NOW + HOUR
    assert filled["content_hash"] == content_hash(filled["title"], DAY, filled["body"])


def test_a_row_that_is_a_duplicate_stays_one_when_its_day_is_learnt() -> None:
    _, stored = decide_seen(None, seen(1, day=None))
    stored |= {"quality": ["charset_repaired", "duplicate", "no_date"], "duplicate_of": "show_post:1"}
    _, filled = decide_seen(stored, seen(1))
    assert (filled["quality"], filled["duplicate_of"]) == (["duplicate"], "show_post:1")


def test_another_day_is_a_version() -> None:
    _, stored = decide_seen(None, seen(1))
    outcome, edited = decide_seen(stored, seen(1, day=DAY.replace(year=2023)))
    assert (outcome, edited["revision"], edited["year"]) == (Outcome.EDITED, 2, 2023)


@pytest.mark.parametrize(
    ("since", "at_once", "outcome"),
    [
        (None, False, Outcome.MISSING),
        (GONE_AFTER - HOUR, False, Outcome.MISSING),
        (GONE_AFTER, False, Outcome.GONE),
        (None, True, Outcome.GONE),
    ],
)
def test_gone_takes_two_looks_twenty_hours_apart(
    since: dt.timedelta | None, at_once: bool, outcome: Outcome
) -> None:
    _, stored = decide_seen(None, seen(1))
    found, row = decide_missing(stored, NOW - since if since else None, NOW, at_once=at_once)
    assert found is outcome
    assert row is not None
    assert (row["status"], row["gone_at"]) == (("gone", NOW) if outcome is Outcome.GONE else ("live", None))


# -- when to look again


def test_looks_thin_out_with_age() -> None:
    born = NOW
    now, ages = born, []
    for _ in RECHECK_AGES:
        now = next_check("berita:1", born.date(), born, now)
        ages.append((now - born) / dt.timedelta(days=1))
    for age, wanted in zip(ages, (1, 3, 7, 30, 180), strict=True):
        assert wanted - 1 <= age <= wanted * 1.1
    for _ in range(5):
        later = next_check("berita:1", born.date(), born, now)
        assert dt.timedelta(days=180) < later - now < dt.timedelta(days=550)
        now = later
    assert next_check("berita:1", born.date(), born, now) - now == dt.timedelta(days=365)


@pytest.mark.parametrize("days", [1, 3, 7, 30, 180])
def test_articles_of_one_day_are_due_over_a_tenth_of_their_age(days: int) -> None:
    age = dt.timedelta(days=days)
    before = NOW + age - dt.timedelta(seconds=1)
    late = [(next_check(f"berita:{n}", None, NOW, before) - NOW) / age - 1 for n in range(2_000)]
    assert 0 <= min(late) < 0.001
    assert 0.099 < max(late) < 0.1
    assert sum(late) / len(late) == pytest.approx(0.05, abs=0.002)


@pytest.mark.parametrize("visits", [0, 1, 2])
def test_no_night_is_crowded_by_old_articles_however_often_all_were_visited(visits: int) -> None:
    now = NOW
    for _ in range(visits):  # each visit of everything in one night
        now += dt.timedelta(days=100)
    years = {n: 2005 + n % 20 for n in range(20_000)}
    due = {n: next_check(f"berita:{n}", dt.date(year, 5, 1), NOW, now).date() for n, year in years.items()}
    nights = Counter(due.values())
    assert max(nights.values()) < 200
    assert min(nights) > now.date() + dt.timedelta(days=180)
    assert max(nights) < now.date() + dt.timedelta(days=550)


def test_a_nights_yearly_looks_are_of_one_year() -> None:
    night_years = defaultdict(set)
    for n in range(20_000):
        year = 2005 + n % 20
        night_years[next_check(f"berita:{n}", dt.date(year, 5, 1), NOW, NOW).date()].add(year)
    assert len(night_years) > 250
    assert {len(years) for years in night_years.values()} == {1}


@given(
    st.integers(0, 10**6),
    st.none() | st.dates(dt.date(2007, 1, 1), dt.date(2027, 1, 1)),
    st.integers(0, 4000),
    st.integers(0, 4000),
)
def test_the_next_look_lies_ahead_within_a_year_and_a_half(
    number: int, published: dt.date | None, seen_days: int, days: int
) -> None:
    first_seen = dt.datetime(2014, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=seen_days)
    now = first_seen + dt.timedelta(days=days)
    due = next_check(f"berita:{number}", published, first_seen, now)
    assert now < due <= now + dt.timedelta(days=548)
    assert due == next_check(f"berita:{number}", published, first_seen, now)


def test_a_missing_page_is_looked_at_the_next_night_and_a_gone_one_as_seldom_as_others() -> None:
    _, stored = decide_seen(None, seen(1))

    def retry(outcome: Outcome, row: Row | None, *, witnessed: bool = False) -> dt.datetime | None:
        return next_try(outcome, "berita:1", row, NOW, witnessed=witnessed)

    gone = {**stored, "status": "gone"}
    assert (
        retry(Outcome.MISSING, stored) == retry(Outcome.MISSING, stored, witnessed=True) == NOW + GONE_AFTER
    )
    assert retry(Outcome.SAME, gone) == next_check("berita:1", DAY, NOW, NOW)
    assert retry(Outcome.SAME, gone, witnessed=True) is None
    assert retry(Outcome.ABSENT, None) == NOW + dt.timedelta(days=30)
