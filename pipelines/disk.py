"""The disk: the lock of a data directory, and errors that mean the disk is full."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class DiskFullError(Exception):
    """Raised where there is no room for a run, or none any more."""


def is_disk_full(error: BaseException) -> bool:
    """Returns whether an error, from the system, the database or ourselves, means that the disk is full."""
    if isinstance(error, OSError):
        return error.errno in _FULL
    if isinstance(error, sqlite3.OperationalError):
        return error.sqlite_errorcode == sqlite3.SQLITE_FULL
    return isinstance(error, DiskFullError)


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
