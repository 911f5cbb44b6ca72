"""What a night costs: requests and seconds of a quiet one, and bytes, memory and seconds of storing a busy one."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import attrs

from benchmarks.parquet import RECENT, ROWS_A_YEAR, YEARS, article
from crawler.minisite.content import make_site
from crawler.minisite.model import Post, expected
from pipelines.addresses import Address
from pipelines.archive import Exchange
from pipelines.checks import Card
from pipelines.corpus import publishing
from pipelines.corpus.codec import Row, encode, to_micros
from pipelines.corpus.database import open_writer
from pipelines.corpus.decisions import next_check
from pipelines.corpus.frontier import find_page
from pipelines.corpus.tables import COLUMN_LIST
from pipelines.extract import EXTRACTOR_VERSION
from pipelines.ingest import Ingest, open_ingest
from pipelines.schema import NAMES
from pipelines.similarity import bands, fingerprint
from pipelines.snapshot import partitions, snapshot_dir
from pipelines.text import content_hash, word_count

NIGHT = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)
BEFORE = NIGHT - dt.timedelta(days=1)
# The yearly look comes half a year after another one at the earliest: a day's share of them is due tonight.
LOOKED = NIGHT - dt.timedelta(days=183.5)
ROUNDS = 3
HOME = Path(__file__).parents[1]
_MARKS = ", ".join("?" * (len(NAMES) + 1))
_PAGES = (
    "article_id, source, post_id, url, state, found_by, found_at, found_run, card_title, card_date, card_at,"
    " card_source, card_flags, fetched_at, next_check_at"
)


def fill(connection: sqlite3.Connection, rows: list[Row]) -> None:
    """Stores articles as crawls do that found them a day before, each with its card."""
    seen, marks = to_micros(BEFORE), ", ".join("?" * len(_PAGES.split(",")))
    connection.executemany(
        f"INSERT INTO revisions ({COLUMN_LIST}, is_current) VALUES ({_MARKS})",
        ([*encode(r), 1] for r in rows),
    )
    connection.executemany(
        f"INSERT INTO pages ({_PAGES}) VALUES ({marks})",
        [
            (
                *(row[name] for name in ("article_id", "source", "post_id", "url")),
                *("known", "listing", seen, 0, row["title"], row["published_date"].isoformat()),
                to_micros(row["published_at"]) if row.get("published_at") else None,
                *("listing", "[]", seen),
                to_micros(next_check(row["article_id"], row["published_date"], LOOKED, LOOKED)),
            )
            for row in rows
        ],
    )
    for source in {row["source"] for row in rows}:
        connection.execute("INSERT INTO sources (source, backfill_done) VALUES (?, 1)", (source,))


# -- a quiet night


def stored(post: Post, site: Any) -> Row:
    """The row of a post of the miniature site."""
    row = {
        name: [attrs.asdict(x) if attrs.has(type(x)) else x for x in value]
        if isinstance(value, tuple)
        else value
        for name, value in expected(post, site).items()
    }
    return row | {
        "year": post.day.year,
        "date_source": "listing" if post.source == "berita" else "page",
        "date_text": post.day.isoformat(),
        "word_count": word_count(post.body),
        "extractor_version": EXTRACTOR_VERSION,
        "quality": [],
        "content_hash": content_hash(row["title"], post.day, post.body),
        "revision": 1,
        "status": "live",
        "first_seen_at": BEFORE,
        "fetched_at": BEFORE,
    }


@contextmanager
def served(articles: int) -> Iterator[str]:
    """Serves a site from a process of its own, and gives its address."""
    command = [sys.executable, "-m", "crawler.minisite", "--articles", str(articles)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HOME
    ) as server:
        assert server.stdout is not None
        yield json.loads(server.stdout.readline())["url"]
        server.terminate()


def quiet_night(articles: int, folder: Path) -> dict[str, float]:
    """The requests, re-checks among them, and seconds of a night on a site that is known and did not change."""
    half, odd = divmod(articles, 2)
    site = make_site(half, half + odd)
    (folder / str(articles)).mkdir()
    with closing(open_writer(folder / str(articles))) as connection:
        connection.execute("BEGIN")
        fill(connection, [stored(post, site) for post in site.posts()])
        publishing.mark_all(connection)
        publishing.publish(connection, folder / str(articles), BEFORE, 0)
        connection.execute("COMMIT")
    with served(articles) as url:
        seconds = _in_a_process("crawl", folder / str(articles), url)["seconds"]
        order = urllib.request.Request(url + "/__control__", b'{"do": "log"}', method="POST")
        paths = [entry["path"] for entry in json.load(urllib.request.urlopen(order))]
    checks = sum("detail" in path for path in paths)
    return {"seconds": seconds, "rechecks": checks, "requests": len(paths) - checks}


def _crawl(data: Path, url: str) -> None:
    from crawler.crawl import run_crawl
    from crawler.run import CrawlOptions

    summary = run_crawl(CrawlOptions(data=data, base_url=url), ("berita", "show_post"), delay=0.0)
    if summary.code or not re.match(r"ok: (nothing new|\d+ same);", summary.line):
        raise RuntimeError(summary.line)


# -- a night with 20 new and 3 edited articles


def busy_row(year: int, number: int, edits: int = 0) -> Row:
    """One article of the first source, complete."""
    row = article("kota0", year, number, edits)
    return row | {"status": "live", "extractor_version": EXTRACTOR_VERSION}


def busy_corpus(data: Path) -> None:
    """A published corpus of one source of 20,000 articles."""
    data.mkdir()
    with closing(open_writer(data)) as connection:
        connection.execute("BEGIN")
        rows = [busy_row(year, number) for year in YEARS for number in range(ROWS_A_YEAR)]
        fill(connection, rows)
        keys = [(k, r["article_id"]) for r in rows for k in bands(fingerprint(r["title"], r["body"]))]
        connection.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", sorted(keys))
        publishing.mark_all(connection)
        publishing.publish(connection, data, BEFORE, 0)
        connection.execute("COMMIT")


def add_sources(data: Path, numbers: range) -> None:
    """Copies the first source under other names; their published files are links to its own, and never read."""
    snapshot = snapshot_dir(data, (data / ".current").readlink().name)
    first = [p for p in partitions(data, snapshot.name) if p.source == "kota0"]
    with closing(open_writer(data)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for number in numbers:
            _copy_rows(connection, f"kota{number}", number)
            for partition in first:
                other = snapshot / partition._replace(source=f"kota{number}").path
                other.parent.mkdir(exist_ok=True)
                other.hardlink_to(snapshot / partition.path)


def _copy_rows(connection: sqlite3.Connection, source: str, shift: int) -> None:
    connection.execute("BEGIN")
    for table, names in (("revisions", f"{COLUMN_LIST}, is_current"), ("pages", _PAGES)):
        columns = names.replace("article_id,", f"'{source}:' || post_id,").replace(
            "source,", f"'{source}',", 1
        )
        connection.execute(
            f"INSERT INTO {table} ({names}) SELECT {columns} FROM {table} WHERE source = 'kota0'"
        )
    connection.execute(
        "INSERT INTO bands SELECT band + ?, ? || substr(article_id, 6) FROM bands WHERE article_id GLOB 'kota0:*'"
        " ORDER BY band",
        (shift, source),
    )
    connection.execute("INSERT INTO sources (source, backfill_done) VALUES (?, 1)", (source,))
    connection.execute("COMMIT")


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
            result = ingest.settle(source, front=9, accept=False)
            if result.held:
                raise RuntimeError(result.held)
        published = ingest.publish()
        ingest.end(0, None, {})
    return published.bytes_written


def _see(ingest: Ingest, row: Row) -> None:
    address = Address(row["source"], row["post_id"], row["article_id"], row["url"])
    card = Card(row["published_date"], None, row["date_text"], "listing", row["title"])
    ingest.meet(address, "listing", card)
    page = find_page(ingest.connection, row["article_id"])
    assert page is not None
    body = row["body"].encode()
    capture = Exchange(row["url"], "GET", (), 200, "OK", (("Content-Type", "text/html"),), body, NIGHT)
    ingest.see(page, row, ingest.archive(capture, row["article_id"]).pointer, NIGHT)


def busy_nights(data: Path, turn: int) -> dict[str, float]:
    """The median of nights in processes of their own, so that their memory is theirs."""
    runs = [_in_a_process("busy", data, str(turn * ROUNDS + n)) for n in range(ROUNDS)]
    return {key: median(run[key] for run in runs) for key in runs[0]}


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
    data = folder / "busy"
    busy_corpus(data)
    alone = busy_nights(data, 0)
    add_sources(data, range(1, 5))
    at_5 = busy_nights(data, 1)
    add_sources(data, range(5, 25))
    at_25 = busy_nights(data, 2)
    compared = {
        "compared_with": f"5 sources, {at_5['seconds']:.3g} s",
        "ratio": at_25["seconds"] / at_5["seconds"],
    }
    return [
        _line(
            "Parquet of a night, 20 new, 3 edited, through the database",
            alone["bytes"] / 1e6,
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
