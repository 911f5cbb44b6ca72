"""A whole crawl from loopback, beside a bare Scrapy spider that follows the same links and yields only the URL.

And how much of its time a run uses that leaves a second between its requests.
"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.spent import spent

PAGES = 3000
PAGE_BYTES = 27_000
PACED = 100  # articles of the run with a second between its requests
ROUNDS = 5
HOME = Path(__file__).parents[1]

SERVE = """
import sys
from crawler.minisite.content import make_site
from crawler.minisite.server import serve
with serve(make_site({berita}, 0), page_bytes={size}) as server:
    print(server.url, flush=True)
    sys.stdin.read()
"""


@contextmanager
def served(berita: int) -> Iterator[str]:
    """Serves a site of so many articles from a process of its own, and gives its address."""
    code = SERVE.format(berita=berita, size=PAGE_BYTES)
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


def bare(url: str) -> float:
    """Returns the pages a second of the bare spider."""
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.bare_spider", url],
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
        cwd=HOME,
    )
    return float(answer.stdout)


class Run(NamedTuple):
    """What a whole run took, publication included."""

    rate: float
    """Pages a second."""
    peak: float
    """The most memory that one of its processes had, in MB."""
    cpu: float
    """CPU seconds a page, of both processes, with their start."""


def ours(url: str) -> Run:
    """Returns what a whole run took."""
    with tempfile.TemporaryDirectory() as directory:
        data = Path(directory) / "data"
        options = ("--source", "berita", "--delay", "0", "--base-url", url, "--data", data)
        taken = spent(Path(sys.executable).with_name("bogor-news"), "crawl", *options)
        with closing(sqlite3.connect(data / "corpus.sqlite")) as connection:
            started, ended = connection.execute("SELECT started_at, ended_at FROM runs").fetchone()
            (pages,) = connection.execute("SELECT count(*) FROM revisions").fetchone()
    return Run(pages / (ended - started) * 1e6, taken.peak, taken.cpu / pages)


def paced() -> float:
    """Returns the requests an hour of a run with ``--delay 1``, from the start of its process to the end."""
    with served(PACED) as url, tempfile.TemporaryDirectory() as directory:
        program = Path(sys.executable).with_name("bogor-news")
        options = ("--source", "berita", "--delay", "1", "--base-url", url, "--data", directory)
        began = time.monotonic()
        answer = subprocess.run(
            [program, "crawl", *options], capture_output=True, text=True, check=True, timeout=600
        )
        seconds = time.monotonic() - began
    requests = re.search(r"(\d+) requests", answer.stdout)
    assert requests is not None
    return int(requests[1]) / seconds * 3600


def run() -> list[dict[str, Any]]:
    """Returns the rows of the table: pages a second in turns, memory at 3,000 and 20,000 pages, and the paced run."""
    with served(PAGES) as url:
        bare(url)  # the server's own cache fills once
        pairs = [(bare(url), ours(url)) for _ in range(ROUNDS)]
    with served(20_000) as url:
        large = ours(url).peak
    rate = median(run.rate for _, run in pairs)
    ratio = median(run.rate / other for other, run in pairs)
    memory = median(run.peak for _, run in pairs)
    hourly = paced()
    return [
        {
            "name": f"a crawl of {PAGES} pages of 27 kB, everything stored and published",
            "value": rate,
            "unit": "pages/s",
            "compared_with": f"a bare Scrapy spider, {median(other for other, _ in pairs):.0f} pages/s",
            "ratio": ratio,
            "aim": ">= 0.75, aim 0.85",
        },
        {
            "name": "peak memory of a crawl of 20,000 pages",
            "value": large,
            "unit": "MB",
            "compared_with": f"of {PAGES} pages, {memory:.0f} MB",
            "ratio": large / memory,
            "aim": "flat",
        },
        {
            "name": "requests of a run with a second between them",
            "value": hourly,
            "unit": "requests/h",
            "compared_with": "one a second, 3600",
            "ratio": hourly / 3600,
            "aim": ">= 0.95",
        },
    ]


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
