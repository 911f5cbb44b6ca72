"""The raw archive: writes, reads, imports and erases captures in WARC 1.1 files, one gzip member for each record."""

from pipelines.archive.content_coding import remove_codings
from pipelines.archive.erase_records import erase, erase_damaged
from pipelines.archive.exchange import (
    MAX_BODY,
    ArchiveError,
    Capture,
    Exchange,
    Pointer,
    Stored,
    StoredPayload,
    TooLargeError,
    max_body,
)
from pipelines.archive.files import whole_length
from pipelines.archive.foreign import Answers, iter_captures
from pipelines.archive.reader import read_capture
from pipelines.archive.writer import ArchiveWriter

__all__ = [
    "MAX_BODY",
    "Answers",
    "ArchiveError",
    "ArchiveWriter",
    "Capture",
    "Exchange",
    "Pointer",
    "Stored",
    "StoredPayload",
    "TooLargeError",
    "erase",
    "erase_damaged",
    "iter_captures",
    "max_body",
    "read_capture",
    "remove_codings",
    "whole_length",
]
