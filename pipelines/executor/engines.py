"""The engines that run one function over batches: in processes of this machine or (``dask_engine``) on a cluster."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Final, Protocol, TypeVar

from pipelines.executor.collector import collect_less_often

# Batches in work for each worker: enough that no worker waits, few enough to hold in memory.
AHEAD: Final = 3

T = TypeVar("T")
R = TypeVar("R")
_R_co = TypeVar("_R_co", covariant=True)


class WorkerDiedError(Exception):
    """Raised where a worker ended before its work did."""


class ClusterError(Exception):
    """Raised for a cluster that cannot do the work: no scheduler, no worker, or workers of another version."""


class Engine(Protocol):
    """Runs the same function on every batch; takes no more batches than its workers need."""

    def __call__(self, work: Callable[[T], R], batches: Iterable[T]) -> Iterator[R]:
        """Yields the answer to each batch, in the order of the batches."""
        ...


class _Answer(Protocol[_R_co]):
    """What ``Future`` is for processes and for Dask."""

    def result(self) -> _R_co: ...


def local_engine(workers: int) -> Engine:
    """Returns an engine of so many processes; for one of them, or for a single batch, it is this process.

    Raises WorkerDiedError where a process is killed.
    """

    def engine(work: Callable[[T], R], batches: Iterable[T]) -> Iterator[R]:
        queue = iter(batches)
        first = list(islice(queue, 2)) if workers > 1 else []
        everything = chain(first, queue)
        # Starting processes takes longer than one batch.
        return _in_processes(workers, work, everything) if len(first) == 2 else map(work, everything)

    return engine


def in_order(submit: Callable[[T], _Answer[R]], batches: Iterable[T], ahead: int) -> Iterator[R]:
    """Yields the answer to each batch, in their order, while up to ``ahead`` of them are under way."""
    asked = map(submit, batches)
    running = deque(islice(asked, ahead))
    while running:
        yield running.popleft().result()
        running.extend(islice(asked, 1))


def _in_processes(workers: int, work: Callable[[T], R], batches: Iterable[T]) -> Iterator[R]:
    # Not forked: a copy of this process would share its open database.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start)
    try:
        yield from in_order(lambda batch: pool.submit(work, batch), batches, AHEAD * workers)
    except BrokenProcessPool as error:
        raise WorkerDiedError(
            "a worker was killed (out of memory?): what was read so far is kept, the same command does the rest"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _start() -> None:
    """Leaves Ctrl-C to the first process, and makes this one end when that one was killed."""
    collect_less_often()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
