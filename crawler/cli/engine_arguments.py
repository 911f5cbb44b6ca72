"""The options of the commands that can run in several processes or on a Dask cluster."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crawler.cli.extras import require
from crawler.exits import CommandError, Exit

if TYPE_CHECKING:
    from pipelines.executor.engines import Engine


def add_engine_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds ``--workers``, ``--engine`` and ``--scheduler``."""
    parser.add_argument(
        "--workers", type=int, metavar="N", help="number of processes (default: one for each core)"
    )
    parser.add_argument(
        "--engine",
        choices=("local", "dask"),
        default="local",
        help="processes of this machine (default), or the workers of a Dask cluster",
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="address of the Dask cluster, such as tcp://HOST:8786"
    )


def engine_of(args: argparse.Namespace) -> Engine:
    """Returns the engine that the options name. Raises CommandError where they contradict each other."""
    import os

    from pipelines.executor.engines import local_engine

    if args.engine == "local":
        if args.scheduler:
            raise CommandError(Exit.USAGE, "--scheduler is for a cluster; add --engine dask")
        workers = args.workers if args.workers is not None else os.cpu_count() or 1
        if workers < 1:
            raise CommandError(Exit.USAGE, f"--workers {workers} is too few; give 1 or more")
        return local_engine(workers)
    if not re.match(r"(tcp|tls|wss?)://.", args.scheduler or "") or args.workers is not None:
        raise CommandError(Exit.USAGE, "--engine dask takes --scheduler tcp://HOST:PORT, and no --workers")
    require("--engine dask", "distributed")
    from pipelines.executor.dask_cluster import dask_engine

    return dask_engine(args.scheduler)


@contextmanager
def engine_errors() -> Iterator[None]:
    """Raises CommandError for the errors of an engine inside the ``with`` block."""
    from pipelines.executor.engines import ClusterError, WorkerDiedError

    try:
        yield
    except WorkerDiedError as error:
        raise CommandError(Exit.CUT_SHORT, str(error)) from error
    except ClusterError as error:
        raise CommandError(Exit.FAILED, str(error)) from error
