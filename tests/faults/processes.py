"""The program as processes that can be stopped and killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

WATCHDOG = 120  # seconds after which something hangs


class Program:
    """Starts ``bogor-news`` in children of a process that has imported it already."""

    def __init__(self, process: subprocess.Popen[str], directory: Path) -> None:
        self._process = process
        self.stderr = directory / "stderr.txt"

    def start(self, *arguments: str | Path, die_at: int | None = None, **environment: str) -> int:
        """The pid of the started program."""
        return self._order(
            run=[*map(str, arguments)], environment=environment, stderr=str(self.stderr), die_at=die_at
        )

    def wait(self, pid: int) -> int:
        """The exit code; negative for a signal."""
        return self._order(wait=pid)

    def run(self, *arguments: str | Path, die_at: int | None = None, **environment: str) -> int:
        """The exit code of the program run to its end."""
        return self.wait(self.start(*arguments, die_at=die_at, **environment))

    def stop(self, pid: int, when: Callable[[], bool], number: signal.Signals = signal.SIGTERM) -> int:
        """The exit code of a program that got a signal as soon as something was the case."""
        until = time.monotonic() + WATCHDOG
        while not when():
            assert time.monotonic() < until
            time.sleep(0.005)
        os.kill(pid, number)
        return self.wait(pid)

    @property
    def said(self) -> list[str]:
        """The lines that the last one printed, on both streams."""
        return self.stderr.read_text().splitlines()

    def _order(self, **order: object) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(order), file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())


@contextmanager
def program(directory: Path) -> Iterator[Program]:
    """Gives the program for as long as the context lasts."""
    command = [sys.executable, str(Path(__file__).with_name("forked.py"))]
    home = Path(__file__).parents[2]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=home
    ) as process:
        yield Program(process, directory)
        process.stdin.close()  # type: ignore[union-attr]
