"""``SHA256SUMS``: the checksum of every other file of a release, as ``sha256sum --check`` reads it."""

from __future__ import annotations

import hashlib
from pathlib import Path


def sha256(path: Path) -> str:
    """Returns the lower-case SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_checksums(release: Path) -> None:
    """Writes ``SHA256SUMS`` for all files below ``release``, sorted by path."""
    files = sorted(path for path in release.rglob("*") if path.is_file())
    lines = [f"{sha256(path)}  {path.relative_to(release).as_posix()}\n" for path in files]
    (release / "SHA256SUMS").write_text("".join(lines), "utf-8")
