"""What nights find: dated back, linked, swapped, limited."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from nights_of import BERITA, Nights
from scrapy.core.engine import ExecutionEngine
from support.corpora import by_id
from support.misbehaving import MisbehavingSite

from crawler.minisite.content import make_post
from crawler.minisite.post import WIB


def test_a_dated_back_article_becomes_a_version_although_its_page_was_not_due(nights: Nights) -> None:
    site = nights.server.site
    site.edit("berita:5", published=dt.datetime(2019, 2, 3, 9, tzinfo=WIB))
    assert nights() == ["berita:5"]
    row = by_id(nights.data)["berita:5"]
    assert (row["revision"], row["published_date"], row["year"]) == (2, dt.date(2019, 2, 3), 2019)


def test_validators_do_not_hide_a_day_that_changed_on_the_listing(nights: Nights) -> None:
    nights.server.faults.add("validators")
    nights(full=True)
    nights.server.site.edit("berita:29", published=dt.datetime(2024, 2, 3, 9, tzinfo=WIB))
    assert nights() == ["berita:29"]
    assert by_id(nights.data)["berita:29"]["published_date"] == dt.date(2024, 2, 3)


def test_an_article_found_by_a_link_gets_its_day_later_without_a_version(nights: Nights) -> None:
    site = nights.server.site
    hidden = make_post("berita", 500, dt.datetime(2020, 1, 5, 9, tzinfo=WIB), body_form="paragraphs")
    site.publish(hidden)
    nights.server.faults.add("status", "500", on=r"/berita\?page=[34]|/berita/cari")
    site.edit("berita:29", read_also=500, title="Menunjuk ke tulisan lama", body_form="paragraphs")
    assert sorted(nights()) == ["berita:29", "berita:500"]
    row = by_id(nights.data)["berita:500"]
    assert (row["published_date"], row["year"], row["quality"]) == (None, 0, ["no_date"])
    nights.server.faults.clear()
    assert nights() == ["berita:500"]
    row = by_id(nights.data)["berita:500"]
    assert (row["published_date"], row["revision"], row["quality"]) == (dt.date(2020, 1, 5), 1, [])


def test_articles_that_swap_pages_while_these_are_read_are_found_by_their_number(
    tmp_path: Path, server: MisbehavingSite
) -> None:
    nights = Nights(tmp_path, server)
    ids = [post.article_id for post in server.site.listing()]
    app = server._pages

    def swapping(request: Any) -> Any:
        response = app(request)
        if request.target == "/berita?page=1":  # the first of page 2 comes to the top
            server.site.pin(ids[9])
        return response

    server._pages = swapping
    nights(sources=BERITA)
    assert ids[9] in by_id(tmp_path)
    server._pages = app
    assert nights(sources=BERITA) == []


def test_a_limit_keeps_changed_cards_due(nights: Nights) -> None:
    for number in (27, 28, 29, 30):
        nights.server.site.edit(f"berita:{number}", title=f"Judul {number}")
    found = nights(limit=2, sources=BERITA)
    assert len(found) == 2
    assert sorted([*found, *nights(limit=2, sources=BERITA)]) == [f"berita:{n}" for n in (27, 28, 29, 30)]
    assert nights(sources=BERITA) == []


def test_a_night_ends_when_its_last_doubt_is_settled(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    at_work: list[bool] = []
    step = ExecutionEngine._process_start_next

    async def watched(engine: ExecutionEngine) -> None:
        await step(engine)
        if engine._start is None and engine.scraper.slot is not None:
            at_work.append(bool(engine.scraper.slot.itemproc_size))

    monkeypatch.setattr(ExecutionEngine, "_process_start_next", watched)
    nights.server.site.withdraw("berita:29")
    nights(full=True, sources=BERITA)
    assert by_id(nights.data)["berita:29"]["status"] == "unlisted"
    assert at_work == [False]
