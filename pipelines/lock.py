"""One run at a time for a data directory."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class BusyError(Exception):
    """Raised where another run holds the data directory."""


@contextmanager
def exclusive(data: Path) -> Iterator[None]:
    """Holds the data directory for one run. Raises BusyError at once where another run has it.

    The lock belongs to the process: it goes with it, however it ends.
    """
    descriptor = os.open(data / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(
                f"another run holds {data}: wait for it to end (`bogor-news status` shows it)"
            ) from None
        yield
    finally:
        os.close(descriptor)


def is_held(data: Path) -> bool:
    """Returns whether a run holds the data directory now."""
    try:
        with exclusive(data):
            return False
    except BusyError:
        return True
    except OSError:
        return False
