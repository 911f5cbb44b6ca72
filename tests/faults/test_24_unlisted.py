"""Line 24: posts that the site answers with and does not offer, and posts dated into the future."""

from __future__ import annotations

import datetime as dt

from faulty import Faulty
from support.corpora import by_id, rows
from support.crawling import command

from crawler.minisite.content import make_post


def versions(faulty: Faulty, article_id: str) -> list[str]:
    return [row["status"] for row in rows(faulty.data, "revisions") if row["article_id"] == article_id]


def test_line_24_a_withdrawn_post_is_unlisted_and_live_again_when_it_is_republished(known: Faulty) -> None:
    known.site.withdraw("berita:7")
    assert known.night(later=24, full=True).code == 0
    assert versions(known, "berita:7") == ["live", "unlisted"]
    assert known.night(later=24, full=True).code == 0
    assert versions(known, "berita:7") == ["live", "unlisted"]
    known.site.republish("berita:7")
    assert known.night(later=24, full=True).code == 0
    assert versions(known, "berita:7") == ["live", "unlisted", "live"]
    assert known.broken() == []


def test_line_24_an_unlisted_post_that_is_deleted_is_gone(known: Faulty) -> None:
    known.site.withdraw("berita:7")
    known.night(later=24, full=True)
    known.site.delete("berita:7")
    for _ in range(2):
        known.night(later=24, full=True)
    assert versions(known, "berita:7") == ["live", "unlisted", "gone"]


def test_line_24_a_draft_met_by_a_link_is_unlisted_from_the_start_and_in_no_release(
    faulty: Faulty, tmp_path
) -> None:
    newest = faulty.site.newest("berita")[0]
    draft = make_post("berita", newest.post_id + 1, newest.published, title="Naskah yang Belum Terbit")
    faulty.site.publish(draft, draft=True)
    faulty.site.edit("berita:8", body_form="paragraphs", read_also=draft.post_id)
    assert faulty.night(full=True).code == 0
    assert versions(faulty, draft.article_id) == ["unlisted"]
    done = command("release", "--data", faulty.data, "--to", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert not [p for p in (tmp_path / "out").rglob("*.parquet") if draft.title.encode() in p.read_bytes()]


def test_line_24_a_post_dated_into_the_future_is_flagged_until_its_day(faulty: Faulty) -> None:
    number = faulty.site.newest("berita")[0].post_id + 1
    tomorrow = faulty.clock() + dt.timedelta(days=2)
    faulty.site.publish(make_post("berita", number, tomorrow))
    assert faulty.night().code == 0
    assert "future_date" in by_id(faulty.data)[f"berita:{number}"]["quality"]
    assert faulty.night(later=72, full=True).code == 0
    row = by_id(faulty.data)[f"berita:{number}"]
    assert ("future_date" in row["quality"], row["revision"], row["status"]) == (False, 1, "live")
