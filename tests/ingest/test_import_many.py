"""Lists of WARC files, the pages of one host among many, and a file larger than memory should care about."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from ingest.warc_files import ARTICLE, BODY, NOON, Shot, page, write
from support.corpora import by_id
from support.crawling import PROGRAM, command

OTHER = "https://situs.example/kabar/pasar-desa-dibuka"


def test_a_list_of_files_and_only_one_host_of_them(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", [Shot(0, page()), Shot(1, page(title="Pasar Desa Dibuka"), OTHER)])
    write(tmp_path / "b.warc.gz", [Shot(0, page(), ARTICLE.replace("7001", "7002"))])
    (tmp_path / "daftar.txt").write_text("a.warc.gz\n\nb.warc.gz\n")
    one = command("import", "--list", tmp_path / "daftar.txt", "--data", tmp_path / "one")
    assert (one.returncode, one.stdout) == (0, "imported 2 files: 2 new, 1 other\n")
    options = ("--all-sites", "--host", "www.situs.example")
    two = command("import", "--list", tmp_path / "daftar.txt", *options, "--data", tmp_path / "two")
    assert (two.returncode, two.stdout) == (0, "imported 2 files: 1 new, 2 other\n")
    assert [row["source"] for row in by_id(tmp_path / "two").values()] == ["situs.example"]


def test_nothing_to_import_is_wrong_use(tmp_path: Path) -> None:
    answer = command("import", "--data", tmp_path / "data")
    assert (answer.returncode, len(answer.stderr.splitlines())) == (2, 1)
    missing = command("import", "--list", tmp_path / "none.txt", "--data", tmp_path / "data")
    assert (missing.returncode, "none.txt" in missing.stderr) == (1, True)


def big(path: Path, megabytes: int) -> Path:
    """A file of so many megabytes: long answers that turn out to be no pages, between them articles."""
    filler = "<p>" + " ".join(BODY) + "</p>\n"
    with path.open("wb") as file:
        number = 0
        while file.tell() < megabytes * 1_000_000:
            number += 1
            if number % 10 == 0:
                url, kind = ARTICLE.replace("7001", str(number)), "text/html"
                body = page(f"Catatan nomor {number} dari pasar yang lain.")
            else:
                url, kind = f"https://situs.example/{number}", "application/pdf"
                body = filler.encode() * 1_500
            http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
                f"WARC-Date: {NOON:%Y-%m-%dT%H:%M:%SZ}\r\nWARC-Target-URI: {url}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            )
            file.write(head.encode() + http + b"\r\n\r\n")
    return path


def peak(path: Path, data: Path, *options: str) -> float:
    """The most memory in MB that taking a file in needs: of its process, or of a worker where that needs more."""
    process = subprocess.Popen([PROGRAM, "import", path, "--data", data, *options], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0
    return usage.ru_maxrss / 1024


@pytest.mark.soak
def test_memory_stays_flat_on_a_gigabyte(tmp_path: Path) -> None:
    # With all sites, every one of the long answers goes through a worker.
    ways = {
        "1": ("--workers", "1"),
        "2": ("--workers", "2"),
        "2, all sites": ("--workers", "2", "--all-sites"),
    }
    path = big(tmp_path / "small.warc", 30)
    small = {name: peak(path, tmp_path / f"small {name}", *options) for name, options in ways.items()}
    path = big(tmp_path / "large.warc", 1000)
    try:
        large = {name: peak(path, tmp_path / f"large {name}", *options) for name, options in ways.items()}
    finally:
        path.unlink()
    for name in ways:
        print(f"workers {name}: {small[name]:.0f} MB for 30 MB, {large[name]:.0f} MB for 1 GB")
        assert large[name] < 1.3 * small[name]
        few, many = by_id(tmp_path / f"small {name}"), by_id(tmp_path / f"large {name}")
        assert len(many) > 20 * len(few) > 0
