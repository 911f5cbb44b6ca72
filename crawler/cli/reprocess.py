"""``bogor-news reprocess``: extracts again from the raw archive."""

from __future__ import annotations

import argparse
import re
import sys
from typing import TYPE_CHECKING

from crawler.cli.main import add_data_argument
from crawler.exits import CommandError, Exit

if TYPE_CHECKING:
    from pipelines.reprocess import Engine

HELP = "extract again from the raw archive, without the network"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    add_data_argument(parser)
    parser.add_argument("--workers", type=int, metavar="N", help="processes (default: one a core)")
    parser.add_argument(
        "--engine",
        choices=("local", "dask"),
        default="local",
        help="processes of this machine (default), or the workers of a Dask cluster",
    )
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of the Dask cluster, such as tcp://HOST:8786")


def run(args: argparse.Namespace) -> int:
    """Prints how many versions were read and, a column, in how many it changed."""
    from crawler.steps import Steps
    from pipelines.corpus.database import open_reader
    from pipelines.ingest import open_ingest
    from pipelines.reprocess import ClusterError, WorkerDiedError, reprocess

    engine = _engine(args)
    open_reader(args.data).close()
    with open_ingest(args.data, "reprocess") as ingest:
        try:
            with Steps("versions") as steps:
                counts, problems = reprocess(ingest, engine, steps)
        except WorkerDiedError as error:
            raise CommandError(Exit.CUT_SHORT, str(error)) from error
        except ClusterError as error:
            raise CommandError(Exit.FAILED, str(error)) from error
        ingest.end(Exit.OK, None, {})
    for problem in problems:
        print(f"bogor-news: cannot be read again: {problem}", file=sys.stderr)
    versions, recovered = counts.pop("versions", 0), counts.pop("recovered", 0)
    for column, count in sorted(counts.items()):
        print(f"{column:18} changed in {count}")
    print(f"{versions} versions extracted again, {recovered} pages recovered from quarantine")
    return Exit.FAILED if problems else Exit.OK


def _engine(args: argparse.Namespace) -> Engine:
    import os
    from importlib.util import find_spec

    from pipelines.reprocess import local_engine

    if args.engine == "local":
        if args.scheduler:
            raise CommandError(Exit.USAGE, "--scheduler is for a cluster: add --engine dask")
        workers = args.workers if args.workers is not None else os.cpu_count() or 1
        if workers < 1:
            raise CommandError(Exit.USAGE, f"--workers {workers} does no work: give 1 or more")
        return local_engine(workers)
    if not re.match(r"(tcp|tls|wss?)://.", args.scheduler or "") or args.workers is not None:
        raise CommandError(Exit.USAGE, "--engine dask takes --scheduler tcp://HOST:PORT, and no --workers")
    if find_spec("distributed") is None:
        raise CommandError(Exit.USAGE, "--engine dask needs the extra: pip install 'bogor-news[dask]'")
    from pipelines.dask_engine import dask_engine

    return dask_engine(args.scheduler)
