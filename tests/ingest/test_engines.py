"""The engine of this machine: order, how far it looks ahead, and what becomes of its processes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from ingest.dying import die

from pipelines.executor.engines import AHEAD, WorkerDiedError, local_engine

AT_WORK = """
import time
from pipelines.executor.engines import local_engine
answers = local_engine(2)(time.sleep, [0, 600, 600])
next(answers)
print("at work", flush=True)
list(answers)
"""


def whose(_: object) -> int:
    return os.getpid()


@pytest.mark.parametrize("workers", [1, 2])
def test_answers_come_in_the_order_of_the_batches_and_few_batches_are_taken_ahead(workers: int) -> None:
    taken: list[int] = []

    def batches():
        for number in range(40):
            taken.append(number)
            yield -number

    answers = local_engine(workers)(abs, batches())
    for number, answer in enumerate(answers):
        assert answer == number
        assert len(taken) - number <= AHEAD * workers
    assert len(taken) == 40


def test_one_worker_or_one_batch_is_work_for_this_process() -> None:
    assert list(local_engine(1)(whose, range(3))) == [os.getpid()] * 3
    assert list(local_engine(2)(whose, range(1))) == [os.getpid()]
    assert list(local_engine(2)(whose, ())) == []
    assert os.getpid() not in list(local_engine(2)(whose, range(2)))


def test_an_error_of_the_batches_ends_the_work() -> None:
    def batches():
        yield from range(5)
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        list(local_engine(2)(abs, batches()))


def test_a_killed_process_is_said() -> None:
    with pytest.raises(WorkerDiedError, match="killed"):
        list(local_engine(2)(die, range(3)))


def test_processes_end_with_the_one_that_started_them() -> None:
    with subprocess.Popen([sys.executable, "-c", AT_WORK], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "at work\n"
        parent.kill()
        # They hold its output open for as long as they live.
        assert parent.communicate(timeout=60) == ("", None)
