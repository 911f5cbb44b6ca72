"""``make demo`` on a bare Debian: only Python with venv, make and certificates are installed there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGES = "python3,python3-venv,make,ca-certificates"
# Network settings of this machine that a program in the root needs too.
SETTINGS = ("/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt")
PIP_SETTINGS = (Path("/etc/pip.conf"), Path.home() / ".config/pip/pip.conf")
# What names files of this machine, which the root does not have.
LOCAL = re.compile(r"\s*(extra-index-url|find-links|constraint)|.*file://")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Mounts end with the mount namespace that the script runs in, however it ends.
ENTER = 'mount --bind /dev "$0/dev" && mount -t proc proc "$0/proc" && exec chroot "$0" /usr/bin/env -i "$@"'
CHECK = "python3 --version && cd /root/project && make demo && .venv/bin/bogor-news verify --data data/demo"

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(os.geteuid() != 0, reason="a root directory can only be made and entered as root"),
    pytest.mark.skipif(shutil.which("debootstrap") is None, reason="debootstrap is not installed"),
]


def mirror() -> str:
    """The address that this machine gets its own packages from."""
    sources = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]
    text = "\n".join(path.read_text() for path in sources if path.is_file())
    found = re.search(r"^(?:URIs: *|deb (?:\[.*?\] )?)(https?://\S+/debian)/?(?:\s|$)", text, re.M)
    if found is None:
        pytest.skip("this machine has no Debian package source")
    return found[1]


def make_root(root: Path, suite: str) -> None:
    """Makes a minimal Debian with this checkout in it, without what was built or crawled here."""
    command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", suite, str(root), mirror()]
    made = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert made.returncode == 0, made.stdout[-2000:] + made.stderr[-2000:]
    for name in SETTINGS:
        shutil.copy(name, root / name[1:])
    for number, path in enumerate(path for path in PIP_SETTINGS if path.is_file()):
        lines = [line for line in path.read_text().splitlines() if not LOCAL.match(line)]
        target = root / ("etc/pip.conf", "root/.config/pip/pip.conf")[number]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(lines) + "\n")
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
    make_root(root, suite)
    try:
        done = run_in(root, CHECK)
        articles = list((root / "root/project/data/demo/articles").glob("*/*.parquet"))
    finally:
        shutil.rmtree(root)
    print(done.stdout.partition("\n")[0])
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert re.match(r"Python 3\.1[1-9]", done.stdout)
    assert articles
