from __future__ import annotations

import datetime as dt

from report_corpora import NOW, row

from pipelines.corpus.run_log import RunRecord
from pipelines.report.facts import FIELDS, LONGEST, gather, longest_gaps, quarters


def facts(rows, runs=()):
    return gather(rows, runs, forgotten=0, now=NOW)


def test_an_empty_corpus():
    found = facts([])
    assert (found.articles, found.revisions, found.searched, found.coverage) == (0, 0, [], [])


def test_articles_are_counted_once_and_versions_all():
    first = row(1)
    edited = {**first, "revision": 2}
    gone = {**first, "revision": 3, "status": "gone", "gone_at": dt.datetime(2026, 1, 31, 18, tzinfo=dt.UTC)}
    back = {**first, "revision": 4, "fetched_at": dt.datetime(2026, 2, 3, tzinfo=dt.UTC)}
    found = facts([first, edited, gone, back, row(2, status="gone", gone_at=NOW), row(3)])
    assert (found.status["live"], found.status["gone"], found.articles, found.revisions) == (2, 1, 3, 6)
    # 31 January 18:00 UTC is 1 February in Bogor.
    assert [(r["month"], r["change"], r["articles"]) for r in found.changes] == [
        ("2026-02", "back", 1),
        ("2026-02", "gone", 1),
        ("2026-03", "edited", 1),
    ]


def test_months_days_and_undated():
    days = [dt.date(2025, 1, 31), dt.date(2025, 1, 31), dt.date(2025, 2, 1), None]
    rows = [row(n, day=day, source="berita" if n else "show_post") for n, day in enumerate(days)]
    found = facts(rows)
    assert found.days == {dt.date(2025, 1, 31): 2, dt.date(2025, 2, 1): 1}
    assert found.undated == 1
    assert [tuple(r.values()) for r in found.months] == [
        ("2025-01", "berita", 1),
        ("2025-01", "show_post", 1),
        ("2025-02", "berita", 1),
    ]
    assert {(r["source"], r["origin"]): r["articles"] for r in found.origins} == {
        ("berita", "listing"): 2,
        ("berita", "no date"): 1,
        ("show_post", "listing"): 1,
    }


def test_coverage_counts_values_not_empty_lists():
    found = facts([row(1, tags=["pajak"]), row(2), row(3, day=dt.date(2025, 5, 5), author="Humas")])
    shares = {(r["period"], r["field"]): r["share"] for r in found.coverage}
    assert shares["2025 Q1", "tags"] == 0.5
    assert shares["2025 Q1", "author"] == 0
    assert shares["2025 Q2", "author"] == 1
    assert round(found.overall["tags"], 3) == 0.333
    assert set(found.overall) == set(FIELDS)


def test_gaps_are_two_empty_days_and_more():
    days = [dt.date(2025, 1, d) for d in (1, 3, 6, 10)]
    assert longest_gaps(days) == [
        (dt.date(2025, 1, 7), dt.date(2025, 1, 9)),
        (dt.date(2025, 1, 4), dt.date(2025, 1, 5)),
    ]


def test_quarters_fill_the_years_between():
    assert quarters("2024 Q3", "2025 Q2") == ["2024 Q3", "2024 Q4", "2025 Q1", "2025 Q2"]


def test_long_texts_share_the_last_bar():
    found = facts([row(1, word_count=49), row(2, word_count=50), row(3, word_count=30_000)])
    assert [r["words"] for r in found.lengths] == [0, 50, LONGEST]


def test_tags_by_frequency_then_name():
    found = facts([row(1, tags=["b", "a", "a"]), row(2, tags=["c"]), row(3, tags=["c"])])
    assert found.tags == [("c", 2), ("a", 1), ("b", 1)]


def test_the_newest_articles_are_searched_undated_ones_last(monkeypatch):
    rows = [row(n, day=dt.date(2025, 1, 1) + dt.timedelta(days=n * 7 % 10)) for n in range(9)]
    undated = row(10, day=None)
    assert [a.article_id for a in facts([*rows, undated]).searched][-1] == "berita:10"
    monkeypatch.setattr("pipelines.report.facts.SEARCHED", 5)
    found = facts([*rows, undated])
    assert [a.day for a in found.searched] == [dt.date(2025, 1, d) for d in (10, 9, 8, 7, 6)]
    assert found.articles == 10


def test_changes_of_the_last_30_days_are_counted_and_the_newest_shown(monkeypatch):
    monkeypatch.setattr("pipelines.report.facts.CHANGES", 2)
    day = dt.timedelta(days=1)
    old = row(1, first_seen_at=NOW - 60 * day, fetched_at=NOW - 60 * day)
    rows = [
        old,
        {**old, "revision": 2, "title": "Judul lama", "fetched_at": NOW - 40 * day},
        {**old, "revision": 3, "title": "Judul baru", "fetched_at": NOW - 20 * day},
        row(2, fetched_at=NOW - 2 * day),
        {**row(2), "revision": 2, "status": "gone", "gone_at": NOW - day},
    ]
    found = facts(rows)
    assert found.lately == {"new": 1, "edited": 1, "gone": 1}
    assert [(c.article_id, c.change) for c in found.recent] == [("berita:2", "gone"), ("berita:1", "edited")]
    ((name, pieces),) = found.recent[1].differences
    assert (name, [p.text for p in pieces]) == ("title", ["Judul ", "lama", "baru"])


def test_vanished_articles_keep_their_text_the_last_missed_first():
    missed = [NOW - dt.timedelta(days=days) for days in (3, 1)]
    rows = [row(n, status="gone", gone_at=at, body=f"Teks {n}") for n, at in enumerate(missed)]
    found = facts([*rows, row(5)])
    assert [(at, article.body) for at, article in found.vanished] == [
        (missed[1], "Teks 1"),
        (missed[0], "Teks 0"),
    ]


def test_runs_are_added_up_over_sources():
    record = RunRecord(
        7,
        "crawl",
        NOW,
        NOW + dt.timedelta(seconds=90),
        0,
        None,
        {"a": {"new": 2}, "b": {"new": 1, "same": 0}},
    )
    (run,) = facts([], [record]).runs
    assert (run["seconds"], run["found"]) == (90.0, {"new": 3})
    assert facts([], [record._replace(ended_at=None)]).runs[0]["seconds"] is None
