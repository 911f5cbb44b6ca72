"""Import and extraction again, beside trafilatura on the same pages, and in two processes beside one.

Run with ``python -m benchmarks.reprocess``. The pages are 27 kB ones of the miniature site, both generations. One
process is compared on captures that are all different; for two of them the corpus is made larger by rows that read
the same captures, so that the time a process takes to start counts as it does in an archive of some size.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median

from trafilatura import bare_extraction

from crawler.minisite.content import make_site
from crawler.minisite.messages import Request
from crawler.minisite.pages import ORIGIN, Application, personal
from pipelines.archive import ArchiveWriter, Exchange
from pipelines.executor.collector import collect_less_often
from pipelines.executor.engines import local_engine
from pipelines.ingest import open_ingest
from pipelines.ingest.importing import import_files
from pipelines.ingest.reprocess import reprocess

POSTS = 6000  # of each generation; so many that what a process does once counts little, as in a real archive
COPIES = 2
PAGE_BYTES = 27_000
SAMPLE = 100  # pages for trafilatura
ROUNDS = 3
MOMENT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def run() -> list[dict[str, object]]:
    """Returns a row a measurement."""
    collect_less_often()  # as every command does
    with tempfile.TemporaryDirectory() as directory:
        exchanges = pages()
        warc = archived(exchanges, Path(directory))
        # Turn by turn: a machine that is busy for a while slows both.
        imported = [
            (take_in(warc, Path(directory) / str(turn)), trafilatura_rate(exchanges))
            for turn in range(ROUNDS)
        ]
        data = Path(directory) / "0"
        again = [(rate(data, 1), trafilatura_rate(exchanges)) for _ in range(ROUNDS)]
        multiply(data)
        shared = [(rate(data, 2), rate(data, 1)) for _ in range(ROUNDS)]
    return [
        _row("import, one process", imported, "trafilatura bare_extraction with metadata", ">= 8"),
        _row("reprocess, one process", again, "trafilatura bare_extraction with metadata", ">= 8"),
        _row("reprocess, two processes", shared, "one process", ">= 1.8"),
    ]


def pages() -> list[Exchange]:
    """Returns every article page of a site as an answer of its own."""
    site = make_site(POSTS, POSTS)
    application = Application(site, PAGE_BYTES)
    exchanges = []
    for number, post in enumerate(site.posts()):
        answer = personal(application(Request("GET", post.path)), number)
        exchanges.append(
            Exchange(ORIGIN + post.path, "GET", (), 200, "OK", answer.headers, answer.body, MOMENT)
        )
    return exchanges


def archived(exchanges: list[Exchange], directory: Path) -> list[Path]:
    """Returns new WARC files that hold these answers."""
    writer = ArchiveWriter(directory / "warc", {}, clock=lambda: MOMENT)
    for exchange in exchanges:
        writer.append(exchange)
    writer.close()
    return [*(directory / "warc").iterdir()]


def take_in(warc: list[Path], data: Path) -> float:
    """Makes a corpus of the pages in these files, archived and published; returns how many a second."""
    with open_ingest(data, "import", lambda: MOMENT) as ingest:
        began = time.perf_counter()
        counts = import_files(ingest, warc, all_sites=False, report=print)
        return counts["new"] / (time.perf_counter() - began)


def multiply(data: Path) -> None:
    """Adds articles that read the captures of others."""
    with closing(sqlite3.connect(data / "corpus.sqlite")) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(revisions)")]
        values = ", ".join("article_id || '-' || ?" if name == "article_id" else name for name in names)
        for copy in range(1, COPIES):
            connection.execute(
                f"INSERT INTO revisions SELECT {values} FROM revisions WHERE article_id NOT LIKE '%-%'",
                (copy,),
            )
        connection.commit()


def rate(data: Path, workers: int) -> float:
    """Returns the versions a second of a whole run that finds every row as it was."""
    with open_ingest(data, "reprocess", lambda: MOMENT) as ingest:
        began = time.perf_counter()
        counts, problems = reprocess(ingest, local_engine(workers), lambda done, total: None)
        seconds = time.perf_counter() - began
    if problems or set(counts) != {"versions", "recovered"}:
        raise RuntimeError(f"these rows should not change: {counts}, {problems[:3]}")
    return counts["versions"] / seconds


def trafilatura_rate(exchanges: list[Exchange]) -> float:
    """Returns the pages a second of trafilatura's extraction, of pages that are in memory and decoded."""
    html = [exchange.body.decode() for exchange in exchanges[:: len(exchanges) // SAMPLE]]
    began = time.perf_counter()
    for page in html:
        bare_extraction(page, with_metadata=True)
    return len(html) / (time.perf_counter() - began)


def _row(name: str, turns: list[tuple[float, float]], beside: str, aim: str) -> dict[str, object]:
    """Returns the medians of the turns, of which each has our rate and that of what it is compared with."""
    return {
        "name": name,
        "value": round(median(ours for ours, _ in turns), 1),
        "unit": "pages/s",
        "compared_with": f"{beside}: {median(other for _, other in turns):.1f}",
        "ratio": round(median(ours / other for ours, other in turns), 2),
        "aim": aim,
    }


if __name__ == "__main__":
    for row in run():
        print(row)
