"""``bogor-news reprocess``: extracts again from the raw archive."""

from __future__ import annotations

import argparse
import sys

from crawler.cli.main import add_data_argument
from crawler.exits import CommandError, Exit

HELP = "extract again from the raw archive, without the network"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    add_data_argument(parser)
    parser.add_argument("--workers", type=int, metavar="N", help="processes (default: one a core)")


def run(args: argparse.Namespace) -> int:
    """Prints how many versions were read and, a column, in how many it changed."""
    import os

    from crawler.steps import Steps
    from pipelines.corpus.database import open_reader
    from pipelines.ingest import open_ingest
    from pipelines.reprocess import WorkerDiedError, local_engine, reprocess

    workers = args.workers if args.workers is not None else os.cpu_count() or 1
    if workers < 1:
        raise CommandError(Exit.USAGE, f"--workers {workers} does no work: give 1 or more")
    open_reader(args.data).close()
    with open_ingest(args.data, "reprocess") as ingest:
        try:
            with Steps("versions") as steps:
                counts, problems = reprocess(ingest, local_engine(workers), steps)
        except WorkerDiedError as error:
            raise CommandError(Exit.CUT_SHORT, str(error)) from error
        ingest.end(Exit.OK, None, {})
    for problem in problems:
        print(f"bogor-news: cannot be read again: {problem}", file=sys.stderr)
    versions, recovered = counts.pop("versions", 0), counts.pop("recovered", 0)
    for column, count in sorted(counts.items()):
        print(f"{column:18} changed in {count}")
    print(f"{versions} versions extracted again, {recovered} pages recovered from quarantine")
    return Exit.FAILED if problems else Exit.OK
