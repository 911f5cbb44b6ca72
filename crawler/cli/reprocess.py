"""``bogor-news reprocess``: extracts again from the raw archive."""

from __future__ import annotations

import argparse
import sys

from crawler.cli.engine_arguments import add_engine_arguments, engine_errors, engine_of
from crawler.cli.main import add_data_argument
from crawler.cli.printing import counted
from crawler.exits import Exit

HELP = "extract again from the raw archive, without the network"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    add_data_argument(parser)
    add_engine_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Prints how many versions were extracted again, and for each column in how many it changed."""
    from crawler.extensions.steps import Steps
    from pipelines.corpus.database import open_reader
    from pipelines.ingest import open_ingest
    from pipelines.ingest.reprocess import reprocess

    engine = engine_of(args)
    open_reader(args.data).close()
    with open_ingest(args.data, "reprocess") as ingest:
        with engine_errors(), Steps("versions") as steps:
            counts, problems = reprocess(ingest, engine, steps)
        ingest.end(Exit.OK)
    for problem in problems:
        print(f"bogor-news: cannot be read again: {problem}", file=sys.stderr)
    versions, recovered = counts.pop("versions", 0), counts.pop("recovered", 0)
    for column, count in sorted(counts.items()):
        print(f"{column:18} changed in {count}")
    print(
        f"{counted(versions, 'version')} extracted again, {counted(recovered, 'page')} recovered from quarantine"
    )
    return Exit.FAILED if problems else Exit.OK
