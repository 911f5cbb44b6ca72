"""Opening the corpus database, for one writer and any number of readers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from pipelines.corpus import tables
from pipelines.corpus.tables import check_not_newer, migrate

FILE_NAME: Final = "corpus.sqlite"

LOCK_TIMEOUT: Final = 30.0  # seconds until a database that another program holds is given up

# An article takes some 2.4 kB. On pages of 4 kB, SQLite's usual size, most of them leave a third of a page unused.
_PAGE_BYTES: Final = 8192

_NO_DAMAGE: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
    }
)


class CorpusError(Exception):
    """Raised where a corpus cannot be used; the text says what is wrong and what to do."""


def open_writer(data: Path, name: str = FILE_NAME) -> sqlite3.Connection:
    """Returns the one writing connection of a run, its tables up to date. Raises CorpusError where it is damaged.

    Commits are durable when they return (WAL with full sync); the caller begins and ends transactions.
    """
    try:
        connection = sqlite3.connect(data / name, isolation_level=None, timeout=LOCK_TIMEOUT)
        # These two hold for a file that is made now; an older one keeps what it was made with.
        connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -16000")
        migrate(connection)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        raise _damaged(data, error) from error
    return connection


def open_reader(data: Path) -> sqlite3.Connection:
    """Returns a read-only connection.

    Raises CorpusError where there is no corpus, a damaged one, or one of an older version, and NewerDatabaseError.
    """
    connection = _open_reader(data)
    if check_not_newer(connection) < len(tables.MIGRATIONS):
        connection.close()
        raise CorpusError(
            f"{data / FILE_NAME} is of an older version: the next `bogor-news crawl` brings it up to date"
        )
    return connection


def begin(connection: sqlite3.Connection) -> None:
    """Begins a transaction, which the connection's ``commit`` or ``rollback`` ends."""
    connection.execute("BEGIN")


def release_free_pages(connection: sqlite3.Connection) -> None:
    """Gives the room that findings took while they were staged back to the disk. Commits the open transaction."""
    # `execute` would end after the first page, since this statement returns no row.
    connection.executescript("PRAGMA incremental_vacuum")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commits what is written meanwhile as a whole, or nothing of it after an error."""
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def check_not_lost(data: Path) -> None:
    """Raises CorpusError where articles are published but their database is gone: a new one would bury them."""
    path = data / FILE_NAME
    if (data / "snapshots").is_dir() and not (path.exists() and path.stat().st_size):
        raise CorpusError(
            f"{path} is lost, although articles are published beside it: restore it from a backup, or let"
            " `bogor-news verify --repair` make it anew from what is left"
        )


def is_damage(error: sqlite3.Error) -> bool:
    """Returns whether an error means that the file is damaged, and not that it is in use or the disk is full."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return (code & 0xFF) not in _NO_DAMAGE


def is_in_use(error: BaseException) -> bool:
    """Returns whether an error means that another program holds the database."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, sqlite3.Error) and code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_readable(data: Path, *, thorough: bool = False) -> bool:
    """Returns whether the database's pages are sound; ``thorough`` checks what is in its indexes too.

    Raises NewerDatabaseError, and sqlite3.OperationalError where the file is in use, or the disk full.
    """
    check = "integrity_check" if thorough else "quick_check"
    try:
        with closing(_open_reader(data)) as connection:
            return bool(connection.execute(f"PRAGMA {check}(1)").fetchone()[0] == "ok")
    except CorpusError:
        return False
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return False


def _open_reader(data: Path) -> sqlite3.Connection:
    check_not_lost(data)
    path = data / FILE_NAME
    if not path.exists():
        raise CorpusError(
            f"no corpus in {data}: give another --data, or start one with `bogor-news crawl --data {data}`"
        )
    try:
        connection = sqlite3.connect(f"file:{path.resolve()}?mode=ro", uri=True, timeout=LOCK_TIMEOUT)
        check_not_newer(connection)
        connection.execute("SELECT count(*) FROM sources").fetchone()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        raise _damaged(data, error) from error
    return connection


def _damaged(data: Path, error: sqlite3.Error) -> CorpusError:
    return CorpusError(
        f"{data / FILE_NAME} is damaged or not a corpus ({error}):"
        f" `bogor-news verify --repair --data {data}` makes it anew"
    )
