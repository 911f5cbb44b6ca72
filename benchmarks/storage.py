"""What an article takes on disk: the raw capture, the system of record and the published files."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.crawl import PAGE_BYTES, served

PAGES = 1000


def run() -> list[dict[str, Any]]:
    """Returns the rows of the table: bytes an article in each place, after one crawl."""
    with served(PAGES) as url, tempfile.TemporaryDirectory() as directory:
        data = Path(directory) / "data"
        program = Path(sys.executable).with_name("bogor-news")
        options = ["--source", "berita", "--delay", "0", "--base-url", url, "--data", data]
        subprocess.run([program, "crawl", *options], check=True, capture_output=True, timeout=600)
        places = {
            "raw captures": _size(data / "archive"),
            "the database": sum(path.stat().st_size for path in data.glob("corpus.sqlite*")),
            "Parquet, current rows and revisions": _size(data / "snapshots"),
        }
    return [
        {
            "name": f"bytes an article takes: {name}",
            "value": size / PAGES / 1000,
            "unit": "kB",
            "compared_with": f"its page, {PAGE_BYTES / 1000:.0f} kB",
            "ratio": size / PAGES / PAGE_BYTES,
            "aim": "small",
        }
        for name, size in places.items()
    ]


def _size(directory: Path) -> int:
    files = (path.stat() for path in directory.rglob("*") if path.is_file() and not path.is_symlink())
    return sum({file.st_ino: file.st_size for file in files}.values())


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
