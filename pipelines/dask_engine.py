"""The engine that spreads work over a Dask cluster: the same function over the same batches, on its workers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipelines.extract import EXTRACTOR_VERSION
from pipelines.reprocess import Again, ClusterError, Engine, Ids, WorkerDiedError

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE: Final = 10  # seconds, for a scheduler to answer and for its first worker
# Batches under way for each thread of the cluster: enough that none waits for us, few enough to hold in memory.
_AHEAD: Final = 3


def dask_engine(scheduler: str) -> Engine:
    """Returns an engine that runs on the workers of the Dask scheduler at an address.

    Every worker has this version installed and finds the data directory under the same path. What a killed worker
    had in hand is done again by another. Answers come in the order of the batches, so that the same rows follow as
    from the local engine. Raises ClusterError at the first batch, WorkerDiedError where the cluster breaks down.
    """
    from distributed import Client
    from distributed.client import FutureCancelledError
    from distributed.scheduler import KilledWorker

    def engine(work: Callable[[Path, Ids], Again], data: Path, batches: Sequence[Ids]) -> Iterator[Again]:
        try:
            client = Client(scheduler, timeout=_PATIENCE, set_as_default=False)
        except OSError as error:
            raise ClusterError(f"no Dask scheduler answers at {scheduler}: {error}") from error
        with client:
            ahead = _AHEAD * _threads(client, scheduler)
            # Not pure: a batch of the same name was read from another state of the corpus.
            asked = (client.submit(work, data.resolve(), batch, pure=False) for batch in batches)
            running = deque(islice(asked, ahead))
            try:
                while running:
                    yield running.popleft().result()
                    running.extend(islice(asked, 1))
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
