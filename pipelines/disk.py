"""The disk: the lock of a data directory, durable writes, and errors that mean the disk is full."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

TEMPORARY: Final = ".tmp"  # ends the name of what is not complete yet; such a name begins with a dot

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class DiskFullError(Exception):
    """Raised where there is no room for a run, or none any more."""


def is_disk_full(error: BaseException) -> bool:
    """Returns whether an error, from the system, the database or ourselves, means that the disk is full."""
    if isinstance(error, OSError):
        return error.errno in _FULL
    if isinstance(error, sqlite3.OperationalError):
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return isinstance(error, DiskFullError)


class BusyError(Exception):
    """Raised where another run holds the data directory."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yields a path to write a new version of a file to, and puts it in the place of the old version at the end.

    A reader sees the old version or the new one, whole. An exception in the block leaves the old one.
    """
    temporary = path.with_name(f".{path.name}{TEMPORARY}")
    try:
        yield temporary
        sync(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync(path.parent)


def write_text(path: Path, text: str) -> None:
    """Replaces a file's content by a text in UTF-8, as a whole and durably."""
    with replacing(path) as temporary:
        temporary.write_text(text, "utf-8")


def sync(path: Path) -> None:
    """Waits until a file's content, or the names in a directory, would survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
