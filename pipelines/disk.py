"""Room on the disk: how an error says that there is none left."""

from __future__ import annotations

import errno
import sqlite3
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
