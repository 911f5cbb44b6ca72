"""Extraction again: nothing changes for the same extractor, and what a better one makes of an older one's rows."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections import Counter
from functools import partial
from pathlib import Path

import attrs
import pytest
from ingest.dying import die_at_old_posts
from support.arranged import make_site
from support.corpora import broken, by_id, files, rows
from support.crawling import Clock, command, night

import pipelines.ingest.reprocess
from crawler.minisite.server import serve
from pipelines.archive import Pointer, read_capture
from pipelines.corpus.codec import encode, to_micros
from pipelines.corpus.rows import article_ids, history
from pipelines.executor.engines import WorkerDiedError, local_engine
from pipelines.ingest import open_ingest
from pipelines.ingest.reprocess import read_again, reprocess

EDITED = 3


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of two nights: one article was edited, then every sidebar changed."""
    data = tmp_path_factory.mktemp("corpus") / "data"
    site, clock = make_site(8, 10), Clock()
    with serve(site) as server:
        night(data, server.url, clock)
        post = site.newest("show_post")[EDITED]
        site.edit(post.article_id, paragraphs=("Naskah yang diperbaiki.", *post.paragraphs[1:]))
        site.shift_related()
        clock.move(days=1)
        night(data, server.url, clock, full=True)
    assert len(rows(data, "revisions")) == len(rows(data)) + 1
    return data


@pytest.fixture
def data(crawled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(crawled, tmp_path / "data", symlinks=True))


def again(data: Path, workers: int = 1, engine=None) -> Counter[str]:
    with open_ingest(data, "reprocess", Clock("2026-05-01T01:00:00+07:00")) as ingest:
        counts, problems = reprocess(ingest, engine or local_engine(workers), lambda done, total: None)
        ingest.end(0)
    assert problems == []
    return +counts


def change(data: Path, *statements: str) -> None:
    with sqlite3.connect(data / "corpus.sqlite") as connection:
        for statement in statements:
            connection.execute(statement)


def read_worse(data: Path) -> None:
    """Makes every row look as if an older extractor had read it, badly."""
    change(
        data,
        "UPDATE revisions SET extractor_version = '0', author = 'Admin', language = NULL",
        "UPDATE revisions SET body = body || char(10) || 'Bagikan', content_hash = 'lama' || content_hash",
    )


def tables(data: Path) -> dict[str, list[tuple[object, ...]]]:
    names = ("revisions", "pages", "quarantine", "captures", "sketches", "bands", "staged", "dirty")
    with sqlite3.connect(data / "corpus.sqlite") as connection:
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}


def archive(data: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in data.glob("archive/*")}


@pytest.mark.parametrize("workers", [1, 2])
def test_the_same_extractor_changes_nothing(data: Path, workers: int) -> None:
    before = (files(data), tables(data), archive(data), rows(data, "revisions"))
    assert again(data, workers) == {"versions": 19}
    assert (files(data), tables(data), archive(data), rows(data, "revisions")) == before
    assert broken(data) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_a_better_extractor_takes_its_rows_places_and_its_changes_are_counted(
    data: Path, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipelines.ingest.reprocess, "_BATCH", 5)
    wanted = rows(data, "revisions")
    read_worse(data)
    counts = again(data, workers)
    assert rows(data, "revisions") == wanted
    changed = {name: counts[name] for name in ("body", "author", "language", "extractor_version", "title")}
    assert changed == {"body": 19, "author": 19, "language": 19, "extractor_version": 19, "title": 0}
    assert counts["versions"] == 19
    assert broken(data) == []


def test_an_edit_that_only_an_older_extractor_saw_is_none_and_its_capture_stays_known(data: Path) -> None:
    wanted = rows(data, "revisions")
    first = next(row for row in wanted if row["source"] == "show_post")
    article_id, clock = first["article_id"], Clock("2026-04-01T01:00:00+07:00")
    with open_ingest(data, "crawl", clock) as ingest:
        capture = read_capture(data / "archive", Pointer(first["archive_file"], first["archive_offset"]))
        file, offset = ingest.archive(attrs.evolve(capture.exchange(), fetched_at=clock())).pointer
        ingest.commit()
    at = to_micros(clock())
    with sqlite3.connect(data / "corpus.sqlite") as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(revisions)")]
        row = dict(
            zip(
                names,
                connection.execute("SELECT * FROM revisions WHERE article_id = ?", (article_id,)).fetchone(),
                strict=True,
            )
        )
        row |= {"revision": 2, "fetched_at": at, "archive_file": file, "archive_offset": offset}
        row |= {"body": row["body"] + "\nIklan", "content_hash": "lama", "extractor_version": "0"}
        connection.execute("UPDATE revisions SET is_current = 0 WHERE article_id = ?", (article_id,))
        marks = ", ".join("?" * len(names))
        connection.execute(f"INSERT INTO revisions VALUES ({marks})", [row[name] for name in names])
    again(data)
    assert rows(data, "revisions") == wanted
    assert broken(data) == []
    kept = [row for row in tables(data)["captures"] if row[0] == article_id]
    assert [(row[1], *row[-2:]) for row in kept] == [(at, file, offset)]


def put_into_quarantine(data: Path, article_id: str) -> None:
    change(
        data,
        "INSERT INTO quarantine (article_id, source, url, reason, fetched_at, archive_file, archive_offset, run_id)"
        " SELECT article_id, source, url, 'no_article', fetched_at, archive_file, archive_offset, 1 FROM revisions"
        f" WHERE article_id = '{article_id}'",
        f"DELETE FROM revisions WHERE article_id = '{article_id}'",
        f"DELETE FROM bands WHERE article_id = '{article_id}'",
        f"DELETE FROM sketches WHERE article_id = '{article_id}'",
        f"UPDATE pages SET state = 'absent' WHERE article_id = '{article_id}'",
    )


def test_a_page_that_can_be_read_at_last_comes_out_of_quarantine(data: Path) -> None:
    wanted = rows(data, "revisions")
    put_into_quarantine(data, rows(data)[0]["article_id"])
    assert again(data)["recovered"] == 1
    assert rows(data, "revisions") == wanted
    assert (data / "quarantine.jsonl").read_text() == ""
    assert broken(data) == []
    assert again(data) == {"versions": 19}


def test_what_a_gate_holds_back_stays_held(data: Path) -> None:
    names = "article_id, source, year, url, word_count, revision, status"
    change(
        data,
        f"INSERT INTO staged ({names}, outcome) VALUES ('berita:999', 'berita', 0, 'x', 0, 1, 'live', 'new')",
        "UPDATE sources SET held_reason = 'lihat dulu' WHERE source = 'berita'",
    )
    recovered = next(row["article_id"] for row in rows(data) if row["source"] == "berita")
    put_into_quarantine(data, recovered)
    assert again(data)["recovered"] == 1
    assert [row[0] for row in tables(data)["staged"]] == ["berita:999"]
    assert "berita:999" not in by_id(data)


def test_a_page_still_without_an_article_stays_in_quarantine(data: Path) -> None:
    with sqlite3.connect(data / "corpus.sqlite") as connection:
        file, offset = connection.execute(
            "SELECT archive_file, min(archive_offset) FROM revisions"
        ).fetchone()
    change(
        data,
        "INSERT INTO pages (article_id, source, url, state, found_by, found_at, found_run) VALUES"
        " ('show_post:1', 'show_post', 'https://kotabogor.go.id/index.php/page/detail/5/x', 'absent', 'link', 0, 1)",
        "INSERT INTO quarantine (article_id, source, url, reason, fetched_at, archive_file, archive_offset, run_id)"
        f" VALUES ('show_post:1', 'show_post', 'x', 'no_article', 0, '{file}', {offset}, 1)",
    )
    assert "recovered" not in again(data)
    assert len((data / "quarantine.jsonl").read_text().splitlines()) == 1


def test_a_worker_that_is_killed_is_said_and_the_next_run_does_the_rest(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipelines.ingest.reprocess, "_BATCH", 3)
    wanted = rows(data, "revisions")
    read_worse(data)
    with pytest.raises(WorkerDiedError, match="killed"):
        again(data, engine=lambda work, batches: local_engine(2)(partial(die_at_old_posts, data), batches))
    assert rows(data, "revisions") == wanted, "what was published stands"
    again(data)
    assert rows(data, "revisions") == wanted
    assert broken(data) == []
    assert again(data) == {"versions": 19}


def test_the_command_says_what_changed_and_what_cannot_be_read(data: Path) -> None:
    read_worse(data)
    answer = command("reprocess", "--workers", "2", "--data", data)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "author             changed in 19" in answer.stdout.splitlines()
    assert answer.stdout.splitlines()[-1].startswith("19 versions extracted again")
    change(data, "UPDATE revisions SET archive_offset = 7 WHERE revision = 2")
    answer = command("reprocess", "--workers", "1", "--data", data)
    assert answer.returncode == 1
    (line,) = answer.stderr.splitlines()
    assert "revision 2" in line
    assert " at 7" in line


def test_wrong_use_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from crawler.cli.main import main

    assert main(["reprocess", "--workers", "0", "--data", str(tmp_path)]) == 2
    assert main(["reprocess", "--data", str(tmp_path)]) == 1
    assert "no corpus" in capsys.readouterr().err
    assert json.dumps([path.name for path in tmp_path.iterdir()]) == "[]"


def test_a_worker_needs_nothing_but_the_archive(data: Path, tmp_path: Path) -> None:
    with open_ingest(data, "reprocess", Clock("2026-05-01T01:00:00+07:00")) as ingest:
        histories = [history(ingest.connection, article_id) for article_id in article_ids(ingest.connection)]
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(data / "archive", elsewhere / "archive")
    older = {"title": "?", "extractor_version": "0"}
    old = [[tuple(encode(row | older)) for row in versions] for versions in histories]
    answer = read_again(elsewhere, old)
    assert (answer.changed, answer.unreadable) == (histories, [])
    assert answer.read == answer.columns["title"] == sum(map(len, histories))
    assert [path.name for path in elsewhere.iterdir()] == ["archive"]
