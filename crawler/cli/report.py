"""``bogor-news report``: a page with pictures of what the corpus holds and how its runs went."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from crawler.cli.extras import require
from crawler.cli.main import add_data_argument
from crawler.cli.printing import counted
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
    require("the report", "altair", "vl_convert")
    from pipelines.corpus import failed_pages, forgotten_ids, run_log
    from pipelines.corpus.database import open_reader
    from pipelines.corpus.rows import all_rows
    from pipelines.disk import replacing, write_text
    from pipelines.ingest import system_clock
    from pipelines.report import FILE_NAME, TEXTS_NAME
    from pipelines.report.facts import FAILURES, RUNS, gather
    from pipelines.report.page import TextsFile, render
    from pipelines.report.texts import write_script

    path: Path = args.to or args.data / FILE_NAME
    if path.is_dir():
        raise CommandError(
            Exit.FAILED, f"--to {path} is a directory: give a file in it, such as {path / FILE_NAME}"
        )
    with closing(open_reader(args.data)) as connection:
        forgotten = forgotten_ids.count(connection)
        data = gather(
            all_rows(connection),
            run_log.last_runs(connection, RUNS),
            failed_pages.newest(connection, FAILURES),
            now=system_clock(),
            forgotten=forgotten,
            failed=failed_pages.count(connection),
        )
    texts = path.with_name(path.stem + TEXTS_NAME.removeprefix("report"))
    with replacing(texts) as temporary:
        with temporary.open("wb") as file:
            count = write_script(file, (article.body for article in data.searched))
        size = temporary.stat().st_size
    html = render(data, TextsFile(texts.name, count, size))
    write_text(path, html)
    print(f"the report on {counted(data.articles, 'article')} is {path}; its search reads {texts.name}")
    return Exit.OK
