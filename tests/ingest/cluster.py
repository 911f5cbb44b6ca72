"""A Dask cluster on loopback."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import ExitStack


class Cluster:
    """A scheduler and its workers, each a process."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        scheduler = self._start(
            "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"
        )
        self.address = self._line(scheduler, r"Scheduler at:\s*(tcp://\S+)")
        self.workers: list[subprocess.Popen[str]] = []

    def add_worker(self) -> None:
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
        worker = self._start("distributed.cli.dask_worker", self.address, *options)
        self._line(worker, r"(Registered to)")
        self.workers.append(worker)

    def _start(self, module: str, *options: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *options],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        self._stack.enter_context(process)
        self._stack.callback(process.kill)
        return process

    def _line(self, process: subprocess.Popen[str], pattern: str) -> str:
        assert process.stderr is not None
        for line in process.stderr:
            if found := re.search(pattern, line):
                return found[1]
        raise AssertionError(f"{process.args} ended")
