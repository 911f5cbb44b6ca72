"""``bogor-news verify``: checks every invariant of the corpus."""

from __future__ import annotations

import argparse
import sys

from crawler.cli.main import add_data_argument
from crawler.cli.printing import counted
from crawler.exits import CommandError, Exit

HELP = "check every invariant of the corpus and say what is broken"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    add_data_argument(parser)
    parser.add_argument(
        "--repair",
        action="store_true",
        help="first rebuild what is damaged: Parquet from the database, the database from revisions/ and archive/",
    )


def run(args: argparse.Namespace) -> int:
    """Prints one line for each thing that is broken; returns 1 where there is one."""
    from contextlib import closing

    from crawler.extensions.steps import Steps
    from pipelines.corpus.database import open_reader
    from pipelines.corpus.rows import count_revisions
    from pipelines.disk import exclusive
    from pipelines.maintenance.repair import repair
    from pipelines.maintenance.verify import verify

    if not args.repair:
        open_reader(args.data).close()
    elif not args.data.is_dir():
        raise CommandError(
            Exit.FAILED, f"there is no directory {args.data} to repair; give the corpus's --data"
        )
    with exclusive(args.data):
        if args.repair:
            for line in repair(args.data):
                print(line, file=sys.stderr)
        with closing(open_reader(args.data)) as connection, Steps("captures") as steps:
            problems = 0
            for problem in verify(connection, args.data, progress=steps):
                problems += 1
                print(problem)
            rows = count_revisions(connection)
    if problems:
        print(
            f"bogor-news: problems found: {problems}; `bogor-news verify --repair --data {args.data}` repairs them",
            file=sys.stderr,
        )
        return Exit.FAILED
    print(f"every invariant holds: {counted(rows, 'revision')} checked against Parquet and archive")
    return Exit.OK
