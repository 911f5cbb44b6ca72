"""``make demo`` on a bare Debian: only Python with venv, make and certificates are installed there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from support.debian_root import make_root

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGES = "python3,python3-venv,make,ca-certificates"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Mounts end with the mount namespace that the script runs in, however it ends.
ENTER = 'mount --bind /dev "$0/dev" && mount -t proc proc "$0/proc" && exec chroot "$0" /usr/bin/env -i "$@"'
CHECK = "python3 --version && cd /root/project && make demo && .venv/bin/bogor-news verify --data data/demo"

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(os.geteuid() != 0, reason="a root directory can only be made and entered as root"),
    pytest.mark.skipif(shutil.which("debootstrap") is None, reason="debootstrap is not installed"),
]


def copy_checkout(root: Path) -> None:
    """Copies this checkout into a root directory, without what was built or crawled here."""
    ignored = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "demo", "build")
    shutil.copytree(CHECKOUT, root / "root/project", ignore=ignored)


def run_in(root: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Runs a command in a root directory, with an empty environment."""
    environment = [f"PATH={PATH}", "HOME=/root", "LANG=C.UTF-8", "PIP_DEFAULT_TIMEOUT=180"]
    return subprocess.run(
        ["unshare", "--mount", "sh", "-c", ENTER, str(root), *environment, "sh", "-c", command],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


@pytest.mark.parametrize("suite", ["stable", "testing"])
def test_the_demo_runs_with_the_python_of_debian(tmp_path: Path, suite: str) -> None:
    root = tmp_path / "root"
    make_root(root, suite, PACKAGES)
    copy_checkout(root)
    try:
        done = run_in(root, CHECK)
        articles = list((root / "root/project/data/demo/articles").glob("*/*.parquet"))
    finally:
        shutil.rmtree(root)
    print(done.stdout.partition("\n")[0])
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert re.match(r"Python 3\.1[1-9]", done.stdout)
    assert articles
