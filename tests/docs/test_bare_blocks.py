"""The blocks that users paste need nothing but `make install` and what their page tells them to install."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from doc_pages import PAGES, ROOT, blocks

RUNNER = Path(__file__).with_name("run_doc_blocks.py")
# Pages for maintainers begin with `make dev`.
FOR_USERS = [
    page
    for page in PAGES
    if page.name not in ("CONTRIBUTING.md", "reliability.md", "adding-a-column.md", "adding-a-layout.md")
    and any(block.not_run is None for block in blocks(page, "python", "sql", "sh"))
]
_HINT = re.compile(r"`[^`\n]*pip install ([a-z][a-z ]*)`")


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh checkout after `make demo`, with what that installs and no more."""
    checkout = tmp_path_factory.mktemp("bare") / "checkout"
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, names.stdout.split("\0")):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, checkout / name)
    python = Path(sys.base_prefix) / "bin/python3"
    done = subprocess.run(
        ["make", "demo", f"PYTHON={python}"],
        cwd=checkout,
        env=plain(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    shutil.copytree(checkout / "data/demo", checkout / "data", symlinks=True, dirs_exist_ok=True)
    return checkout


def plain(**more: str) -> dict[str, str]:
    """The environment of a user, without this one's virtual environment."""
    own = str(Path(sys.prefix) / "bin")
    path = os.pathsep.join(p for p in os.environ["PATH"].split(os.pathsep) if p != own)
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return {**kept, "PATH": path, **more}


def install_hints(page: Path, checkout: Path, folder: Path) -> str:
    """Installs what the page tells to install into a folder of its own, and returns that folder."""
    wanted = sorted({name for hint in _HINT.findall(page.read_text("utf-8")) for name in hint.split()})
    if wanted:
        pinned = [f"{name}=={version(name)}" for name in wanted]
        command = [checkout / ".venv/bin/pip", "install", "-q", "--target", folder, *pinned]
        subprocess.run(command, env=plain(), check=True, capture_output=True)
    return str(folder)


@pytest.mark.soak
@pytest.mark.parametrize("page", FOR_USERS, ids=lambda page: page.name)
def test_blocks_run_with_what_their_page_installs(page: Path, bare: Path, tmp_path: Path) -> None:
    checkout = shutil.copytree(
        bare, tmp_path / "checkout", symlinks=True, ignore=shutil.ignore_patterns(".venv")
    )
    (checkout / ".venv").symlink_to(bare / ".venv")
    environment = plain(PYTHONPATH=install_hints(page, bare, tmp_path / "hints"))
    runnable = [b for b in blocks(page, "python", "sql") if b.not_run is None]
    done = subprocess.run(
        [bare / ".venv/bin/python", RUNNER],
        input=json.dumps([(b.language, "\n" * b.line + b.text, page.name) for b in runnable]),
        capture_output=True,
        text=True,
        cwd=checkout,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    script = "set -euo pipefail\n" + "".join(b.text for b in blocks(page, "sh") if b.not_run is None)
    path = f"{bare / '.venv/bin'}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        text=True,
        cwd=checkout,
        env={**environment, "PATH": path},
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
