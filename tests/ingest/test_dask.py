"""Extraction again on a Dask cluster: a real scheduler and two worker processes, one of which may be killed."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from contextlib import ExitStack
from pathlib import Path

import pytest
from ingest.cluster import Cluster
from support.corpora import broken, files, rows
from support.crawling import Clock, command, night

import pipelines.ingest.reprocess
from crawler.minisite.content import make_site
from crawler.minisite.server import serve
from pipelines.executor.engines import Engine, local_engine
from pipelines.ingest import open_ingest
from pipelines.ingest.reprocess import reprocess

pytest.importorskip("distributed", reason="the extra `dask` is not installed")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A corpus whose every row looks as if an older extractor had read it, badly."""
    site = make_site(20, 20)
    with serve(site) as server:
        night(tmp_path / "data", server.url)
    with sqlite3.connect(tmp_path / "data" / "corpus.sqlite") as connection:
        connection.execute(
            "UPDATE revisions SET extractor_version = '0', author = 'Admin', title = upper(title)"
        )
    return tmp_path / "data"


def again(data: Path, engine: Engine) -> None:
    with open_ingest(data, "reprocess", Clock("2026-05-01T01:00:00+07:00")) as ingest:
        counts, problems = reprocess(ingest, engine, lambda done, total: None)
    assert (counts["versions"], counts["author"], problems) == (
        len(rows(data, "revisions")),
        counts["versions"],
        [],
    )


@pytest.mark.soak
@pytest.mark.parametrize("killed", [False, True])
def test_two_workers_make_the_same_files_as_the_local_engine_a_killed_one_loses_nothing(
    cluster: Cluster, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    from pipelines.executor.dask_cluster import dask_engine

    monkeypatch.setattr(pipelines.ingest.reprocess, "_BATCH", 1)
    other = Path(shutil.copytree(data, tmp_path / "other", symlinks=True))
    again(other, local_engine(1))

    def engine(work, batches):
        for number, answer in enumerate(dask_engine(cluster.address)(work, batches)):
            if killed and number == 3:
                os.kill(cluster.workers[0].pid, signal.SIGKILL)
            yield answer

    again(data, engine)
    assert files(data) == files(other)
    assert broken(data) == []


@pytest.mark.soak
def test_the_command_uses_a_cluster(cluster: Cluster, data: Path) -> None:
    answer = command("reprocess", "--engine", "dask", "--scheduler", cluster.address, "--data", data)
    assert (answer.returncode, answer.stdout.splitlines()[-1]) == (
        0, "40 versions extracted again, 0 pages recovered from quarantine",
    )  # fmt: skip
    for worker in cluster.workers:
        worker.kill()
        worker.wait()
    assert broken(data) == []


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--engine", "dask"], 2, "--scheduler"),
        (["--engine", "dask", "--scheduler", "h:1"], 2, "tcp://"),
        (["--engine", "dask", "--scheduler", "tcp://h:1", "--workers", "2"], 2, "no --workers"),
        (["--scheduler", "tcp://h:1"], 2, "--engine dask"),
        pytest.param(
            ["--engine", "dask", "--scheduler", "tcp://127.0.0.1:9"],
            1,
            "no Dask scheduler",
            marks=pytest.mark.soak,
        ),
    ],
)
def test_wrong_use_is_said_in_one_line(tmp_path: Path, options: list[str], code: int, words: str) -> None:
    with open_ingest(tmp_path, "crawl"):
        pass
    answer = command("reprocess", *options, "--data", tmp_path)
    assert (answer.returncode, len(answer.stderr.splitlines())) == (code, 1)
    assert words in answer.stderr


@pytest.mark.soak
def test_a_cluster_without_workers_is_said(data: Path) -> None:
    with ExitStack() as stack:
        answer = command(
            "reprocess", "--engine", "dask", "--scheduler", Cluster(stack).address, "--data", data
        )
    assert (answer.returncode, "has no worker" in answer.stderr) == (1, True)
