"""SHA-256 sums of files, in the form that ``sha256sum --check`` reads."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

FILE_NAME: Final = "SHA256SUMS"

_LINE: Final = re.compile(r"([0-9a-f]{64})  (.+)")


def sha256(path: Path) -> str:
    """Returns the lower-case SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_sums(root: Path, sums: Mapping[str, str]) -> None:
    """Writes ``SHA256SUMS`` below ``root``: the sums by the paths of their files, in the order of the paths."""
    lines = [f"{digest}  {name}\n" for name, digest in sorted(sums.items())]
    (root / FILE_NAME).write_text("".join(lines), "utf-8")


def read_sums(root: Path) -> dict[str, str]:
    """Returns the sums in ``SHA256SUMS`` below ``root`` by path; none where there is no such file.

    Raises ValueError for a file that is damaged.
    """
    path = root / FILE_NAME
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    found = [_LINE.fullmatch(line) for line in lines]
    if None in found:
        raise ValueError(f"line {found.index(None) + 1} is damaged")
    return {match[2]: match[1] for match in found if match}
