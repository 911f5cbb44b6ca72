from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from faulty import FakeTime, Faulty
from processes import Program, program
from support.arranged import make_site
from support.misbehaving import serve

from crawler import download_handler, pacing


@pytest.fixture
def faulty(tmp_path: Path) -> Iterator[Faulty]:
    """A small site, nothing crawled yet."""
    with serve(make_site(14, 12)) as server:
        yield Faulty(server, tmp_path / "data")


@pytest.fixture
def fake(faulty: Faulty, monkeypatch: pytest.MonkeyPatch) -> FakeTime:
    fake = FakeTime(faulty)
    for module in (pacing, download_handler):
        monkeypatch.setattr(module, "monotonic", fake.monotonic)
    monkeypatch.setattr(download_handler, "sleep", fake.sleep)
    return fake


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus of the small site after one night."""
    with serve(make_site(14, 12)) as server:
        faulty = Faulty(server, tmp_path_factory.mktemp("crawled") / "data")
        assert (faulty.night().code, faulty.wrong()) == (0, [])
        return faulty.data


@pytest.fixture
def known(faulty: Faulty, crawled: Path) -> Faulty:
    """The small site, crawled the night before."""
    shutil.copytree(crawled, faulty.data, symlinks=True)
    return faulty


@pytest.fixture(scope="session")
def bogor_news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program, ready to be started."""
    with program(tmp_path_factory.mktemp("program")) as running:
        yield running


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 80 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", str(disk)]
    if os.getuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)
