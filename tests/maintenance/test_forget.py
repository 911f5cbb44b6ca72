from __future__ import annotations

import gzip
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
import pytest
from support.arranged import make_site
from support.corpora import by_id, rows, show_post_range
from support.crawling import PROGRAM, Clock, command, night

import pipelines.maintenance.forget
from crawler.cli.main import main
from crawler.minisite.server import MiniSite, serve
from pipelines.archive import ArchiveError, ArchiveWriter, Pointer, read_capture
from pipelines.archive.inflating import members
from pipelines.corpus.database import CorpusError, open_reader
from pipelines.corpus.erase_rows import Forgetting
from pipelines.ingest import Ingest, open_ingest
from pipelines.maintenance.forget import forget
from pipelines.maintenance.verify import verify

# Words of the forgotten articles alone: a name and what only they tell.
SECRETS = ("Kusumawardhana", "kusumawardhana", "beasiswa purnama", "rumah singgah Cikeas")
NAME = "Raden Kusumawardhana"


class Corpus(NamedTuple):
    data: Path
    server: MiniSite
    clock: Clock
    berita: str
    show_post: str


@pytest.fixture(scope="module")
def crawled(tmp_path_factory) -> Iterator[Corpus]:
    """Two nights: an article of each generation is new, offered by all others, and edited in the second."""
    site = make_site(berita=14, show_post=16)
    berita, show_post = site.newest("berita", 1)[0].article_id, site.newest("show_post", 1)[0].article_id
    for article_id in (berita, show_post):
        opening = f"{NAME} menerima beasiswa purnama dari wali kota, Senin (6/1/2025), "
        site.edit(
            article_id,
            title=f"Beasiswa bagi {NAME}",
            slug=f"beasiswa-bagi-{NAME.lower().replace(' ', '-')}",
            paragraphs=(opening + "di rumah singgah Cikeas bersama keluarga dan para tetangganya. " * 3,),
            body_form="paragraphs",
            read_also=None,
        )
    older = site.newest("berita")[6]
    site.edit(older.article_id, body_form="paragraphs", read_also=int(berita.partition(":")[2]))
    twin, other = site.newest("berita")[8], site.newest("show_post")[8]
    site.edit(twin.article_id, title=other.title, paragraphs=other.paragraphs)
    data, clock = tmp_path_factory.mktemp("crawled") / "data", Clock()
    with serve(site) as server, pytest.MonkeyPatch.context() as patched:
        patched.setitem(ArchiveWriter.__init__.__kwdefaults__, "max_bytes", 50_000)  # several files
        night(data, server.url, clock, **show_post_range(site))
        clock.move(hours=26)
        for article_id in (berita, show_post):
            site.edit(article_id, paragraphs=(f"Diralat: {NAME} menerima beasiswa purnama di balai kota.",))
        site.shift_related()
        night(data, server.url, clock, full=True)
        assert len(list((data / "archive").iterdir())) > 2
        yield Corpus(data, server, clock, berita, show_post)


@pytest.fixture
def corpus(crawled: Corpus, tmp_path: Path) -> Corpus:
    """A copy to work on."""
    shutil.copytree(crawled.data, tmp_path / "data", symlinks=True)
    return crawled._replace(data=tmp_path / "data")


def texts(data: Path) -> Iterator[tuple[str, str]]:
    """Yields everything legible below a data directory."""
    for path in sorted(p for p in data.rglob("*") if p.is_file()):
        yield str(path), path.read_bytes().decode("utf-8", "replace")
        if ".warc.gz" in path.name:
            yield from _captures(data, path)
        elif path.suffix == ".parquet":
            yield str(path), repr(pq.read_table(path).to_pylist())


def _captures(data: Path, path: Path) -> Iterator[tuple[str, str]]:
    content = path.read_bytes()
    with path.open("rb") as file:
        spans = [(piece.offset, piece.end) for piece in members(file, 0) if piece.end]
    for offset, end in spans:
        where = f"{path} at {offset}"
        yield where, gzip.decompress(content[offset:end]).decode("utf-8", "replace")
        try:
            body = read_capture(data / "archive", Pointer(path.name, offset)).body
        except ArchiveError:  # no answer
            continue
        yield where, unescape(body.decode("utf-8", "replace"))


def leaks(data: Path) -> list[str]:
    return [f"{secret} in {where}" for where, text in texts(data) for secret in SECRETS if secret in text]


def broken(data: Path) -> list[str]:
    with closing(open_reader(data)) as connection:
        return list(verify(connection, data))


def forget_both(corpus: Corpus):
    with open_ingest(corpus.data, "forget", corpus.clock) as ingest:
        report = forget(ingest, [corpus.berita, corpus.show_post], "asked for")
        ingest.end(0)
    return report


def test_before_forgetting_the_words_are_in_every_place(crawled):
    found = leaks(crawled.data)
    for kind in ("corpus.sqlite", "articles/", "snapshots/", "archive/"):
        assert any(kind in line for line in found), kind
    assert broken(crawled.data) == []


def test_forget_leaves_no_word_below_the_data_directory(corpus):
    (corpus.data / "report.html").write_text(NAME)
    (corpus.data / "report-texts.js").write_text(NAME)
    before = by_id(corpus.data)
    report = forget_both(corpus)
    assert leaks(corpus.data) == []
    assert broken(corpus.data) == []
    assert report.revisions == 4
    assert report.erased
    assert report.redacted
    after = by_id(corpus.data)
    assert set(before) - set(after) == {corpus.berita, corpus.show_post}


def test_other_articles_keep_all_but_the_words(corpus):
    before = {(r["article_id"], r["revision"]): r for r in rows(corpus.data, "revisions")}
    forget_both(corpus)
    moved = {"related_links", "archive_file", "archive_offset"}
    links = 0
    for row in rows(corpus.data, "revisions"):
        old = before[row["article_id"], row["revision"]]
        assert {k: v for k, v in row.items() if k not in moved} == {
            k: v for k, v in old.items() if k not in moved
        }
        for link, old_link in zip(row["related_links"], old["related_links"], strict=True):
            if link["article_id"] in (corpus.berita, corpus.show_post):
                assert link == {**old_link, "text": None, "title": None, "truncated": False}
                links += 1
            else:
                assert link == old_link
    assert links > 10


def test_old_snapshots_go_at_once(corpus):
    forget_both(corpus)
    assert len(list((corpus.data / "snapshots").iterdir())) == 1


def test_forgetting_again_changes_nothing(corpus):
    forget_both(corpus)
    before = {p: p.read_bytes() for p in (corpus.data / "archive").rglob("*") if p.is_file()}
    published = rows(corpus.data, "revisions")
    assert forget_both(corpus) == (0, 0, 0, [], [])
    assert {p: p.read_bytes() for p in before} == before
    assert rows(corpus.data, "revisions") == published


def test_a_forgotten_article_is_not_stored_again_by_later_crawls(corpus):
    forget_both(corpus)
    corpus.clock.move(days=2)
    night(corpus.data, corpus.server.url, corpus.clock, full=True)
    assert not {corpus.berita, corpus.show_post} & set(by_id(corpus.data))
    assert broken(corpus.data) == []
    # The site still shows its words beside other articles; forgetting once more cleans up after that.
    forget_both(corpus)
    assert leaks(corpus.data) == []
    assert broken(corpus.data) == []


@pytest.mark.parametrize(
    "what_is_left",
    [
        "INSERT INTO sketches VALUES (?, x'00')",
        "INSERT INTO quarantine (article_id, url, reason, fetched_at, run_id) VALUES (?, '/', 'lain', 1, 1)",
    ],
)
def test_verify_names_what_is_left_of_a_forgotten_article(corpus, what_is_left):
    forget_both(corpus)
    with closing(sqlite3.connect(corpus.data / "corpus.sqlite")) as connection, connection:
        connection.execute(what_is_left, [corpus.berita])
    (problem,) = broken(corpus.data)
    assert problem.startswith(f"{corpus.berita} was forgotten but is still in ")


def test_a_lost_database_keeps_its_tombstones(corpus):
    forget_both(corpus)
    (corpus.data / "corpus.sqlite").write_bytes(b"not a database")
    assert command("verify", "--repair", "--data", corpus.data).returncode == 0
    corpus.clock.move(days=2)
    night(corpus.data, corpus.server.url, corpus.clock)
    assert not {corpus.berita, corpus.show_post} & set(by_id(corpus.data))


def test_forget_redacts_captures_of_staged_pages_too(corpus):
    """A capture that is no version now, but may become one, is rewritten, not erased."""
    with closing(sqlite3.connect(corpus.data / "corpus.sqlite")) as connection, connection:
        spare = connection.execute(
            "SELECT article_id, fetched_at, archive_file, archive_offset FROM revisions"
            " WHERE related_links LIKE '%Kusuma%'"
        ).fetchall()
        connection.executemany("INSERT INTO captures VALUES (?, ?, '', 'article', ?, ?)", spare)
        connection.execute(
            "UPDATE revisions SET archive_file = payload_file, archive_offset = payload_offset FROM pages p"
            " WHERE p.article_id = revisions.article_id AND related_links LIKE '%Kusuma%'"
        )
    assert len(spare) > 3
    forget_both(corpus)
    assert leaks(corpus.data) == []
    with closing(open_reader(corpus.data)) as connection:
        kept = connection.execute("SELECT archive_file, archive_offset FROM captures").fetchall()
    assert len(kept) == len([row for row in spare if row[0] not in (corpus.berita, corpus.show_post)])
    for pointer in kept:
        assert b"&#9608;" in read_capture(corpus.data / "archive", Pointer(*pointer)).body


def test_links_of_an_unreadable_capture_lose_their_words(corpus):
    with closing(sqlite3.connect(corpus.data / "corpus.sqlite")) as connection, connection:
        connection.execute("UPDATE revisions SET archive_offset = 1 WHERE related_links LIKE '%Kusuma%'")
    forget_both(corpus)
    for row in rows(corpus.data, "revisions"):
        for link in row["related_links"]:
            if link["article_id"] in (corpus.berita, corpus.show_post):
                assert (link["text"], link["title"]) == (None, None)


def test_the_text_of_an_older_duplicate_is_forgotten(corpus):
    """An article that repeated a forgotten one is no duplicate any more, and is named."""
    with closing(sqlite3.connect(corpus.data / "corpus.sqlite")) as connection:
        pairs = connection.execute(
            "SELECT article_id, duplicate_of FROM revisions WHERE is_current AND duplicate_of IS NOT NULL"
        ).fetchall()
    assert pairs
    follower, oldest = pairs[0]
    with open_ingest(corpus.data, "forget", corpus.clock) as ingest:
        report = forget(ingest, [oldest], "asked for")
        ingest.end(0)
    assert follower in report.twins
    row = by_id(corpus.data)[follower]
    assert row["duplicate_of"] != oldest
    assert ("duplicate" in row["quality"]) == (row["duplicate_of"] is not None)
    assert broken(corpus.data) == []


@pytest.mark.parametrize("where", ["_redact", "drop_payloads", "erase", "publish", "remove_expired", "scrub"])
def test_after_a_crash_at_any_step_the_next_call_completes_forget(corpus, monkeypatch, where):
    owners = {"publish": Ingest, "drop_payloads": Forgetting, "scrub": Forgetting}

    def crash(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(owners.get(where, pipelines.maintenance.forget), where, crash)
        forget_both(corpus)
    if where != "_redact":
        assert corpus.berita not in {row[0] for row in _ids(corpus.data)}
    forget_both(corpus)
    assert leaks(corpus.data) == []
    assert broken(corpus.data) == []


def _ids(data: Path) -> list[tuple[str]]:
    with closing(open_reader(data)) as connection:
        return connection.execute("SELECT article_id FROM revisions").fetchall()


def test_an_open_reader_is_named_in_the_error(corpus, monkeypatch):
    with closing(open_reader(corpus.data)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM revisions").fetchone()
        with open_ingest(corpus.data, "forget", corpus.clock) as ingest:
            ingest.connection.execute("PRAGMA busy_timeout = 10")
            with pytest.raises(CorpusError, match="run the same command again"):
                forget(ingest, [corpus.berita], "asked for")
    forget_both(corpus)
    assert leaks(corpus.data) == []


# -- the command


def test_command(corpus):
    done = command("forget", corpus.berita, "--why", "asked for", "--data", corpus.data)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"forgotten: {corpus.berita}; 2 revisions removed")
    assert command("verify", "--data", corpus.data).returncode == 0
    assert command("show", corpus.berita, "--data", corpus.data).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["forget", "berita:999999", "--why", "x"], 1, "berita:999999 is not in the corpus"),
        (["forget", "berita:1"], 2, "--why"),
        (["forget", "berita:1", "--why", "  "], 2, "--why is empty"),
        (["forget", "--why", "x"], 2, "ID"),
    ],
)
def test_wrong_use_is_one_line(crawled, capsys, arguments, code, says):
    ended, out, err = run(capsys, *arguments, "--data", str(crawled.data))
    assert (ended, out) == (code, "")
    assert says in err
    assert len(err.splitlines()) == 1


def test_one_unknown_id_leaves_the_others(crawled, capsys):
    before = _ids(crawled.data)
    assert (
        run(capsys, "forget", crawled.berita, "berita:999999", "--why", "x", "--data", str(crawled.data))[0]
        == 1
    )
    assert _ids(crawled.data) == before


def test_no_corpus(tmp_path, capsys):
    code, _, err = run(capsys, "forget", "berita:1", "--why", "x", "--data", str(tmp_path))
    assert code == 1
    assert "no corpus" in err
    assert list(tmp_path.iterdir()) == []


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    try:
        code = main(arguments)
    except SystemExit as ending:
        code = int(ending.code or 0)
    return code, *capsys.readouterr()


@pytest.mark.soak
def test_killed_at_any_moment(corpus):
    """Twenty kills, each a little later than the one before; the call after them finishes."""
    pristine = corpus.data.with_name("pristine")
    shutil.copytree(corpus.data, pristine, symlinks=True)
    for step in range(20):
        shutil.rmtree(corpus.data)
        shutil.copytree(pristine, corpus.data, symlinks=True)
        arguments = [PROGRAM, "forget", corpus.berita, corpus.show_post, "--why", "x", "--data", corpus.data]
        with subprocess.Popen(arguments, stdout=subprocess.DEVNULL) as running:
            time.sleep(0.5 + step * 0.05)
            running.kill()
        done = command("forget", corpus.berita, corpus.show_post, "--why", "x", "--data", corpus.data)
        assert done.returncode == 0, done.stderr
        assert leaks(corpus.data) == []
        assert broken(corpus.data) == []
