"""A minimal Debian in a directory, made with debootstrap from the package source of this machine."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

# Network settings of this machine that a program in the root needs too.
SETTINGS = ("/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt")
PIP_SETTINGS = {
    Path("/etc/pip.conf"): "etc/pip.conf",
    Path.home() / ".config/pip/pip.conf": "root/.config/pip/pip.conf",
}
# Lines that name files of this machine, which the root does not have.
LOCAL = re.compile(r"\s*(extra-index-url|find-links|constraint)|.*file://")


def package_source() -> str:
    """Returns the address from which this machine gets its own packages; skips the test where it has none."""
    sources = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]
    text = "\n".join(path.read_text("utf-8") for path in sources if path.is_file())
    found = re.search(r"^(?:URIs: *|deb (?:\[.*?\] )?)(https?://\S+/debian)/?(?:\s|$)", text, re.M)
    if found is None:
        pytest.skip("this machine has no Debian package source")
    return found[1]


def make_root(root: Path, suite: str, packages: str) -> None:
    """Makes a minimal Debian with these packages (comma-separated) and the network settings of this machine."""
    command = ["debootstrap", "--variant=minbase", f"--include={packages}", suite, root, package_source()]
    made = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert made.returncode == 0, made.stdout[-2000:] + made.stderr[-2000:]
    for name in SETTINGS:
        shutil.copy(name, root / name[1:])
    for path, target in PIP_SETTINGS.items():
        if path.is_file():
            lines = [line for line in path.read_text("utf-8").splitlines() if not LOCAL.match(line)]
            (root / target).parent.mkdir(parents=True, exist_ok=True)
            (root / target).write_text("\n".join(lines) + "\n", "utf-8")
