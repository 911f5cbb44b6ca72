"""``bogor-news demo``: crawls the built-in miniature of the site and shows the dataset that comes of it."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.exits import CommandError, Exit

if TYPE_CHECKING:
    from rich.console import Console

HELP = "crawl the built-in miniature of the site on loopback, and show the dataset"

_ROWS = 3
_MARK = ".demo"  # a corpus without it is somebody's own
_LOADING = """\
pandas.read_parquet(os.path.realpath("{0}"))
polars.read_parquet(os.path.realpath("{0}") + "/**/*.parquet")
duckdb.sql(f"SELECT * FROM read_parquet('{{os.path.realpath('{0}')}}/**/*.parquet')")"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "--data", type=Path, default=Path("data/demo"), metavar="DIR", help="made afresh (default: data/demo)"
    )


def run(args: argparse.Namespace) -> int:
    """Serves, crawls, and prints what was crawled, a few rows, and how to load them."""
    from rich.console import Console

    from crawler.cli.crawl import LIVE, ORIGINS
    from crawler.crawl import run_crawl
    from crawler.minisite.content import make_site
    from crawler.minisite.server import serve
    from crawler.run import CrawlOptions

    _begin(args.data)
    site = make_site()
    numbers = [post.post_id for post in site.posts() if post.source == "show_post"]
    console = Console()
    with serve(site) as server:
        console.print(
            f"a miniature of kotabogor.go.id, {len(site.posts())} articles, is served at {server.url}"
        )
        options = CrawlOptions(
            data=args.data, base_url=server.url, start_id=min(numbers), end_id=max(numbers)
        )
        summary = run_crawl(options, ORIGINS[LIVE].sources, delay=0.0)
    for problem in summary.problems:
        console.print(problem, style="red", markup=False)
    console.print(summary.line, markup=False)
    if summary.code is Exit.OK:
        _show(console, args.data)
    return summary.code


def _begin(data: Path) -> None:
    """Makes the directory afresh, an earlier demo removed. Raises CommandError where something else is in it."""
    if data.exists() and any(data.iterdir()):
        if not (data / _MARK).exists():
            raise CommandError(
                Exit.USAGE, f"{data} is not an earlier demo's: it will not be cleared; give another --data"
            )
        shutil.rmtree(data)
    data.mkdir(parents=True, exist_ok=True)
    (data / _MARK).touch()


def _show(console: Console, data: Path) -> None:
    import pyarrow.dataset as ds
    from rich.table import Table

    from pipelines.text.terminal import safe

    articles = data / "articles"
    rows = ds.dataset(articles).to_table(
        columns=["article_id", "published_date", "title", "word_count", "tags"]
    )
    table = Table("article_id", "published", "title", "words", "tags", box=None, title=f"{len(rows)} rows")
    for row in rows.sort_by([("published_date", "descending")]).slice(0, _ROWS).to_pylist():
        cells = [row["article_id"], str(row["published_date"]), safe(row["title"]), str(row["word_count"])]
        table.add_row(*cells, ", ".join(map(safe, row["tags"] or ())))
    console.print()
    console.print(table)
    console.print(f"\nthe dataset is in {articles}; load it with\n")
    console.print(_LOADING.format(articles), markup=False, highlight=False, soft_wrap=True)
