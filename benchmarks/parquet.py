"""What publishing and reading cost: bytes, memory and time of a night, against 5 sources and one big file."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pyarrow.parquet as pq

from pipelines.snapshot import DATASETS, Partition, partitions, publish, snapshot_dir, sort_key

YEARS = range(2007, 2027)
ROWS_A_YEAR = 1_000
NIGHT = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)
SYLLABLES = [a + b for a in "bdghjklmnprstw" for b in "aiu"] + [
    "an",
    "ar",
    "en",
    "er",
    "in",
    "is",
    "ung",
    "ang",
]


def _vocabulary(rng: random.Random, words: int = 10_000) -> list[str]:
    """Words of one to four syllables; with Zipf weights their text compresses like real Indonesian news."""
    return ["".join(rng.choices(SYLLABLES, k=rng.choice((1, 2, 2, 3, 3, 4)))) for _ in range(words)]


VOCABULARY = _vocabulary(random.Random(1))
WEIGHTS = list(itertools.accumulate(1 / (rank + 1) ** 0.9 for rank in range(len(VOCABULARY))))


def _words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(VOCABULARY, cum_weights=WEIGHTS, k=count))


def article(source: str, year: int, number: int, edits: int = 0) -> dict[str, Any]:
    """One synthetic row with five related links, the same at every call.

    Its body has 1.9 kB, as twelve saved Indonesian news pages have in the mean, and packs as theirs do.
    """
    rng = random.Random(f"{source}/{year}/{number}/{edits}")
    day = dt.date(year, 1, 1) + dt.timedelta(days=number * 365 // ROWS_A_YEAR)
    post_id = (year - 2000) * 10_000 + number
    title, body = _words(rng, 10).title(), "\n".join(_words(rng, 41) for _ in range(8))
    links = random.Random(f"{source}/{day}")  # the newest articles of the day, the same on all its pages
    seen = dt.datetime.combine(day, dt.time(2), dt.UTC) + dt.timedelta(seconds=number)
    return {
        "article_id": f"{source}:{post_id}",
        "source": source,
        "year": year,
        "post_id": post_id,
        "url": f"https://{source}.example.go.id/berita-detail/{post_id}",
        "title": title,
        "published_date": day,
        "date_text": day.strftime("%d / %m %Y"),
        "date_source": "listing",
        "body": body,
        "word_count": len(body.split()),
        "related_links": [_related(links, source, post_id, n) for n in range(5)],
        "tags": rng.sample(VOCABULARY[:40], 2),
        "images": [
            {"url": f"https://{source}.example.go.id/storage/{rng.randbytes(8).hex()}.jpg", "caption": None}
        ],
        "language": "id",
        "layout": "berita",
        "extractor_version": "1",
        "quality": [],
        "content_hash": hashlib.sha256(body.encode()).hexdigest(),
        "revision": 1 + edits,
        "status": "live",
        "first_seen_at": seen,
        "fetched_at": seen + dt.timedelta(days=edits),
        "archive_file": f"{year}/{day:%m}.warc.gz",
        "archive_offset": number * 7_300 + rng.randrange(7_000),
    }


def _related(rng: random.Random, source: str, post_id: int, position: int) -> dict[str, Any]:
    number = post_id // 3 * 3 - position
    url = f"https://{source}.example.go.id/berita-detail/{number}"
    title = _words(rng, 10).title()
    link = {"position": position, "url": url, "text": title, "title": title, "post_id": number}
    return link | {"article_id": f"{source}:{number}", "truncated": False}


def year_rows(year: int) -> list[dict[str, Any]]:
    return [article("kota0", year, number) for number in range(ROWS_A_YEAR)]


def corpus(data: Path, sources: int) -> None:
    """Publishes a source of 20,000 articles; the others' files, which are never read, are links to its own."""
    every = {}
    for year in YEARS:
        rows = year_rows(year)
        every |= {Partition(d, "kota0", year): rows for d in DATASETS}
    publish(data, "start", changed=every, keep=(), now=NIGHT - dt.timedelta(days=1))
    for partition, number in itertools.product(every, range(1, sources)):
        other = snapshot_dir(data, "start") / partition._replace(source=f"kota{number}").path
        other.parent.mkdir(exist_ok=True)
        other.hardlink_to(snapshot_dir(data, "start") / partition.path)


def night_rows(edited: list[tuple[int, int]]) -> dict[Partition, list[dict[str, Any]]]:
    """The partitions touched by 20 new articles and ``edited`` ones (year, number), as they are afterwards."""
    changed = {}
    for year in {YEARS[-1], *(y for y, _ in edited)}:
        numbers = [n for y, n in edited if y == year]
        before = year_rows(year)
        if year == YEARS[-1]:
            before += [article("kota0", year, ROWS_A_YEAR + n) for n in range(20)]
        after = [article("kota0", year, n, edits=1) for n in numbers]
        current = [r for r in before if r["article_id"] not in {a["article_id"] for a in after}]
        changed[Partition("articles", "kota0", year)] = sorted(current + after, key=sort_key)
        changed[Partition("revisions", "kota0", year)] = sorted(before + after, key=sort_key)
    return changed


def night(data: Path, snapshot_id: str, edited: list[tuple[int, int]]) -> dict[str, float]:
    """Publishes a night and returns its seconds, bytes of all writes and of the partitions, peak memory."""
    changed = night_rows(edited)
    keep = partitions(data, "start") - changed.keys()
    written, start = _figure("io", "wchar"), time.perf_counter()
    published = publish(data, snapshot_id, changed=changed, keep=keep, now=NIGHT)
    return {
        "seconds": time.perf_counter() - start,
        "written": _figure("io", "wchar") - written,
        "partitions": published.bytes_written,
        "memory": _figure("status", "VmHWM") * 1024,  # getrusage would give the parent's peak
    }


def measured_night(data: Path, edited: list[tuple[int, int]], repeats: int = 5) -> dict[str, float]:
    """The median of nights in processes of their own, so that their memory is theirs."""
    runs = []
    for turn in range(repeats):
        snapshot_id = f"night{edited[0][0]}-{edited[-1][0]}-{turn}"
        command = [sys.executable, "-m", "benchmarks.parquet", str(data), snapshot_id, json.dumps(edited)]
        runs.append(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))
    return {key: sorted(run[key] for run in runs)[repeats // 2] for key in runs[0]}


def _figure(file: str, name: str) -> int:
    lines = (line.split() for line in Path("/proc/self", file).read_text().splitlines())
    return next(int(words[1]) for words in lines if words[0] == f"{name}:")


def best(*functions: Callable[[], object], repeats: int = 15) -> list[float]:
    """The quickest of several calls of each, in seconds; they take turns, so that other load meets them all."""
    times: list[list[float]] = [[] for _ in functions]
    for _, (taken, function) in itertools.product(range(repeats), zip(times, functions, strict=True)):
        start = time.perf_counter()
        function()
        taken.append(time.perf_counter() - start)
    return [min(taken) for taken in times]


def _readers() -> dict[str, tuple[Callable[[str], object], Callable[[str], object]]]:
    """Each library's way to read a folder or file whole, and one month of it."""
    import duckdb
    import pandas
    import polars

    first, last = dt.date(2020, 5, 1), dt.date(2020, 5, 31)
    bounds = [("published_date", ">=", first), ("published_date", "<=", last)]
    in_arrow = (ds.field("published_date") >= first) & (ds.field("published_date") <= last)
    in_polars = polars.col("published_date").is_between(first, last)
    in_sql = f"where published_date between '{first}' and '{last}'"

    def every(path: str) -> str:
        return path + "/**/*.parquet" if Path(path).is_dir() else path

    return {
        "pyarrow": (
            lambda p: ds.dataset(p).to_table(),
            lambda p: ds.dataset(p).to_table(filter=in_arrow),
        ),
        "pandas": (pandas.read_parquet, lambda p: pandas.read_parquet(p, filters=bounds)),
        "polars": (
            lambda p: polars.read_parquet(every(p)),
            lambda p: polars.scan_parquet(every(p)).filter(in_polars).collect(),
        ),
        "duckdb": (
            lambda p: duckdb.sql(f"from read_parquet('{every(p)}')").to_arrow_table(),
            lambda p: duckdb.sql(f"from read_parquet('{every(p)}') {in_sql}").to_arrow_table(),
        ),
    }


def reading(data: Path) -> list[dict[str, Any]]:
    """Full reads and one month of 20,000 articles by year, against all of them in one file."""
    folder, big = os.path.realpath(data / "articles"), str(data / "big.parquet")
    pq.write_table(ds.dataset(folder).to_table(), big, compression="zstd")
    out = []
    for library, (full, month) in _readers().items():
        whole, *seconds = best(partial(full, big), partial(full, folder), partial(month, folder))
        for name, aim, taken in zip(("full read", "one month"), ("<= 1.25", "<= 0.3"), seconds, strict=True):
            compared = {"compared_with": "full read of one big file", "ratio": taken / whole, "aim": aim}
            out.append(_line(f"{name}, {library}", taken, "s", **compared))
    return out


def nights_of_a_year(data: Path) -> list[dict[str, Any]]:
    """365 nights of three new articles each: what lies on disk afterwards."""
    day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    rows = [article("kota0", 2026, n) for n in range(3 * 365)]
    for turn in range(365):
        changed = {Partition(d, "kota0", 2026): rows[: 3 * (turn + 1)] for d in DATASETS}
        publish(data, f"night{turn}", changed=changed, keep=(), now=day + turn * dt.timedelta(days=1))
    files = sum(1 for _ in (data / "articles").glob("*/*"))
    kept = sum(1 for _ in (data / "snapshots").iterdir())
    of_files = {"compared_with": "sources and years", "ratio": files / 1, "aim": "= 1"}
    of_snapshots = {"compared_with": "current and previous", "ratio": kept / 2, "aim": "<= 1"}
    return [
        _line("files after 365 nights", files, "files", **of_files),
        _line("snapshots after 365 nights", kept, "directories", **of_snapshots),
    ]


def _line(name: str, value: float, unit: str, **compared: Any) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit} | {"compared_with": "", "ratio": None} | compared


# Edits that a night finds are of this year, of the last, and of the one whose yearly looks have their turn.
RECENT = [(2026, 950), (2026, 980), (2025, 990)]
APART = [(2026, 950), (2025, 990), (2011, 500)]
# A look at everything may find more.
SCATTERED = [(2024, 950), (2019, 10), (2011, 500)]


def run() -> list[dict[str, Any]]:
    """Measures everything; each line has a figure, what it is compared with, the ratio and the aim."""
    with tempfile.TemporaryDirectory() as folder:
        one, five, many = (Path(folder, name) for name in ("one", "five", "many"))
        corpus(one, 1)
        out = [*nights_of_one_source(one), *reading(one)]
        corpus(five, 5)
        corpus(many, 25)
        return [*out, *nights_of_many_sources(five, many), *nights_of_a_year(Path(folder, "year"))]


def nights_of_one_source(data: Path) -> list[dict[str, Any]]:
    """Bytes of a night: edits of the newest articles, one of them old, and each of another old year."""
    whole = sum(p.stat().st_size for d in DATASETS for p in (data / d).glob("*/*"))
    out = []
    for kind, edited, aim in (
        ("3 recent edits", RECENT, "<= 6 MB"),
        ("3 edits as far apart as a night finds them", APART, "<= 6 MB"),
        ("3 edits in 3 old years, as --full may find them", SCATTERED, ""),
    ):
        wrote = measured_night(data, edited)["written"]
        name = f"Parquet of a night, 20 new, {kind}, 1 source"
        compared = {"compared_with": "writing everything again", "ratio": wrote / whole, "aim": aim}
        out.append(_line(name, wrote / 1e6, "MB", **compared))
    return out


def nights_of_many_sources(five: Path, many: Path) -> list[dict[str, Any]]:
    """Bytes, memory and time of the same night with 25 sources."""
    at_5, at_25 = measured_night(five, RECENT), measured_night(many, RECENT)
    touched = {"compared_with": "partitions touched", "ratio": at_25["written"] / at_25["partitions"]}
    slower = {"compared_with": "5 sources", "ratio": at_25["seconds"] / at_5["seconds"]}
    return [
        _line("Parquet of a night, 25 sources", at_25["written"] / 1e6, "MB", **touched, aim="<= 1.1"),
        _line("peak memory of a night, 25 sources", at_25["memory"] / 1e6, "MB", aim="<= 300 MB"),
        _line("a night, 25 sources", at_25["seconds"], "s", **slower, aim="<= 1.2"),
    ]


if __name__ == "__main__":
    if len(sys.argv) == 4:
        print(json.dumps(night(Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3]))))
    else:
        for line in run():
            print(json.dumps(line))
