"""Pages out of other people's WARC files: which are taken, where they stand in the history, and only once."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest.warc_files import ARTICLE, NOON, Shot, page, versions, write
from support.corpora import broken, by_id, files, rows
from support.crawling import Clock, command, night

from crawler.cli.main import main
from crawler.minisite.content import make_site
from crawler.minisite.server import serve
from pipelines.ingest import open_ingest
from pipelines.ingest.importing import import_files
from pipelines.text.near_duplicates import sketch

SHARED = Path(__file__).resolve().parents[3] / "shared" / "warc"
OTHER_SITE = "http://www.desa-contoh.id/kabar/panen-raya?utm_source=x"
ID = "show_post:7001"


def take(data: Path, *paths: Path, all_sites: bool = False) -> tuple[dict[str, int], list[str]]:
    problems: list[str] = []
    with open_ingest(data, "import", Clock()) as ingest:
        counts = import_files(ingest, paths, all_sites=all_sites, report=problems.append)
        ingest.end(0)
    return dict(counts), problems


def everything(data: Path) -> dict[str, str]:
    """The digest of every file that a reader or the archive has."""
    kept = [*data.glob("archive/*"), data / "quarantine.jsonl"]
    return files(data) | {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}


def mixed(path: Path) -> Path:
    home = b"<html><head><title>Kota Bogor</title></head><body><h1>Beranda</h1></body></html>"
    return write(
        path,
        [
            Shot(0, page()),
            Shot(1, page("Kabar dari desa."), OTHER_SITE),
            Shot(2, home, "http://kotabogor.go.id/"),
            Shot(3, page(), ARTICLE.replace("7001", "7002"), status=404),
            Shot(
                4,
                b"<html><body><p>Halaman tidak ditemukan</p></body></html>",
                ARTICLE.replace("7001", "7003"),
            ),
        ],
    )


def test_only_articles_of_known_sites_are_taken(tmp_path: Path) -> None:
    counts, problems = take(tmp_path / "data", mixed(tmp_path / "a.warc.gz"))
    assert (counts, problems) == ({"new": 1, "other": 4}, [])
    (row,) = rows(tmp_path / "data")
    assert (row["article_id"], row["title"], str(row["published_date"])) == (
        ID,
        "Pasar Merdeka Jaga Kebersihan",
        "2020-03-03",
    )
    assert row["fetched_at"] == row["first_seen_at"] == NOON
    assert "show_post/detail/7003" in (tmp_path / "data" / "quarantine.jsonl").read_text()
    assert broken(tmp_path / "data") == []


def test_with_all_sites_other_articles_come_too(tmp_path: Path) -> None:
    take(tmp_path / "data", mixed(tmp_path / "a.warc.gz"), all_sites=True)
    stored = by_id(tmp_path / "data")
    assert len(stored) == 2
    other = next(row for article_id, row in stored.items() if article_id != ID)
    assert (other["source"], other["url"]) == ("desa-contoh.id", "https://desa-contoh.id/kabar/panen-raya")
    assert other["post_id"] is None
    assert broken(tmp_path / "data") == []


@pytest.mark.parametrize("all_sites", [False, True])
def test_taking_a_file_in_twice_changes_nothing(tmp_path: Path, all_sites: bool) -> None:
    path = mixed(tmp_path / "a.warc.gz")
    first, _ = take(tmp_path / "data", path, all_sites=all_sites)
    before = everything(tmp_path / "data")
    again, _ = take(tmp_path / "data", path, path, all_sites=all_sites)
    assert "new" not in again
    assert again["same"] >= 2 * first["new"]
    assert everything(tmp_path / "data") == before


def test_a_broken_file_gives_its_good_records_and_the_bad_ones_are_named(tmp_path: Path) -> None:
    shots = [Shot(n, page(), ARTICLE.replace("7001", str(7100 + n))) for n in range(4)]
    path = write(tmp_path / "rusak.warc.gz", shots)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x40
    path.write_bytes(data[:-20])
    answer = command("import", path, "--data", tmp_path / "data")
    assert answer.returncode == 0
    lines = answer.stderr.splitlines()
    assert lines
    assert all(f"{path} at byte " in line for line in lines)
    assert f"{len(lines)} broken" in answer.stdout
    assert len(by_id(tmp_path / "data")) == 4 - len(lines)


def test_a_file_that_is_not_there_is_said_before_anything_is_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = mixed(tmp_path / "a.warc.gz")
    assert main(["import", str(path), str(tmp_path / "b.warc"), "--data", str(tmp_path / "data")]) == 1
    assert "b.warc" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def test_an_older_capture_is_an_older_revision_and_a_newer_one_the_current_row(tmp_path: Path) -> None:
    data = tmp_path / "data"
    take(data, write(tmp_path / "now.warc.gz", [Shot(10, page("Kini."))]))
    take(data, write(tmp_path / "before.warc.gz", [Shot(1, page("Dulu."))]))
    take(data, write(tmp_path / "after.warc.gz", [Shot(20, page("Nanti."))]))
    history = rows(data, "revisions")
    assert [row["body"].split("\n")[-1] for row in history] == ["Dulu.", "Kini.", "Nanti."]
    assert [row["revision"] for row in history] == [1, 2, 3]
    assert {row["first_seen_at"] for row in history} == {Shot(1, b"").at}
    assert [row["revision"] for row in rows(data)] == [3]
    assert broken(data) == []


@pytest.mark.parametrize("texts", [("A.", "B."), ("B.", "A.")])
def test_only_a_newer_text_sends_the_next_night_to_the_page(tmp_path: Path, texts: tuple[str, str]) -> None:
    data, (now, later) = tmp_path / "data", texts
    for day, text, is_due in ((10, now, True), (1, later, False), (11, now, False), (20, later, True)):
        take(data, write(tmp_path / f"{day}.warc.gz", [Shot(day, page(text))]))
        with sqlite3.connect(data / "corpus.sqlite") as connection:
            (due,) = connection.execute("SELECT next_check_at FROM pages").fetchone()
            assert (due < 1 << 60) is is_due, day
            connection.execute("UPDATE pages SET next_check_at = 1 << 60")


def test_a_capture_between_two_looks_of_the_same_text_makes_three_versions(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for day, text in ((1, "A."), (3, "A."), (2, "B.")):
        take(data, write(tmp_path / f"{day}.warc.gz", [Shot(day, page(text))]))
    assert [row["body"].split("\n")[-1] for row in rows(data, "revisions")] == ["A.", "B.", "A."]
    assert broken(data) == []


def test_a_page_that_changed_around_the_article_only_confirms_it(tmp_path: Path) -> None:
    noise = page().replace(b"<body>", b"<body><p>Pengunjung: 88</p>")
    data = tmp_path / "data"
    counts, _ = take(data, write(tmp_path / "a.warc.gz", [Shot(1, page()), Shot(2, noise)]))
    assert counts == {"new": 1, "same": 1}
    assert [row["fetched_at"] for row in rows(data, "revisions")] == [Shot(1, b"").at]


looks = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from(["Satu.", "Dua.", "Tiga."])),
    min_size=1,
    max_size=7,
    unique_by=lambda look: look[0],
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(looks=looks, seed=st.integers(0, 2**16))
def test_any_order_of_imports_gives_the_same_history(
    tmp_path_factory: pytest.TempPathFactory, looks: list[tuple[int, str]], seed: int
) -> None:
    tmp_path = tmp_path_factory.mktemp("order")
    shots = [Shot(day, page(text)) for day, text in sorted(looks)]
    take(tmp_path / "sorted", write(tmp_path / "sorted.warc.gz", shots))
    random.Random(seed).shuffle(shots)
    take(tmp_path / "shuffled", write(tmp_path / "shuffled.warc.gz", shots))
    assert versions(tmp_path / "shuffled") == versions(tmp_path / "sorted")
    texts = [text for _, text in sorted(looks)]
    changes = [text for n, text in enumerate(texts) if n == 0 or texts[n - 1] != text]
    assert [row["body"].split("\n")[-1] for row in rows(tmp_path / "sorted", "revisions")] == changes


def test_copies_of_one_text_are_found_in_whatever_order_they_come(tmp_path: Path) -> None:
    older, twin = Shot(1, page("Sama.")), Shot(2, page("Sama."), ARTICLE.replace("7001", "7002"))
    for name, shots in (("a", [older, twin]), ("b", [twin, older])):
        for shot in shots:
            take(tmp_path / name, write(tmp_path / f"{name}.warc.gz", [shot]))
    assert versions(tmp_path / "a") == versions(tmp_path / "b")
    assert by_id(tmp_path / "a")["show_post:7002"]["duplicate_of"] == ID


def test_our_own_archive_taken_in_again_changes_nothing(tmp_path: Path) -> None:
    site = make_site(4, 6)
    with serve(site) as server:
        night(tmp_path / "data", server.url, sources=("show_post",))
    own = sorted((tmp_path / "data" / "archive").glob("*.warc.gz"))
    before = files(tmp_path / "data")
    with sqlite3.connect(tmp_path / "data" / "corpus.sqlite") as connection:
        (count,) = connection.execute("SELECT count(*) FROM revisions").fetchone()
    counts, _ = take(tmp_path / "data", *own)
    assert "new" not in counts
    assert "edited" not in counts
    assert (files(tmp_path / "data"), len(rows(tmp_path / "data", "revisions"))) == (before, count)


def test_what_waits_for_its_gate_is_looked_at_again_beside_the_new_history(tmp_path: Path) -> None:
    data = tmp_path / "data"
    take(data, write(tmp_path / "a.warc.gz", [Shot(10, page("Kini."))]))
    with sqlite3.connect(data / "corpus.sqlite") as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(staged)")][:-3]
        connection.execute(
            f"INSERT INTO staged ({', '.join(names)}, outcome) SELECT {', '.join(names)}, 'edited' FROM revisions"
        )
        connection.execute("UPDATE staged SET revision = 2, body = 'tertahan'")
        connection.execute("UPDATE pages SET next_check_at = 1 << 60")
    take(data, write(tmp_path / "b.warc.gz", [Shot(1, page("Dulu."))]))
    with sqlite3.connect(data / "corpus.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM staged").fetchone() == (0,)
        assert connection.execute("SELECT next_check_at FROM pages").fetchone() == (0,)
    assert len(rows(data, "revisions")) == 2


@pytest.mark.skipif(not SHARED.exists(), reason="the shared samples are not there")
def test_the_samples_of_other_tools_are_taken_in(tmp_path: Path) -> None:
    samples = sorted(SHARED.glob("*.warc*"))
    counts, problems = take(tmp_path / "data", *samples, all_sites=True)
    assert len(problems) == counts["broken"] == 3
    assert counts["new"] >= 10
    assert broken(tmp_path / "data") == []
    before = everything(tmp_path / "data")
    take(tmp_path / "data", *reversed(samples), all_sites=True)
    assert everything(tmp_path / "data") == before


PARTED = "https://www.antaranews.com/berita/123456/pasar-merdeka-jaga-kebersihan"
CLOSING = "Pada halaman berikut kepala pasar menutup keterangannya dengan ajakan kepada semua pengunjung."


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_of_a_divided_article_the_whole_one_is_the_article(tmp_path: Path, order: tuple[int, ...]) -> None:
    shots = [
        Shot(0, page(), PARTED),
        Shot(1, page(CLOSING), f"{PARTED}?page=all"),
        Shot(2, b"<h1>Pasar</h1><p>Hanya halaman kedua.</p>", f"{PARTED}?page=2"),
    ]
    path = write(tmp_path / "a.warc.gz", [shots[i]._replace(day=day) for day, i in enumerate(order)])
    take(tmp_path / "data", path)
    (row,) = versions(tmp_path / "data")
    assert row["body"].endswith(CLOSING)
    assert broken(tmp_path / "data") == []


def test_a_first_part_alone_is_flagged(tmp_path: Path) -> None:
    pager = page(f"<a href='{PARTED}?page=2'>2</a>")
    take(tmp_path / "data", write(tmp_path / "a.warc.gz", [Shot(0, pager, PARTED)]))
    (row,) = rows(tmp_path / "data")
    assert "partial" in row["quality"]


def test_an_older_whole_article_leaves_the_sketch_of_the_newest_text(tmp_path: Path) -> None:
    """The whole one replaces the first part that came last, so the text between them is the newest."""
    shots = [Shot(1, page("Kabar lain dari pasar."), PARTED), Shot(2, page(), PARTED)]
    take(tmp_path / "data", write(tmp_path / "a.warc.gz", shots))
    take(tmp_path / "data", write(tmp_path / "b.warc.gz", [Shot(0, page(CLOSING), f"{PARTED}?page=all")]))
    newest = versions(tmp_path / "data")[-1]
    with closing(sqlite3.connect(tmp_path / "data" / "corpus.sqlite")) as connection:
        stored = connection.execute("SELECT sketch FROM sketches").fetchall()
    assert newest["body"].endswith("Kabar lain dari pasar.")
    assert stored == [(sketch(newest["title"], newest["body"]),)]


def test_an_article_that_grew_at_its_end_was_edited(tmp_path: Path) -> None:
    take(
        tmp_path / "data",
        write(tmp_path / "a.warc.gz", [Shot(0, page(), PARTED), Shot(1, page(CLOSING), PARTED)]),
    )
    assert len(versions(tmp_path / "data")) == 2
    assert "partial" not in versions(tmp_path / "data")[-1]["quality"]


def test_the_progress_of_an_import_rises_to_the_size_of_its_files(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(40_000).hex()  # a file of many kilobytes, however it is compressed
    paths = [
        write(
            tmp_path / f"{name}.warc.gz", [Shot(day, page(noise, date=f"{day + 1} Mei 2020")) for day in days]
        )
        for name, days in (("a", range(3)), ("b", range(3, 6)))
    ]
    seen: list[tuple[int, int]] = []
    with open_ingest(tmp_path / "data", "import", Clock()) as ingest:
        import_files(
            ingest,
            paths,
            all_sites=False,
            report=print,
            progress=lambda done, total: seen.append((done, total)),
        )
        ingest.end(0)
    total = sum(path.stat().st_size for path in paths) // 1000
    done = [one for one, _ in seen]
    assert {of for _, of in seen} == {total}
    assert len({*done}) == 6
    assert done == sorted(done)
    assert done[0] < total / 6
    assert total / 2 < done[-1] < total
