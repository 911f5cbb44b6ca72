"""Single turns of events that nights must get right."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support.corpora import by_id, files, rows
from support.crawling import PROGRAM, Clock, night

from crawler.minisite.content import make_post, make_site
from crawler.minisite.model import WIB
from crawler.minisite.server import MiniSite, serve
from crawler.run import CrawlRun
from pipelines import extract, ingest
from pipelines.corpus import runs
from pipelines.corpus.database import open_reader
from pipelines.ingest import DiskFullError
from pipelines.repair import repair
from pipelines.verify import verify

BERITA = ("berita",)


class Nights:
    """One corpus and its clock."""

    def __init__(self, data: Path, server: MiniSite) -> None:
        self.data, self.server, self.clock = data, server, Clock()

    def __call__(self, code: int = 0, hours: float = 24, **options: Any) -> list[str]:
        """Runs a night and returns the ids of the articles it asked for."""
        asked = len(self.server.log)
        self.clock.move(hours=hours)
        summary = night(self.data, self.server.url, self.clock, **options)
        assert summary.code == code, summary
        with closing(open_reader(self.data)) as connection:
            assert list(verify(connection, self.data)) == []
        return self.articles(asked)

    def articles(self, since: int) -> list[str]:
        paths = [entry.path for entry in self.server.log[since:] if "detail" in entry.path]
        kinds = {"berita-detail": "berita", "detail": "show_post"}
        parts = [path.strip("/").split("/") for path in paths]
        return [f"{kinds[part[-2]]}:{part[-1]}" for part in parts]

    def page(self, article_id: str, *columns: str) -> tuple[Any, ...]:
        with closing(open_reader(self.data)) as connection:
            query = f"SELECT {', '.join(columns)} FROM pages WHERE article_id = ?"
            return connection.execute(query, (article_id,)).fetchone()

    def versions(self, article_id: str) -> list[tuple[int, str, str]]:
        found = [row for row in rows(self.data, "revisions") if row["article_id"] == article_id]
        return [(row["revision"], row["status"], row["title"]) for row in found]

    def listing_pages(self, since: int) -> int:
        return sum(entry.path.startswith("/berita?page=") for entry in self.server.log[since:])


@pytest.fixture
def nights(tmp_path: Path, server: MiniSite, after_a_night: Path) -> Nights:
    return Nights(shutil.copytree(after_a_night, tmp_path / "data", symlinks=True), server)


# -- discovery


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
    nights.server.faults.add("status", "500", on=r"/berita\?page=[34]")
    site.edit("berita:29", read_also=500, title="Menunjuk ke tulisan lama", body_form="paragraphs")
    assert sorted(nights()) == ["berita:29", "berita:500"]
    row = by_id(nights.data)["berita:500"]
    assert (row["published_date"], row["year"], row["quality"]) == (None, 0, ["no_date"])
    nights.server.faults.clear()
    assert nights() == ["berita:500"]
    row = by_id(nights.data)["berita:500"]
    assert (row["published_date"], row["revision"], row["quality"]) == (dt.date(2020, 1, 5), 1, [])


def test_articles_that_swap_pages_while_these_are_read_are_found_the_next_night(
    tmp_path: Path, server: MiniSite
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
    assert ids[9] not in by_id(tmp_path)
    server._pages = app
    assert nights(sources=BERITA) == [ids[9]]


def test_a_limit_keeps_changed_cards_due(nights: Nights) -> None:
    for number in (27, 28, 29, 30):
        nights.server.site.edit(f"berita:{number}", title=f"Judul {number}")
    found = nights(limit=2, sources=BERITA)
    assert len(found) == 2
    assert sorted([*found, *nights(limit=2, sources=BERITA)]) == [f"berita:{n}" for n in (27, 28, 29, 30)]
    assert nights(sources=BERITA) == []


def test_a_gone_article_that_stays_on_the_listing_costs_one_request_a_night(nights: Nights) -> None:
    nights.server.faults.add("status", "404", on="/berita-detail/30")
    nights()
    nights(full=True)
    nights(full=True)
    assert nights.versions("berita:30")[-1][:2] == (2, "gone")
    for _ in range(2):
        asked = len(nights.server.log)
        assert nights() == ["berita:30"]
        assert nights.listing_pages(asked) <= 5


def test_a_gone_article_off_the_listing_is_not_asked_for_every_night(nights: Nights) -> None:
    nights.server.site.delete("berita:30")
    nights(confirm_gone_now=True, full=True)
    assert nights.versions("berita:30")[-1][:2] == (2, "gone")
    assert nights() == nights() == []


# -- gone and back


def test_missing_once_and_back_is_no_version(nights: Nights) -> None:
    site, before = nights.server.site, files(nights.data)
    site.delete("berita:7")
    nights(full=True)
    (since,) = nights.page("berita:7", "missing_since")
    assert since == nights.clock.now.timestamp() * 1e6
    site.restore("berita:7")
    assert nights() == ["berita:7"]
    assert nights.page("berita:7", "missing_since", "missing_runs") == (None, 0)
    assert files(nights.data) == before


def test_missing_twice_within_twenty_hours_is_not_gone(nights: Nights) -> None:
    nights.server.site.delete("berita:7")
    nights(full=True)
    nights(full=True, hours=19)
    assert nights.versions("berita:7")[-1][1] == "live"
    nights(full=True, hours=1)
    assert nights.versions("berita:7")[-1][1] == "gone"


def test_confirm_gone_now_takes_one_look(nights: Nights) -> None:
    nights.server.site.delete("berita:7")
    nights(full=True, confirm_gone_now=True)
    assert nights.versions("berita:7")[-1][1] == "gone"


@pytest.mark.parametrize("answers", [("404", "soft"), ("soft", "home"), ("home", "410")])
def test_however_a_site_says_it_gone_and_back_are_versions(nights: Nights, answers: Any) -> None:
    site = nights.server.site
    lost = [site.newest(source)[3] for source in ("berita", "show_post")]
    for post, answer in zip(lost, answers, strict=True):
        site.answer_missing(post.source, answer)
        site.delete(post.article_id)
    nights(full=True)
    nights()
    for post in lost:
        site.restore(post.article_id)
    nights(full=True)
    for post in lost:
        states = [(number, state) for number, state, _ in nights.versions(post.article_id)]
        assert states == [(1, "live"), (2, "gone"), (3, "live")]


def test_many_articles_gone_softly_are_not_taken_for_unreadable_new_ones(tmp_path: Path) -> None:
    with serve(make_site(40, 0)) as server:
        nights = Nights(tmp_path, server)
        nights(sources=BERITA)
        server.site.answer_missing("berita", "soft")
        for post in server.site.newest("berita")[25:35]:
            server.site.delete(post.article_id)
        nights(full=True, sources=BERITA)
        nights(sources=BERITA)
    assert sum(row["status"] == "gone" for row in rows(tmp_path)) == 10


# -- gates


def test_what_a_gate_held_back_is_looked_at_again_and_stored_when_the_site_is_well(nights: Nights) -> None:
    site, before = nights.server.site, rows(nights.data)
    site.edit("berita:8", title="Judul baru")
    nights.server.faults.add("maintenance", on="berita-detail")
    nights(4, full=True, sources=BERITA)
    assert rows(nights.data) == before
    nights.server.faults.clear()
    found = nights(sources=BERITA)
    assert sorted(found) == sorted(post.article_id for post in site.newest("berita"))
    assert nights.versions("berita:8")[1:] == [(2, "live", "Judul baru")]
    assert nights(sources=BERITA) == []
    with closing(open_reader(nights.data)) as connection:
        assert connection.execute("SELECT count(*) FROM staged").fetchone() == (0,)


def test_accept_stores_what_was_held_back(nights: Nights) -> None:
    for post in nights.server.site.newest("berita"):
        nights.server.site.edit(post.article_id, paragraphs=(*post.paragraphs, "Ralat redaksi."))
    nights(4, full=True, sources=BERITA)
    assert nights(accept=True, sources=BERITA) == []
    assert {row["revision"] for row in rows(nights.data) if row["source"] == "berita"} == {2}


# -- runs that did not end


def killed_at(nights: Nights, path: str) -> None:
    """Runs a night and kills it while it waits for an answer."""
    nights.server.faults.add("hang", on=re.escape(path))
    process = subprocess.Popen(
        [PROGRAM, "crawl", "--base-url", nights.server.url, "--delay", "0", "--data", nights.data],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "BOGOR_NEWS_NOW": nights.clock.now.isoformat()},
    )
    while not any(entry.path == path for entry in nights.server.log):
        assert process.poll() is None
        time.sleep(0.05)
    time.sleep(2 * ingest.COMMIT_EVERY)  # something is durable by then
    process.send_signal(signal.SIGKILL)
    process.wait()
    nights.server.faults.clear()


def test_a_first_night_killed_in_the_listing_converges(tmp_path: Path, server: MiniSite) -> None:
    nights = Nights(tmp_path, server)
    killed_at(nights, "/berita?page=3")
    asked = nights.articles(0)
    assert 0 < len(asked) <= 18
    found = nights()
    assert by_id(tmp_path).keys() == {post.article_id for post in server.site.posts()}
    assert set(found).isdisjoint(asked)
    assert {row["revision"] for row in rows(tmp_path)} == {1}
    with closing(open_reader(tmp_path)) as connection:
        assert [run.exit_code for run in runs.last_runs(connection, 2)] == [0, 6]


class KilledError(Exception):
    pass


def leave_staged(nights: Nights, monkeypatch: pytest.MonkeyPatch, **options: Any) -> None:
    """A night that dies when all is read and nothing is settled."""

    def die(run: CrawlRun) -> None:
        run.ingest.commit()
        raise KilledError

    nights.clock.move(hours=24)
    with monkeypatch.context() as patch, pytest.raises(KilledError):
        patch.setattr("crawler.crawl.finish", die)
        night(nights.data, nights.server.url, nights.clock, **options)


@pytest.mark.parametrize("reachable", [True, False])
def test_what_a_killed_run_found_is_stored_by_the_next_even_if_the_site_is_down(
    nights: Nights, monkeypatch: pytest.MonkeyPatch, reachable: bool
) -> None:
    nights.server.site.edit("berita:30", title="Judul baru")
    nights.server.faults.add("validators")
    leave_staged(nights, monkeypatch, full=True)
    assert len(nights.versions("berita:30")) == 1
    if not reachable:
        nights.server.faults.add("status", "500")
    nights(0 if reachable else 3, full=True)
    assert nights.versions("berita:30")[1:] == [(2, "live", "Judul baru")]


# -- what is no edit


def test_a_better_extractor_is_no_edit(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = f"99+{extract.EXTRACTOR_VERSION}"
    for module in ("pipelines.extract", "pipelines.checks", "pipelines.corpus.rereading", "pipelines.verify"):
        monkeypatch.setattr(f"{module}.EXTRACTOR_VERSION", newer)
    before = rows(nights.data)
    site = nights.server.site
    site.edit("berita:9", published=dt.datetime(2019, 2, 3, 9, tzinfo=WIB))  # an edit in the same night
    nights(full=True)
    others = [row for row in rows(nights.data) if row["article_id"] != "berita:9"]
    assert others == [
        {**row, "extractor_version": newer} for row in before if row["article_id"] != "berita:9"
    ]
    days = [r["published_date"] for r in rows(nights.data, "revisions") if r["article_id"] == "berita:9"]
    assert days == [r["published_date"] for r in before if r["article_id"] == "berita:9"] + [
        dt.date(2019, 2, 3)
    ]


def test_a_better_extractor_and_a_lost_archive_do_not_end_the_night(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("pipelines.extract", "pipelines.checks", "pipelines.corpus.rereading"):
        monkeypatch.setattr(f"{module}.EXTRACTOR_VERSION", "99")
    for path in (nights.data / "archive").glob("*"):
        path.unlink()
    nights.clock.move(hours=24)
    summary = night(nights.data, nights.server.url, nights.clock, full=True)
    assert summary.code == 0, summary
    assert {row["revision"] for row in rows(nights.data)} == {1}


# -- the record, and room


def test_a_run_records_what_it_found(nights: Nights) -> None:
    site = nights.server.site
    site.edit("berita:30", title="Judul baru")
    site.publish(make_post("berita", 31, dt.datetime(2025, 9, 1, 9, tzinfo=WIB)))
    site.delete("berita:12")
    nights.server.faults.add("status", "500", on="/berita-detail/11")
    nights(full=True)
    with closing(open_reader(nights.data)) as connection:
        last = runs.last_runs(connection, 1)[0]
    assert (last.exit_code, last.reason) == (0, None)
    assert last.counts["berita"] == {"edited": 1, "failed": 1, "missing": 1, "new": 1, "same": 27}
    assert last.counts["show_post"] == {"same": 6}


def test_too_small_a_disk_is_told_before_the_run(
    tmp_path: Path, server: MiniSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "free_bytes", lambda path: 10_000_000)
    with pytest.raises(DiskFullError, match=r"only 10 MB are free .* a run needs 67 MB"):
        night(tmp_path, server.url)
    assert server.log == []


# -- backup


def test_a_backup_taken_while_a_night_runs_is_a_corpus(
    nights: Nights, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "COMMIT_EVERY", 0.0)  # so that a short night commits often
    site, restored = nights.server.site, tmp_path_factory.mktemp("restored")
    for number in range(20, 26):
        site.edit(f"berita:{number}", title=f"Judul {number}")

    def back_up() -> bool:
        """Copies the database, then the archive; returns whether the night was in the middle of its work."""
        with (
            closing(sqlite3.connect(nights.data / "corpus.sqlite")) as source,
            closing(sqlite3.connect(restored / "corpus.sqlite")) as target,
        ):
            source.backup(target)
            (staged,) = target.execute("SELECT count(*) FROM staged").fetchone()
        shutil.copytree(nights.data / "archive", restored / "archive", dirs_exist_ok=True)
        return staged > 5

    nights.clock.move(hours=24)
    arguments = (nights.data, nights.server.url, nights.clock)
    running = threading.Thread(target=night, args=arguments, kwargs={"full": True})
    running.start()
    while not back_up():
        assert running.is_alive()
    running.join()

    list(repair(restored))
    with closing(open_reader(restored)) as connection:
        assert list(verify(connection, restored)) == []
    again = Nights(restored, nights.server)
    again.clock = nights.clock
    again(full=True, hours=0)
    columns = ("article_id", "revision", "title", "published_date", "body", "status", "first_seen_at")
    kept, back = (
        [[row[name] for name in columns] for row in rows(data, "revisions")]
        for data in (nights.data, restored)
    )
    assert back == kept
