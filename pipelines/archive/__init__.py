"""The raw archive: captures as WARC 1.1, one gzip member a record, written, read, taken in and erased."""

from pipelines.archive.decoding import decode
from pipelines.archive.erasing import erase, erase_all
from pipelines.archive.files import whole_length
from pipelines.archive.foreign import iter_captures
from pipelines.archive.model import (
    MAX_BODY,
    ArchiveError,
    Capture,
    Earlier,
    Exchange,
    Pointer,
    Stored,
    TooLargeError,
)
from pipelines.archive.reading import read_capture
from pipelines.archive.writing import ArchiveWriter

__all__ = [
    "MAX_BODY",
    "ArchiveError",
    "ArchiveWriter",
    "Capture",
    "Earlier",
    "Exchange",
    "Pointer",
    "Stored",
    "TooLargeError",
    "decode",
    "erase",
    "erase_all",
    "iter_captures",
    "read_capture",
    "whole_length",
]
