"""The engine that spreads work over a Dask cluster: the same function over the same batches, on its workers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from pipelines.executor.engines import AHEAD, ClusterError, Engine, R, T, WorkerDiedError, in_order
from pipelines.pages.page_to_article import EXTRACTOR_VERSION

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE: Final = 10  # seconds, for a scheduler to answer and for its first worker


def dask_engine(scheduler: str) -> Engine:
    """Returns an engine that runs on the workers of the Dask scheduler at an address.

    Every worker has this version installed, and what the work needs to read under the same path. The batches of a
    killed worker are done by another one. Raises ClusterError at the first batch, WorkerDiedError where the cluster
    breaks down.
    """
    import dask
    from distributed import Client
    from distributed.client import FutureCancelledError
    from distributed.scheduler import KilledWorker

    def engine(work: Callable[[T], R], batches: Iterable[T]) -> Iterator[R]:
        try:
            client = Client(scheduler, timeout=_PATIENCE, set_as_default=False)
        except OSError as error:
            raise ClusterError(f"no Dask scheduler answers at {scheduler}: {error}") from error
        # A batch with a page of the largest size needs no warning.
        with client, dask.config.set({"distributed.admin.large-graph-warning-threshold": "100MB"}):
            # Not pure: an equal batch may have been read from another state of the corpus.
            submit = partial(client.submit, work, pure=False)
            try:
                yield from in_order(submit, batches, AHEAD * _threads(client, scheduler))
            except (KilledWorker, FutureCancelledError) as error:
                raise WorkerDiedError(
                    f"the Dask cluster broke down ({error}): what was read so far is kept, the same command does the"
                    " rest"
                ) from error

    return engine


def _threads(client: Client, scheduler: str) -> int:
    """Returns how many threads the workers have. Raises ClusterError for none, or workers of another version."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as error:
        raise ClusterError(f"the Dask scheduler at {scheduler} has no worker") from error
    try:
        versions = client.run(_extractor_version)
    except ImportError as error:
        raise ClusterError(f"a worker lacks this program: {error}") from error
    for worker, version in versions.items():
        if version != EXTRACTOR_VERSION:
            raise ClusterError(f"the worker {worker} reads by {version}, this program by {EXTRACTOR_VERSION}")
    return sum(client.nthreads().values())


def _extractor_version() -> str:
    return EXTRACTOR_VERSION
