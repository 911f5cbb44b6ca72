"""Taking files in on several processes, or on a cluster: the same as on one, whatever the batches."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ingest.cluster import Cluster
from ingest.dying import LAST_PAGE, die_at_the_last_page
from ingest.warc_files import ARTICLE, Shot, page, versions, write
from support.corpora import broken, by_id
from support.crawling import Clock, command

import pipelines.ingest.importing
import pipelines.pages.page_to_row
from crawler.cli.main import main
from pipelines.article import RawPage
from pipelines.executor.engines import ClusterError, Engine, local_engine
from pipelines.ingest import open_ingest
from pipelines.ingest.importing import import_files

OTHER_SITE = "https://desa-contoh.id/kabar/panen-raya"
NO_ARTICLE = b"<html><body><p>Halaman tidak ditemukan</p></body></html>"
HOME = b"<html><head><title>Desa Contoh</title></head><body><h1>Beranda</h1></body></html>"


def address(number: int) -> str:
    return ARTICLE.replace("7001", str(number))


@pytest.fixture
def mixed(tmp_path: Path) -> list[Path]:
    """Two files: articles, edits out of order, the same capture twice, a missing one, another site, a broken end."""
    shots = [Shot(0, page(f"Kabar nomor {n}."), address(n)) for n in range(7001, 7020)]
    shots[3:3] = [Shot(2, page("Diperbaiki."), address(7001)), Shot(1, page("Diperiksa."), address(7001))]
    shots[5:5] = [shots[4], Shot(0, NO_ARTICLE, address(6999)), Shot(0, page("Desa."), OTHER_SITE)]
    shots += [Shot(0, HOME, "https://desa-contoh.id/"), Shot(1, NO_ARTICLE, address(7005)), shots[0]]
    first, second = write(tmp_path / "a.warc.gz", shots), write(tmp_path / "b.warc.gz", shots[::-1])
    second.write_bytes(second.read_bytes()[:-20])
    return [first, second]


def take(data: Path, files: list[Path], engine: Engine) -> dict[str, Any]:
    """What an import leaves behind."""
    problems: list[str] = []
    with open_ingest(data, "import", Clock()) as ingest:
        counts = import_files(ingest, files, all_sites=True, engine=engine, report=problems.append)
        ingest.end(0)
    return {"counts": counts, "problems": problems, **stored(data)}


def stored(data: Path) -> dict[str, Any]:
    tables = {
        "pages": "article_id, state, found_by, next_check_at",
        "captures": "article_id, fetched_at, digest, outcome, archive_offset IS NULL",
        "quarantine": "article_id, reason, detail, fetched_at",
    }
    with sqlite3.connect(data / "corpus.sqlite") as connection:
        found = {
            name: connection.execute(f"SELECT {columns} FROM {name}").fetchall()
            for name, columns in tables.items()
        }
    return {"versions": versions(data), **found}


@pytest.fixture
def wanted(tmp_path: Path, mixed: list[Path]) -> dict[str, Any]:
    """What the import leaves behind that takes one page after the other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipelines.ingest.importing, "_BATCH", 1)
        result = take(tmp_path / "wanted", mixed, local_engine(1))
    assert result["counts"] == {"new": 20, "edited": 2, "same": 27, "other": 4, "broken": 1}
    assert [row[:2] for row in result["quarantine"]] == [("show_post:6999", "soft_404")]
    assert "https://desa-contoh.id/" not in str(result["pages"])
    return result


@pytest.mark.parametrize(("workers", "batch"), [(1, 3), (1, 50), (2, 3), (2, 4)])
def test_neither_processes_nor_batches_decide_what_is_stored(
    tmp_path: Path,
    mixed: list[Path],
    wanted: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    workers: int,
    batch: int,
) -> None:
    monkeypatch.setattr(pipelines.ingest.importing, "_BATCH", batch)
    assert take(tmp_path / "data", mixed, local_engine(workers)) == wanted
    assert broken(tmp_path / "data") == []


@pytest.mark.soak
@pytest.mark.parametrize("killed", [False, True])
def test_a_cluster_stores_the_same_and_a_killed_worker_loses_nothing(
    tmp_path: Path,
    mixed: list[Path],
    wanted: dict[str, Any],
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
    killed: bool,
) -> None:
    from pipelines.executor.dask_cluster import dask_engine

    def engine(work, batches) -> Iterator[Any]:
        for number, answer in enumerate(dask_engine(cluster.address)(work, batches)):
            if killed and number == 3:
                os.kill(cluster.workers[0].pid, signal.SIGKILL)
            yield answer

    monkeypatch.setattr(pipelines.ingest.importing, "_BATCH", 2)
    assert take(tmp_path / "data", mixed, engine) == wanted


def test_bytes_fill_a_batch_too(
    tmp_path: Path, mixed: list[Path], wanted: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = 6 * len(page("Kabar nomor 7001."))
    sizes: list[list[int]] = []

    def engine(work, batches):
        for batch in batches:
            sizes.append([2 * len(page.body) for page, *_ in batch])  # as sent and decoded
            yield work(batch)

    monkeypatch.setattr(pipelines.ingest.importing, "_BATCH_BYTES", limit)
    assert take(tmp_path / "data", mixed, engine) == wanted
    assert len(sizes) > 5
    assert [sum(some) >= limit > sum(some[:-1]) for some in sizes[:-1]] == [True] * (len(sizes) - 1)


def test_a_killed_worker_is_exit_6_and_the_same_command_does_the_rest(
    tmp_path: Path,
    mixed: list[Path],
    wanted: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(pipelines.ingest.importing, "_BATCH", 3)
    monkeypatch.setenv("BOGOR_NEWS_NOW", Clock()().isoformat())
    words = ["import", *map(str, mixed), "--all-sites", "--data", str(tmp_path / "data"), "--workers", "2"]
    with monkeypatch.context() as patch:
        patch.setattr(pipelines.ingest.importing, "extract_batch", die_at_the_last_page)
        assert main(words) == 6
    assert "killed" in capsys.readouterr().err
    assert main(words) == 0
    assert "1 broken" in capsys.readouterr().out
    assert stored(tmp_path / "data") == {name: wanted[name] for name in stored(tmp_path / "data")}
    assert LAST_PAGE in by_id(tmp_path / "data")


def test_a_page_over_which_the_extractor_stumbles_ends_nothing_and_is_in_quarantine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(page: RawPage) -> Any:
        if b"Batu" in page.body:
            raise RecursionError("too deep")
        return extract(page)

    extract = pipelines.pages.page_to_row.extract
    shots = [
        Shot(0, page("Batu."), OTHER_SITE),
        Shot(0, page("Batu."), address(7001)),
        Shot(0, page(), address(7002)),
    ]
    path = write(tmp_path / "a.warc.gz", shots)
    with monkeypatch.context() as patch:
        patch.setattr(pipelines.pages.page_to_row, "extract", stumble)
        result = take(tmp_path / "data", [path], local_engine(1))
    assert result["counts"] == {"new": 1, "failed": 2}
    assert [line.endswith("cannot be read: RecursionError: too deep") for line in result["problems"]] == [
        True
    ] * 2
    assert [row[1:3] for row in result["quarantine"]] == [("extractor_error", "RecursionError: too deep")] * 2
    assert broken(tmp_path / "data") == []
    answer = command("reprocess", "--data", tmp_path / "data")
    assert "2 pages recovered from quarantine" in answer.stdout
    assert len(by_id(tmp_path / "data")) == 3


def test_an_address_that_is_none_is_no_page(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", [Shot(0, page(), "http://desa-contoh.id:99999/kabar/panen-raya")])
    assert take(tmp_path / "data", [path], local_engine(1))["counts"] == {"other": 1}


@pytest.mark.soak
def test_a_cluster_that_reads_by_another_version_is_refused(
    tmp_path: Path, mixed: list[Path], cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pipelines.executor.dask_cluster

    monkeypatch.setattr(pipelines.executor.dask_cluster, "EXTRACTOR_VERSION", "another")
    with pytest.raises(ClusterError, match="by another"):
        take(tmp_path / "data", mixed, pipelines.executor.dask_cluster.dask_engine(cluster.address))


@pytest.mark.soak
def test_the_command_uses_a_cluster(tmp_path: Path, mixed: list[Path], cluster: Cluster) -> None:
    words = ("--engine", "dask", "--scheduler", cluster.address)
    answer = command("import", *mixed, *words, "--data", tmp_path / "data")
    assert (answer.returncode, answer.stdout.startswith("imported 2 files: 1 broken, 2 edited, 19 new")) == (
        0,
        True,
    )


@pytest.mark.parametrize(
    "words", [("--workers", "0"), ("--engine", "dask"), ("--scheduler", "tcp://h:1")], ids=" ".join
)
def test_wrong_use_is_said_before_anything_is_made(
    tmp_path: Path, mixed: list[Path], words: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(mixed[0]), *words, "--data", str(tmp_path / "data")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "data").exists()
