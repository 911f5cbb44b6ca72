"""Nights that are held back, killed, or read with a better extractor; their record, room and backup."""

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
from nights_of import BERITA, Nights
from support.corpora import by_id, rows
from support.crawling import PROGRAM, night
from support.misbehaving import MisbehavingSite

from crawler.crawl_run import CrawlRun
from crawler.minisite.content import make_post
from crawler.minisite.post import WIB
from pipelines.corpus import run_log
from pipelines.corpus.database import open_reader
from pipelines.disk import DiskFullError
from pipelines.ingest import ingest, opening
from pipelines.maintenance.repair import repair
from pipelines.maintenance.verify import verify
from pipelines.pages import page_to_article


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


def test_a_first_night_killed_in_the_listing_converges(tmp_path: Path, server: MisbehavingSite) -> None:
    nights = Nights(tmp_path, server)
    killed_at(nights, "/berita?page=3")
    asked = nights.articles(0)
    assert 0 < len(asked) <= 18
    found = nights()
    assert by_id(tmp_path).keys() == {post.article_id for post in server.site.posts()}
    assert set(found).isdisjoint(asked)
    assert {row["revision"] for row in rows(tmp_path)} == {1}
    with closing(open_reader(tmp_path)) as connection:
        assert [run.exit_code for run in run_log.last_runs(connection, 2)] == [0, 6]


class KilledError(Exception):
    pass


def leave_staged(nights: Nights, monkeypatch: pytest.MonkeyPatch, **options: Any) -> None:
    """A night that dies when all is read and nothing is settled."""

    def die(run: CrawlRun) -> None:
        run.ingest.commit()
        raise KilledError

    nights.clock.move(hours=24)
    with monkeypatch.context() as patch, pytest.raises(KilledError):
        patch.setattr("crawler.runner.finish", die)
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


def test_a_better_extractor_is_no_edit(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = f"99+{page_to_article.EXTRACTOR_VERSION}"
    for module in (
        "pipelines.pages.page_to_article",
        "pipelines.pages.page_to_row",
        "pipelines.maintenance.version_checks",
    ):
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
    for module in (
        "pipelines.pages.page_to_article",
        "pipelines.pages.page_to_row",
    ):
        monkeypatch.setattr(f"{module}.EXTRACTOR_VERSION", "99")
    for path in (nights.data / "archive").glob("*"):
        path.unlink()
    nights.clock.move(hours=24)
    summary = night(nights.data, nights.server.url, nights.clock, full=True)
    assert summary.code == 0, summary
    assert {row["revision"] for row in rows(nights.data)} == {1}


def test_a_run_records_what_it_found(nights: Nights) -> None:
    site = nights.server.site
    site.edit("berita:30", title="Judul baru")
    site.publish(make_post("berita", 31, dt.datetime(2025, 9, 1, 9, tzinfo=WIB)))
    site.delete("berita:12")
    nights.server.faults.add("status", "500", on="/berita-detail/11")
    nights(full=True)
    with closing(open_reader(nights.data)) as connection:
        last = run_log.last_runs(connection, 1)[0]
    assert last.exit_code == 0
    assert "1 page fails" in str(last.reason)
    assert last.counts["berita"] == {"edited": 1, "failed": 1, "missing": 1, "new": 1, "same": 27}
    assert last.counts["show_post"] == {"same": 6}


def test_too_small_a_disk_is_told_before_the_run(
    tmp_path: Path, server: MisbehavingSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "free_bytes", lambda path: 10_600_000)
    with pytest.raises(DiskFullError, match=r"only 11 MB are free .* a run needs 67 MB"):
        night(tmp_path, server.url)
    assert server.log == []


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
