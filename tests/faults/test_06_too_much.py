"""Line 6: decompression bombs, a page of 500 MB, slow drips and silence: given up, in bounded memory."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from faulty import ONE_SECOND, Faulty
from support.crawling import PROGRAM
from support.misbehaving.deliveries import bomb

from crawler.extensions.trickle import TrickleError

TOO_LARGE = ("bomb=gzip:50", "bomb=br:50", "bomb=zstd:50", "huge=40")
TOO_SLOW = ("drip=0.01", "hang")


def give_up(faulty: Faulty, rules: tuple[str, ...], overrides: dict[str, int]) -> list[int]:
    """Has each fault on an article; returns how often each one was asked for."""
    for number, rule in enumerate(rules, start=1):
        faulty.fault(f"{rule} on /berita-detail/{number}$")
    bad = range(1, len(rules) + 1)
    summary = faulty.night(overrides=overrides)
    assert (summary.code, faulty.wrong(*(f"berita:{number}" for number in bad))) == (0, [])
    assert f"{len(rules)} failed" in summary.line
    assert faulty.broken() == []
    asked = [sum(path == f"/berita-detail/{number}" for path in faulty.asked) for number in bad]
    faulty.heal()
    assert (faulty.night().code, faulty.wrong()) == (0, [])
    return asked


def test_line_6_what_is_too_large_is_given_up_at_once(faulty: Faulty) -> None:
    assert give_up(faulty, TOO_LARGE, {}) == [1] * len(TOO_LARGE)


def test_line_6_what_is_too_slow_is_asked_for_again(faulty: Faulty) -> None:
    assert give_up(faulty, TOO_SLOW, ONE_SECOND) == [4] * len(TOO_SLOW)


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
        if rule.startswith("bomb="):  # made beforehand: it takes its time
            coding, _, size = rule.removeprefix("bomb=").partition(":")
            bomb(coding, int(size))
        faulty.fault(f"{rule} on /berita-detail/{number}$")
    code, most = peak_memory(faulty.server.url, faulty.data)
    assert code == 0
    assert faulty.one("SELECT count(*) FROM pages WHERE last_error IS NOT NULL") == len(excess)
    # Ten megabytes as sent and ten decoded, a few times over while they are copied.
    assert most - usual < 70_000_000


def test_line_6_memory_stays_bounded(faulty: Faulty, tmp_path: Path) -> None:
    use_memory(faulty, tmp_path, ("bomb=gzip:80", "bomb=zstd:80", "huge=80"))


@pytest.mark.soak
def test_line_6_memory_stays_bounded_at_full_size(faulty: Faulty, tmp_path: Path) -> None:
    use_memory(faulty, tmp_path, ("bomb=gzip:1000", "bomb=br:1000", "bomb=zstd:1000", "huge=500"))


def test_line_6_a_trickle_says_how_slow_it_was() -> None:
    assert str(TrickleError(12.3)) == "the answer came at 12 bytes a second"
