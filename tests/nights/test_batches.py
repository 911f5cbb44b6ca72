"""Long runs publish while they go on."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from nights_of import BERITA, Nights
from support.corpora import broken, by_id
from support.crawling import Clock, night
from support.misbehaving import MisbehavingSite

from crawler.minisite.content import make_post
from crawler.minisite.post import WIB
from pipelines.corpus import staging
from pipelines.corpus.database import open_reader
from pipelines.corpus.staging import Baseline
from pipelines.ingest import Ingest

DAY = dt.datetime(2026, 3, 1, 8, tzinfo=WIB)


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Makes a batch of every ten findings; holds the number of rows after each publication."""
    found: list[int] = []
    publish = Ingest.publish

    def counted(ingest: Ingest) -> Any:
        published = publish(ingest)
        found.append(len(by_id(ingest.data)))
        return published

    monkeypatch.setattr("crawler.crawl_run.BATCH_FINDINGS", 10)
    monkeypatch.setattr("crawler.extensions.attach_run._TICK_SECONDS", 0.01)
    monkeypatch.setattr(Ingest, "publish", counted)
    return found


def test_rows_are_published_batch_by_batch(
    tmp_path: Path, server: MisbehavingSite, after_a_night: Path, sizes: list[int]
) -> None:
    nights = Nights(tmp_path / "data", server)
    nights()
    assert len(sizes) > 2
    assert sizes == sorted(sizes)
    assert 0 < sizes[0] < sizes[-1] == 36
    texts = ("article_id", "title", "body", "published_date", "duplicate_of", "status", "quality")
    one, other = (
        [[row[name] for name in texts] for row in by_id(data).values()]
        for data in (nights.data, after_a_night)
    )
    assert one == other


def test_a_held_batch_holds_back_the_rest_of_its_source(nights: Nights, sizes: list[int]) -> None:
    site, before = nights.server.site, by_id(nights.data)
    for post in site.newest("berita"):
        site.edit(post.article_id, title="Judul yang sama", paragraphs=("Naskah yang sama.",))
    nights(code=4, full=True)
    assert len(sizes) > 2
    assert by_id(nights.data) == before
    assert broken(nights.data) == []
    nights(code=0, full=True, accept=True, sources=BERITA)
    assert all(
        row["title"] == "Judul yang sama" for i, row in by_id(nights.data).items() if i.startswith("berita")
    )


def test_what_is_missing_waits_for_the_end_of_the_run(nights: Nights, sizes: list[int]) -> None:
    nights.server.site.delete("berita:7")
    nights(full=True)
    nights(full=True)
    assert len(sizes) > 4
    assert by_id(nights.data)["berita:7"]["status"] == "gone"


def test_the_summary_counts_what_every_batch_wrote(
    tmp_path: Path, server: MisbehavingSite, sizes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    publish = Ingest.publish

    def counted(ingest: Ingest) -> Any:
        published = publish(ingest)
        written.append(published.bytes_written)
        return published

    monkeypatch.setattr(Ingest, "publish", counted)
    summary = night(tmp_path / "data", server.url, Clock())
    assert sum(map(bool, written)) > 1
    assert summary.figures.bytes_written == sum(written)


def test_staged_findings_leave_no_free_pages(tmp_path: Path, server: MisbehavingSite) -> None:
    nights = Nights(tmp_path / "data", server)
    nights()
    with closing(open_reader(nights.data)) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM revisions").fetchone() == (36,)


def test_every_batch_is_judged_beside_the_source_as_it_was_before_the_run(
    nights: Nights, sizes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Baseline] = []
    facts = staging.source_facts

    def noted(connection: Any, source: str, before: Baseline, **others: Any) -> Any:
        seen.append(before)
        return facts(connection, source, before, **others)

    monkeypatch.setattr(staging, "source_facts", noted)
    live = sum(row["source"] == "berita" for row in by_id(nights.data).values())
    newest = max(int(post.post_id) for post in nights.server.site.newest("berita"))
    for number in range(1, 26):
        nights.server.site.publish(make_post("berita", newest + number, DAY + dt.timedelta(hours=number)))
    nights(full=True, sources=BERITA)
    assert len(sizes) > 3
    assert len(seen) > 3
    assert {before.live for before in seen} == {live}
