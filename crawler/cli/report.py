"""``bogor-news report``: a page with pictures of what the corpus holds and how its runs went."""

from __future__ import annotations

import argparse
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from crawler.cli.main import add_data_argument
from crawler.exits import CommandError, Exit

HELP = "a page with pictures: coverage, quality, runs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    add_data_argument(parser)
    parser.add_argument(
        "--to", type=Path, metavar="FILE.html", help="where to write it (default: report.html below --data)"
    )


def run(args: argparse.Namespace) -> int:
    """Writes the page and says where it is."""
    missing = [name for name in ("altair", "vl_convert") if find_spec(name) is None]
    if missing:
        raise CommandError(
            Exit.FAILED, f"the report needs {' and '.join(missing)}: pip install 'bogor-news[report]'"
        )
    from pipelines.corpus import runs, tombstones
    from pipelines.corpus.database import open_reader
    from pipelines.corpus.rows import all_rows
    from pipelines.disk import write_text
    from pipelines.ingest import system_clock
    from pipelines.report import FILE_NAME
    from pipelines.report.facts import RUNS, gather
    from pipelines.report.page import render

    path: Path = args.to or args.data / FILE_NAME
    with closing(open_reader(args.data)) as connection:
        forgotten = tombstones.count(connection)
        last_runs = runs.last_runs(connection, RUNS)
        facts = gather(all_rows(connection), last_runs, forgotten=forgotten, now=system_clock())
    write_text(path, render(facts))
    print(f"the report on {facts.articles} articles is {path}")
    return Exit.OK
