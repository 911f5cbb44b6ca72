"""Lists of WARC files, the pages of one host among many, and a file larger than memory should care about."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from past.warc_files import ARTICLE, BODY, NOON, Shot, page, write
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
    """A file of so many megabytes: long pages of another site, between them articles of a known one."""
    filler = "<p>" + " ".join(BODY) + "</p>\n"
    with path.open("wb") as file:
        number = 0
        while file.tell() < megabytes * 1_000_000:
            number += 1
            is_article = number % 10 == 0
            url = ARTICLE.replace("7001", str(number)) if is_article else f"https://situs.example/{number}"
            body = (
                page(f"Catatan nomor {number} dari pasar yang lain.")
                if is_article
                else filler.encode() * 1_500
            )
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
                f"WARC-Date: {NOON:%Y-%m-%dT%H:%M:%SZ}\r\nWARC-Target-URI: {url}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            )
            file.write(head.encode() + http + b"\r\n\r\n")
    return path


def peak(path: Path, data: Path) -> float:
    """The most memory in MB that taking a file in needs."""
    process = subprocess.Popen([PROGRAM, "import", path, "--data", data], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0
    return usage.ru_maxrss / 1024


@pytest.mark.soak
def test_memory_stays_flat_on_a_gigabyte(tmp_path: Path) -> None:
    small = peak(big(tmp_path / "small.warc", 30), tmp_path / "a")
    path = big(tmp_path / "large.warc", 1000)
    try:
        large = peak(path, tmp_path / "b")
    finally:
        path.unlink()
    assert len(by_id(tmp_path / "b")) > 20 * len(by_id(tmp_path / "a")) > 0
    print(f"{small:.0f} MB for 30 MB, {large:.0f} MB for 1 GB")
    assert large < 1.3 * small
