from __future__ import annotations

import datetime as dt

import pytest
from support.parquet_rows import NOW, publish_rows, row

from pipelines.queries.article_changes import changes_since, compare

HOUR = dt.timedelta(hours=1)


def version(number: int, revision: int, hours: float, **values):
    times = {"first_seen_at": NOW + HOUR, "fetched_at": NOW + hours * HOUR}
    return row(number, **{"revision": revision, **times, **values})


def test_an_update_in_place_does_not_make_an_article_new_again(tmp_path):
    publish_rows(tmp_path, [version(1, 1, 9, first_seen_at=NOW + HOUR)])
    (found,) = changes_since(tmp_path / "revisions", NOW)
    assert found.at == NOW + HOUR
    assert changes_since(tmp_path / "revisions", NOW + 2 * HOUR) == []


def gone(before, hours: float):
    return before | {"revision": before["revision"] + 1, "status": "gone", "gone_at": NOW + hours * HOUR}


NEW = version(1, 1, 1, title="Satu")
EDITED = version(1, 2, 2, title="Dua", tags=["air"])
GONE = gone(EDITED, 3)
BACK = version(1, 4, 4, title="Dua", tags=["air"], body="Isi lain.")


@pytest.mark.parametrize(
    ("before", "after", "change", "fields"),
    [
        (None, NEW, "new", ()),
        (NEW, EDITED, "edited", ("title", "tags")),
        (EDITED, GONE, "gone", ("status",)),
        (GONE, BACK, "back", ("body", "status")),
        (NEW, NEW | {"status": "unlisted", "revision": 2}, "unlisted", ("status",)),
        (NEW | {"status": "unlisted"}, NEW | {"revision": 3}, "back", ("status",)),
        (NEW | {"status": "unlisted"}, gone(NEW, 5), "gone", ("status",)),
        (NEW | {"status": "unlisted"}, EDITED | {"status": "unlisted"}, "edited", ("title", "tags")),
    ],
)
def test_what_one_version_changed(before, after, change, fields):
    found = compare(before, after)
    assert (found.change, found.fields) == (change, fields)
    assert [name for name, _ in found.differences] == [name for name in fields if name != "status"]


def test_what_describes_the_capture_is_no_change():
    other = {"archive_offset": 7, "extractor_version": "9", "related_links": [], "content_hash": "x"}
    assert compare(NEW, EDITED | {name: NEW[name] for name in ("title", "tags")} | other).fields == ()


def test_newest_first_from_a_moment_on(tmp_path):
    other = version(2, 1, 2.5, first_seen_at=NOW + 2.5 * HOUR)
    publish_rows(tmp_path, [NEW, EDITED, GONE, BACK, other])
    found = changes_since(tmp_path / "revisions", NOW + 2 * HOUR)
    assert [(c.article_id, c.change) for c in found] == [
        ("berita:1", "back"),
        ("berita:1", "gone"),
        ("berita:2", "new"),
        ("berita:1", "edited"),
    ]
    assert [c.at for c in found] == [NOW + hours * HOUR for hours in (4, 3, 2.5, 2)]
    assert changes_since(tmp_path / "revisions", NOW + 5 * HOUR) == []


def test_the_version_before_may_lie_in_another_year(tmp_path):
    moved = version(1, 2, 2, title="Satu", day=dt.date(2019, 5, 5))
    publish_rows(tmp_path, [NEW, moved])
    (found,) = changes_since(tmp_path / "revisions", NOW + 2 * HOUR)
    assert found.change == "edited"
    assert "published_date" in found.fields


def test_a_body_of_a_new_article_is_only_begun(tmp_path):
    publish_rows(tmp_path, [version(1, 1, 1, body="kata " * 1000)])
    (found,) = changes_since(tmp_path / "revisions", NOW)
    assert found.lead == ("kata " * 1000)[:300]
