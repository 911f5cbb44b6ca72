"""What 500,000 articles in 25 sources cost: a quiet night, what people wait for, and what is made of all of them."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.crawl import served
from benchmarks.filling import NIGHT, add_sources, busy_corpus, fill, stored
from benchmarks.spent import Spent, spent
from crawler.minisite.content import make_site
from crawler.minisite.server import serve
from pipelines.corpus import publishing
from pipelines.corpus.database import open_writer

PROGRAM = Path(sys.executable).with_name("bogor-news")
SOURCES = 25
POSTS = 1_000
VERIFIED = 3_000
WAITED_FOR = ("status", "changes")
OF_ALL = {"report": (), "release": ("--to",)}


def _corpora(folder: Path) -> tuple[Path, Path]:
    """A corpus of 20,000 articles and one of 500,000, each with a source of the miniature beside them."""
    small, large = folder / "small", folder / "large"
    busy_corpus(small)
    site = make_site(POSTS, 0)
    with closing(open_writer(small)) as connection:
        connection.execute("BEGIN")
        fill(connection, [stored(post, site) for post in site.posts()])
        publishing.mark_all(connection)
        publishing.write_snapshot(connection, small, NIGHT, 1)
        connection.execute("COMMIT")
    shutil.copytree(small, large, symlinks=True)
    add_sources(large, range(1, SOURCES))
    return small, large


def _spent(*arguments: str | Path) -> Spent:
    return spent(PROGRAM, *arguments, env={"BOGOR_NEWS_NOW": NIGHT.isoformat()})


def _line(
    name: str, value: float, unit: str, aim: str = "", compared: str = "", ratio: float | None = None
) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "compared_with": compared, "ratio": ratio, "aim": aim}


def _quiet_nights(small: Path, large: Path) -> dict[str, Any]:
    times = []
    with serve(make_site(POSTS, 0)) as server:
        options = ("--source", "berita", "--delay", "0", "--base-url", server.url)
        for data in (small, large):
            _spent("crawl", *options, "--data", data)  # the first one makes the snapshot its own
            times.append(min(_spent("crawl", *options, "--data", data).seconds for _ in range(3)))
    few, many = times
    return _line(
        "a quiet night, 500,000 articles stored, from loopback",
        many,
        "s",
        "≤ 2 s",
        f"20,000, {few:.2f} s",
        many / few,
    )


def _of_all(name: str, folder: Path, small: Path, large: Path) -> list[dict[str, Any]]:
    options = OF_ALL[name]
    small_run, large_run = (
        _spent(name, *(x for o in options for x in (o, folder / f"{name}-{data.name}")), "--data", data)
        for data in (small, large)
    )
    few, many = small_run.seconds, large_run.seconds
    return [
        _line(f"{name}, 500,000 articles", many, "s", "linear", f"20,000, {few:.1f} s", many / few),
        _line(f"{name}, 500,000 articles, peak memory", large_run.peak, "MB", "< 500 MB"),
    ]


def _verified(folder: Path) -> dict[str, Any]:
    data = folder / "verified"
    with served(VERIFIED) as url:
        _spent("crawl", "--source", "berita", "--delay", "0", "--base-url", url, "--data", data)
    seconds = _spent("verify", "--data", data).seconds
    return _line(f"verify, {VERIFIED} articles with their captures", VERIFIED / seconds, "articles/s")


def run() -> list[dict[str, Any]]:
    """Returns the rows of the table."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        small, large = _corpora(folder)
        lines = [_quiet_nights(small, large)]
        for name in WAITED_FOR:
            few, many = (
                min(_spent(name, "--data", data).seconds for _ in range(3)) for data in (small, large)
            )
            lines.append(
                _line(f"{name}, 500,000 articles", many, "s", "≤ 2 s", f"20,000, {few:.2f} s", many / few)
            )
        for name in OF_ALL:
            lines += _of_all(name, folder, small, large)
        return [*lines, _verified(folder)]


if __name__ == "__main__":
    print(json.dumps(run(), indent=2, ensure_ascii=False))
