"""``bogor-news demo``: crawls the built-in miniature of the site on four nights and shows the dataset."""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from crawler.exits import CommandError, Exit

if TYPE_CHECKING:
    from rich.console import Console

    from crawler.finish import Summary
    from crawler.minisite.model import Site

HELP = "crawl the built-in miniature of the site on loopback, on four nights, and show the dataset"

_ROWS: Final = 3
_MARK: Final = ".demo"  # a corpus without it is somebody's own
_NEXT: Final = """\
The dataset is in {articles}. pyarrow is installed and reads it:

  {bin}/python -c 'import os, pyarrow.dataset as ds; \
print(ds.dataset(os.path.realpath("{articles}")).head(5, columns=["published_date", "title"]).to_pylist())'

pandas reads it with its Arrow types, which keep days, times and lists:

  {bin}/pip install pandas
  {bin}/python -c 'import os, pandas; \
print(pandas.read_parquet(os.path.realpath("{articles}"), dtype_backend="pyarrow"))'

These show the article that was edited, with its history, and make a page about the whole corpus:

  {bin}/bogor-news show {edited} --data {data}
  {bin}/bogor-news report --data {data}"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "--data", type=Path, default=Path("data/demo"), metavar="DIR", help="made afresh (default: data/demo)"
    )


def run(args: argparse.Namespace) -> int:
    """Serves, crawls, and prints what each night found, a few rows, and what to do next."""
    from rich.console import Console

    from crawler.minisite.content import make_site
    from crawler.minisite.server import serve
    from crawler.runner import run_in_event_loop

    _begin(args.data)
    site, console = make_site(), Console()
    with serve(site) as server:
        console.print(
            f"a miniature of kotabogor.go.id, {len(site.posts())} articles, is served at {server.url}"
        )
        code = run_in_event_loop(_play(site, server.url, args.data, console))
    if code is Exit.OK:
        _show(console, args.data, site)
    return code


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


# -- the nights


def _publish_three(site: Site) -> None:
    from crawler.minisite.content import make_post

    newest = site.newest("berita", 1)[0]
    for number in (1, 2, 3):
        moment = newest.published + dt.timedelta(days=number)
        site.publish(make_post("berita", newest.post_id + number, moment))


def _edit_and_withdraw(site: Site) -> None:
    edited = site.get(_edited(site))
    assert edited is not None
    paragraphs = (*edited.paragraphs, "Keterangan ini ditambahkan oleh redaksi sehari kemudian.")
    site.edit(edited.article_id, title=f"{edited.title} (Diperbarui)", paragraphs=paragraphs)
    site.withdraw(site.newest("berita")[3].article_id)


def _edited(site: Site) -> str:
    """Returns the id of the article that is edited: the second newest."""
    return site.newest("berita")[1].article_id


def _nothing(site: Site) -> None:
    pass


class _Night(NamedTuple):
    title: str
    change: Callable[[Site], None]
    full: bool = False
    backfill: bool = False


_NIGHTS: Final = (
    _Night("the first crawl", _nothing, backfill=True),
    _Night("three new articles", _publish_three),
    _Night("one article edited, one withdrawn, crawl --full", _edit_and_withdraw, full=True),
    _Night("a quiet night", _nothing),
)


async def _play(site: Site, url: str, data: Path, console: Console) -> int:
    """Crawls the site on each night, the last one now, and prints what each found; returns the last exit code."""
    from pipelines.ingest import system_clock

    now, code = system_clock(), 0
    for ago, night in zip(reversed(range(len(_NIGHTS))), _NIGHTS, strict=True):
        night.change(site)
        moment = now - dt.timedelta(days=ago)
        summary = await _crawl(night, site, url, data, moment)
        for problem in summary.problems:
            console.print(problem, style="red", markup=False)
        console.print(f"{moment:%d %B}, {night.title}: {summary.line}", markup=False, highlight=False)
        code = summary.code
        if code is not Exit.OK:
            break
    return code


async def _crawl(night: _Night, site: Site, url: str, data: Path, moment: dt.datetime) -> Summary:
    from crawler.cli.crawl import LIVE, ORIGINS
    from crawler.crawl_run import CrawlOptions
    from crawler.runner import crawl

    # As on the real site, the older half has to be looked for once: its feed offers the newest hundred only.
    numbers = [post.post_id for post in site.newest("show_post")] if night.backfill else []
    first, last = min(numbers, default=None), max(numbers, default=None)
    options = CrawlOptions(data=data, base_url=url, full=night.full, start_id=first, end_id=last)
    return await crawl(options, ORIGINS[LIVE].sources, delay=0.0, clock=lambda: moment)


# -- the dataset


def _show(console: Console, data: Path, site: Site) -> None:
    import pyarrow.dataset as ds
    from rich.table import Table

    from pipelines.text.terminal import safe

    articles = data / "articles"
    columns = ["article_id", "published_date", "title", "word_count", "tags"]
    rows = ds.dataset(articles).to_table(columns=columns)
    table = Table("article_id", "published", "title", "words", "tags", box=None, title=f"{len(rows)} rows")
    for row in rows.sort_by([("published_date", "descending")]).slice(0, _ROWS).to_pylist():
        cells = [row["article_id"], str(row["published_date"]), safe(row["title"]), str(row["word_count"])]
        table.add_row(*cells, ", ".join(map(safe, row["tags"] or ())))
    console.print()
    console.print(table)
    console.print()
    text = _NEXT.format(articles=articles, bin=_programs(), edited=_edited(site), data=data)
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _programs() -> Path:
    """Returns the directory of the installed programs, as one would type it here."""
    programs = Path(sys.executable).parent
    return programs.relative_to(Path.cwd()) if programs.is_relative_to(Path.cwd()) else programs
