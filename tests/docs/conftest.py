from __future__ import annotations

import fcntl
import os
import shutil
import sys
from pathlib import Path

import pytest
from support.crawling import command


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory) -> Path:
    """What ``bogor-news demo`` makes, once for all workers."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    data = shared / "doc_demo"
    with (shared / "doc_demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not data.exists():
            done = command("demo", "--data", data)
            assert done.returncode == 0, done.stderr
            (shared / "doc_demo.txt").write_text(done.stdout)
    return data


@pytest.fixture(scope="session")
def demo_output(demo_data) -> str:
    """What ``bogor-news demo`` printed while it made ``demo_data``."""
    return demo_data.with_suffix(".txt").read_text()


@pytest.fixture
def checkout(demo_data, tmp_path) -> Path:
    """A folder that looks like a checkout after a crawl and a demo: ``.venv``, ``data``, ``data/demo``."""
    for data in ("data", "data/demo"):
        shutil.copytree(demo_data, tmp_path / data, symlinks=True)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path
