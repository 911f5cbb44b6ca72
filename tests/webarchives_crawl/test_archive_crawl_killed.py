"""A crawl of an archive that is killed at any moment and run again ends as one that was not."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from support.corpora import broken
from support.crawling import PROGRAM
from support.webarchives import ArchiveServer
from webarchives_crawl.stand_ins import ARCHIVES, make_history, versions

from crawler.minisite.server import running


def start(data: Path, server: ArchiveServer, archive: str) -> subprocess.Popen[bytes]:
    options = ["--base-url", server.url, "--delay", "0", "--from", archive, "--source", "show_post"]
    return subprocess.Popen(
        [PROGRAM, "crawl", "--data", str(data), *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill_after(process: subprocess.Popen[bytes], server: ArchiveServer, requests: int) -> None:
    """Kills a run as soon as it has sent so many requests, or has ended before."""
    while len(server.log) < requests and process.poll() is None:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.wait(60)


def test_a_signal_ends_a_run_in_order_and_the_next_one_goes_on(tmp_path: Path) -> None:
    captures = make_history().captures
    with running(ArchiveServer(ARCHIVES["wayback"](captures), pause=0.05)) as server:
        process = start(tmp_path, server, "wayback")
        while len(server.log) < 6:
            assert process.poll() is None
            time.sleep(0.001)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 6
    assert broken(tmp_path) == []
    with running(ArchiveServer(ARCHIVES["wayback"](captures))) as server:
        assert start(tmp_path, server, "wayback").wait(60) == 0
    assert len(versions(tmp_path)) == 13


@pytest.mark.parametrize(
    ("archive", "rounds"),
    [("wayback", 1), *(pytest.param(archive, 30, marks=pytest.mark.soak) for archive in ARCHIVES)],
)
def test_killed_runs_end_in_the_same_versions(tmp_path: Path, archive: str, rounds: int) -> None:
    captures = make_history().captures
    with running(ArchiveServer(ARCHIVES[archive](captures))) as server:
        assert start(tmp_path / "whole", server, archive).wait(120) == 0
        all_requests = len(server.log)
        chance = random.Random(rounds)
        for number in range(rounds):
            data = tmp_path / f"killed-{number}"
            for _ in range(2):
                begun = len(server.log)
                kill_after(start(data, server, archive), server, begun + chance.randrange(2, all_requests))
            assert start(data, server, archive).wait(120) == 0
            assert versions(data) == versions(tmp_path / "whole")
            assert broken(data) == []
