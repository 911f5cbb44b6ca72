"""What a command takes: its seconds, its CPU seconds and its peak memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

# A process of its own, since the peak of a child counts from the size of its parent, which may be larger.
_LAUNCHER = """
import json, os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
said = process.stderr.read().decode()
_, status, usage = os.wait4(process.pid, 0)
code = os.waitstatus_to_exitcode(status)
seconds = time.perf_counter() - start
print(json.dumps([seconds, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime, code, said[-2000:]]))
"""


class Spent(NamedTuple):
    """What a command took."""

    seconds: float
    peak: float
    """The most memory that one of its processes had, in MB."""
    cpu: float
    """CPU seconds of all its processes together."""


def spent(*command: str | Path, env: Mapping[str, str] | None = None) -> Spent:
    """Returns what a command took. Raises RuntimeError where it fails."""
    done = subprocess.run(
        [sys.executable, "-c", _LAUNCHER, *command],
        stdout=subprocess.PIPE,
        check=True,
        env={**os.environ, **(env or {})},
    )
    *taken, code, said = json.loads(done.stdout)
    if code:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {code}: {said}")
    return Spent(*taken)
