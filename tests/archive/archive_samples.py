"""What the tests of the archive share: an exchange, a writer, and the judgement of other tools."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

from pipelines.archive import ArchiveWriter, Exchange

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
PAGE = b"<html><body><h1>Wali Kota Bogor meresmikan taman</h1><p>Warga menyambut baik.</p></body></html>"
URL = "https://kotabogor.go.id/berita-detail/7"


def writer(root: Path, committed: dict[str, int] | None = None, max_bytes: int = 1 << 24) -> ArchiveWriter:
    return ArchiveWriter(root, committed or {}, clock=lambda: NOON, max_bytes=max_bytes)


def exchange(body: bytes = PAGE, url: str = URL, headers: tuple[tuple[str, str], ...] = ()) -> Exchange:
    return Exchange(
        url=url,
        method="GET",
        request_headers=[("Host", "kotabogor.go.id"), ("User-Agent", "uji-coba")],
        status=200,
        reason="OK",
        response_headers=[("Content-Type", "text/html; charset=UTF-8"), *headers],
        body=body,
        fetched_at=NOON,
        ip="127.0.0.1",
    )


def check(root: Path) -> None:
    # Without fastwarc's -p: it counts the payload of every revisit as damaged, other tools' revisits too.
    files = sorted(root.glob("*.warc.gz"))
    assert files
    tools = Path(sys.executable).parent
    commands = [
        [tools / "warcio", "check", *files],
        *([tools / "fastwarc", "check", "-q", file] for file in files),
    ]
    for command in commands:
        run = subprocess.run(command, check=False, capture_output=True, text=True)
        assert run.returncode == 0, run.stdout + run.stderr
