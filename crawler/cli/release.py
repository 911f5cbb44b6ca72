"""``bogor-news release``: a versioned, checksummed dataset for others, with its card."""

from __future__ import annotations

import argparse
import os
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

from crawler.cli.extras import require
from crawler.cli.main import add_data_argument
from crawler.exits import CommandError, Exit

HELP = "a versioned, checksummed dataset for others, with its card"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    add_data_argument(parser)
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="where releases are kept")
    parser.add_argument(
        "--since", metavar="VERSION", help="also write what changed since this earlier release"
    )
    parser.add_argument(
        "--with-archive", action="store_true", help="also copy the raw captures, as WARC files"
    )


def run(args: argparse.Namespace) -> int:
    """Writes the release; prints its version and its directory."""
    require("a release's report", "altair", "vl_convert")
    from pipelines.corpus import archive_files, forgotten_ids
    from pipelines.corpus.database import open_reader
    from pipelines.disk import exclusive
    from pipelines.ingest import system_clock
    from pipelines.release import ReleaseError, next_version, release
    from pipelines.snapshot import current, snapshot_dir

    with closing(open_reader(args.data)) as connection, exclusive(args.data):
        snapshot_id = current(args.data)
        if snapshot_id is None:
            raise CommandError(
                Exit.FAILED, f"nothing is published in {args.data}: run `bogor-news crawl` first"
            )
        forgotten = forgotten_ids.count(connection)
        version = next_version(args.to, system_clock().date())
        snapshot = snapshot_dir(args.data, snapshot_id)
        write_report = partial(_write_report, connection, snapshot, forgotten)
        try:
            path = release(
                snapshot,
                args.to,
                version,
                since=args.since,
                forgotten=forgotten,
                write_report=write_report,
                archive=args.data / "archive",
                lengths=archive_files.lengths(connection) if args.with_archive else None,
                contact=" ".join(os.environ.get("BOGOR_NEWS_CONTACT", "").split()) or None,
            )
        except ReleaseError as error:
            raise CommandError(Exit.FAILED, str(error)) from None
    print(f"release {version} is {path}")
    return Exit.OK


def _write_report(connection: sqlite3.Connection, snapshot: Path, forgotten: int, path: Path) -> None:
    """Writes the report as of the corpus's last run, so that the same corpus gives the same release."""
    from pipelines.corpus import run_log
    from pipelines.corpus.rows import all_rows
    from pipelines.ingest import system_clock
    from pipelines.release.yearly import hidden_articles
    from pipelines.report.facts import RUNS, gather
    from pipelines.report.page import render

    last_runs = run_log.last_runs(connection, RUNS)
    ended = next((record.ended_at for record in last_runs if record.ended_at), system_clock())
    hidden = hidden_articles(snapshot)
    rows = (row for row in all_rows(connection) if row["article_id"] not in hidden)
    path.write_text(render(gather(rows, now=ended, forgotten=forgotten)), "utf-8")
