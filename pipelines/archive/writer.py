"""The writer of the raw archive: appends records, syncs them, and removes what a crash left."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from io import FileIO
from pathlib import Path
from typing import Final

from pipelines import __version__
from pipelines.archive import records
from pipelines.archive.exchange import Exchange, Pointer, Stored, StoredPayload
from pipelines.archive.files import ASIDE, SUFFIX, free_name
from pipelines.disk import TEMPORARY, sync

MAX_FILE: Final = 256 * 1024 * 1024  # bytes, about 20,000 pages


class ArchiveWriter:
    """Appends exchanges to the newest file below ``root``, one gzip member a record.

    ``committed`` is the length of each file in the database. Opening truncates every file to that length, since
    nothing refers to the bytes after it. A file that is not in the database is renamed (``ASIDE``) and kept: after
    the loss of the database it is needed. Only one writer may be open. ``clock`` returns aware moments.
    """

    def __init__(
        self,
        root: Path,
        committed: Mapping[str, int],
        *,
        clock: Callable[[], dt.datetime],
        max_bytes: int = MAX_FILE,
    ) -> None:
        self._root = root
        self._clock = clock
        self._max_bytes = max_bytes
        self._lengths: dict[str, int] = {}
        self._name = ""
        self._file: FileIO | None = None
        root.mkdir(parents=True, exist_ok=True)
        whole = _repair(root, committed)
        self._last = max((name for name, length in whole.items() if length < max_bytes), default=None)

    def append(self, exchange: Exchange, *, identical_to: StoredPayload | None = None) -> Stored:
        """Returns where the answer was written, followed by its request; durable after the next ``flush``.

        With ``identical_to`` the record refers to a stored payload. That must be of the same address: the erasure of
        one article must not remove the content of another. Raises OSError where the disk is full; the file is
        then as long as before.
        """
        name, file = self._current()
        start = self._lengths[name]
        identity = records.record_id(name, str(start), exchange.url, records.warc_date(exchange.fetched_at))
        data = records.gzip_member(records.response_record(exchange, identity, identical_to))
        length = len(data)
        if exchange.request_headers:
            data += records.gzip_member(records.request_record(exchange, identity))
        self._write(file, name, data)
        return Stored(Pointer(name, start), length, exchange.payload_digest)

    def flush(self) -> dict[str, int]:
        """Returns the durable length of every file written to since opening, for the database to commit."""
        if self._file is not None:
            os.fsync(self._file.fileno())
        return dict(self._lengths)

    def close(self) -> None:
        """Syncs and closes the file; a second call does nothing."""
        if self._file is not None:
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None

    def _current(self) -> tuple[str, FileIO]:
        if self._file is not None and self._lengths[self._name] >= self._max_bytes:
            self.close()
        if self._file is None:
            self._open()
        assert self._file is not None
        return self._name, self._file

    def _open(self) -> None:
        if self._last is not None:
            self._name, self._last = self._last, None
            path = self._root / self._name
            self._file = FileIO(path, "a")
            self._lengths[self._name] = path.stat().st_size
            return
        now = self._clock()
        self._name = free_name(self._root, now)
        self._file = FileIO(self._root / self._name, "a")
        self._lengths[self._name] = 0
        sync(self._root)
        self._write(self._file, self._name, records.gzip_member(_warcinfo(self._name, now)))

    def _write(self, file: FileIO, name: str, data: bytes) -> None:
        start = self._lengths[name]
        left = memoryview(data)
        try:
            while left:
                left = left[file.write(left) :]
        except OSError:
            file.truncate(start)
            raise
        self._lengths[name] = start + len(data)


def _repair(root: Path, committed: Mapping[str, int]) -> dict[str, int]:
    # Returns the files that are as long as committed. A shorter one is damaged, and stays as it is.
    for copy in root.glob(f".*{TEMPORARY}"):  # of an erasing that was killed
        copy.unlink()
    whole = {}
    for path in sorted(root.glob("*" + SUFFIX)):
        length = committed.get(path.name)
        if length is None:
            path.rename(path.with_name(path.name + ASIDE))
            continue
        size = path.stat().st_size
        if size > length:
            os.truncate(path, length)
        if size >= length:
            whole[path.name] = length
    return whole


def _warcinfo(name: str, now: dt.datetime) -> bytes:
    block = (
        f"software: bogor-news/{__version__}\r\n"
        "format: WARC File Format 1.1\r\n"
        "conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
    ).encode()
    fields = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", records.record_id(name, records.warc_date(now))),
        ("WARC-Date", records.warc_date(now)),
        ("WARC-Filename", name),
        ("Content-Type", "application/warc-fields"),
    ]
    return records.record(fields, block)
