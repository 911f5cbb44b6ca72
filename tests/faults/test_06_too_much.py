"""Line 6: decompression bombs, a page of 500 MB, slow drips and silence: given up, in bounded memory."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from faulty import Faulty
from support.crawling import PROGRAM

from crawler.middlewares.trickle import TrickleError
from crawler.minisite.deliveries import bomb

TOO_LARGE = ("bomb=gzip", "bomb=br", "bomb=zstd", "huge=40")
TOO_SLOW = ("drip=0.01", "hang")


def test_line_6_the_page_is_given_up_and_the_others_are_read(faulty: Faulty) -> None:
    for coding in ("gzip", "br", "zstd"):
        bomb(coding, 100)  # made beforehand: it takes its time
    bad = dict(enumerate((*TOO_LARGE, *TOO_SLOW), start=1))
    for number, rule in bad.items():
        faulty.fault(f"{rule} on /berita-detail/{number}$")
    summary = faulty.night()
    assert (summary.code, faulty.wrong(*(f"berita:{number}" for number in bad))) == (0, [])
    assert f"{len(bad)} failed" in summary.line
    # What is too large stays so; what stalls may be quicker another time.
    asked = [sum(path == f"/berita-detail/{number}" for path in faulty.asked) for number in bad]
    assert asked == [1] * len(TOO_LARGE) + [4] * len(TOO_SLOW)
    assert faulty.broken() == []
    faulty.heal()
    assert (faulty.night().code, faulty.wrong()) == (0, [])


def peak_memory(url: str, data: Path) -> tuple[int, int]:
    """The exit code of a crawl by the program, and the most memory it took, in bytes."""
    arguments = [
        PROGRAM,
        "crawl",
        "--data",
        str(data),
        "--base-url",
        url,
        "--delay",
        "0",
        "--source",
        "berita",
    ]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss * 1024


def use_memory(faulty: Faulty, directory: Path, excess: tuple[str, ...]) -> None:
    code, usual = peak_memory(faulty.server.url, directory / "usual")
    assert code == 0
    for number, rule in enumerate(excess, start=1):
        faulty.fault(f"{rule} on /berita-detail/{number}$")
    code, most = peak_memory(faulty.server.url, faulty.data)
    assert code == 0
    assert faulty.one("SELECT count(*) FROM pages WHERE failures > 0") == len(excess)
    # Ten megabytes as sent and ten decoded, a few times over while they are copied.
    assert most - usual < 120_000_000


def test_line_6_memory_stays_bounded(faulty: Faulty, tmp_path: Path) -> None:
    use_memory(faulty, tmp_path, ("bomb=gzip:150", "bomb=zstd:150", "huge=150"))


@pytest.mark.soak
def test_line_6_memory_stays_bounded_at_full_size(faulty: Faulty, tmp_path: Path) -> None:
    use_memory(faulty, tmp_path, ("bomb=gzip:1000", "bomb=br:1000", "bomb=zstd:1000", "huge=500"))


def test_line_6_a_trickle_says_how_slow_it_was() -> None:
    assert str(TrickleError(12.3)) == "the answer came at 12 bytes a second"
