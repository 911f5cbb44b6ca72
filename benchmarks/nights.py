"""What a night costs: requests and seconds of a quiet one, and bytes, memory and seconds of storing a busy one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.filling import BEFORE, NIGHT, add_sources, busy_corpus, busy_row, fill, stored
from benchmarks.parquet import RECENT, ROWS_A_YEAR, YEARS
from crawler.minisite.content import make_site
from crawler.minisite.server import serve
from crawler.spiders.listing import QUIET_PAGES
from pipelines.addresses import Address
from pipelines.archive import Exchange
from pipelines.article import Card
from pipelines.corpus import publishing
from pipelines.corpus.database import open_writer
from pipelines.ingest import Ingest, open_ingest
from pipelines.schema import Row

ROUNDS = 5
HOME = Path(__file__).parents[1]


# -- a quiet night


def quiet_night(articles: int, folder: Path) -> dict[str, float]:
    """The requests, re-checks and seconds of a night on a site that is known and did not change.

    The pages of the sweep are left out: as many as a sweep of a week needs.
    """
    half, odd = divmod(articles, 2)
    site = make_site(half, half + odd)
    (folder / str(articles)).mkdir()
    with closing(open_writer(folder / str(articles))) as connection:
        connection.execute("BEGIN")
        fill(connection, [stored(post, site) for post in site.posts()])
        publishing.mark_all(connection)
        publishing.write_snapshot(connection, folder / str(articles), BEFORE, 0)
        connection.execute("COMMIT")
    with serve(site) as server:
        seconds = _in_a_process("crawl", folder / str(articles), server.url)["seconds"]
    paths = [entry.path for entry in server.log]
    checks = sum("detail" in path for path in paths)
    swept = sum(path.startswith("/berita?page=") for path in paths) - QUIET_PAGES
    return {"seconds": seconds, "rechecks": checks, "requests": len(paths) - checks - swept}


def _crawl(data: Path, url: str) -> None:
    from crawler.crawl_run import CrawlOptions
    from crawler.runner import run_crawl

    summary = run_crawl(CrawlOptions(data=data, base_url=url), ("berita", "show_post"), delay=0.0)
    if summary.code or not re.match(r"ok: (nothing new|\d+ same);", summary.line):
        raise RuntimeError(summary.line)


# -- a night with 20 new and 3 edited articles


def _busy_rows(turn: int) -> list[Row]:
    rows = [busy_row(YEARS[-1], ROWS_A_YEAR + 20 * turn + n) for n in range(20)]
    return rows + [busy_row(year, number, edits=turn + 1) for year, number in RECENT]


def _busy(data: Path, rows: list[Row]) -> int:
    """Stores one night as a crawl does, every source settled; returns the bytes of Parquet written."""
    with open_ingest(data, "crawl", lambda: NIGHT) as ingest:
        for row in rows:
            _see(ingest, row)
        for (source,) in ingest.connection.execute("SELECT source FROM sources").fetchall():
            ingest.settle_leftovers(source, accept=False)
            result = ingest.settle(source, offered=9, accept=False)
            if result.held:
                raise RuntimeError(result.held)
        published = ingest.publish()
        ingest.end(0)
    return published.bytes_written


def _see(ingest: Ingest, row: Row) -> None:
    address = Address(row["source"], row["post_id"], row["article_id"], row["url"])
    card = Card(row["published_date"], None, row["date_text"], "listing", row["title"])
    ingest.discover(address, "listing", card)
    page = ingest.frontier.find(row["article_id"])
    assert page is not None
    body = row["body"].encode()
    capture = Exchange(row["url"], "GET", (), 200, "OK", (("Content-Type", "text/html"),), body, NIGHT)
    ingest.stage_page(page, row, lambda: ingest.archive(capture, page).pointer, NIGHT)


def busy_nights(*corpora: Path) -> list[dict[str, float]]:
    """The best of nights in processes of their own; corpora take turns, so that other load meets them all."""
    runs: list[list[dict[str, float]]] = [[] for _ in corpora]
    for turn in range(ROUNDS):
        for data, taken in zip(corpora, runs, strict=True):
            taken.append(_in_a_process("busy", data, str(turn)))
    return [{key: min(run[key] for run in taken) for key in taken[0]} for taken in runs]


# -- measuring


def _in_a_process(what: str, data: Path, argument: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.nights", what, str(data), argument]
    now = {"BOGOR_NEWS_NOW": NIGHT.isoformat()}
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=HOME, env=os.environ | now)
    result: dict[str, float] = json.loads(answer.stdout)
    return result


def _measured(what: str, data: Path, argument: str) -> dict[str, float]:
    rows = _busy_rows(int(argument)) if what == "busy" else []
    start, size = time.perf_counter(), 0
    if what == "busy":
        size = _busy(data, rows)
    else:
        _crawl(data, argument)
    status = Path("/proc/self/status").read_text().split()
    memory = int(status[status.index("VmHWM:") + 1]) * 1024
    return {"seconds": time.perf_counter() - start, "bytes": size, "memory": memory}


def _line(name: str, value: float, unit: str, aim: str, **compared: Any) -> dict[str, Any]:
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "compared_with": "",
        "ratio": None,
        "aim": aim,
    } | compared


def quiet(folder: Path) -> list[dict[str, Any]]:
    """A night on which nothing changed, at 1,000 and at 20,000 articles."""
    small, large = (quiet_night(n, folder) for n in (1_000, 20_000))
    aims = {"requests": "= 1, at most 7", "rechecks": "those due, at most 200 a source", "seconds": ""}
    return [
        _line(
            f"{name} of a quiet night, 20,000 articles",
            large[name],
            "s" if name == "seconds" else "requests",
            aim,
            compared_with=f"1,000 articles, {small[name]:.3g}",
            ratio=large[name] / small[name] if small[name] else None,
        )
        for name, aim in aims.items()
    ]


def busy(folder: Path) -> list[dict[str, Any]]:
    """A night of 20 new and 3 edited articles in a source of 20,000, beside 4 and 24 such sources."""
    five, many = folder / "5", folder / "25"
    busy_corpus(five)
    add_sources(five, range(1, 5))
    shutil.copytree(five, many, symlinks=True)
    add_sources(many, range(5, 25))
    at_5, at_25 = busy_nights(five, many)
    compared = {
        "compared_with": f"5 sources, {at_5['seconds']:.3g} s",
        "ratio": at_25["seconds"] / at_5["seconds"],
    }
    return [
        _line(
            "Parquet of a night, 20 new, 3 edited, through the database",
            at_25["bytes"] / 1e6,
            "MB",
            "<= 6 MB",
        ),
        _line("storing that night, 25 sources of 20,000", at_25["seconds"], "s", "<= 1.2", **compared),
        _line("peak memory of that night, 25 sources", at_25["memory"] / 1e6, "MB", "<= 300 MB"),
    ]


def run() -> list[dict[str, Any]]:
    """Measures everything; each line has a figure, what it is compared with, the ratio and the aim."""
    with tempfile.TemporaryDirectory() as folder:
        return [*quiet(Path(folder)), *busy(Path(folder))]


if __name__ == "__main__":
    if len(sys.argv) == 4:
        print(json.dumps(_measured(sys.argv[1], Path(sys.argv[2]), sys.argv[3])))
    else:
        for line in run():
            print(json.dumps(line))
