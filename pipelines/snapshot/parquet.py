"""Writes one Parquet file of the dataset in bounded memory, and reads it back."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import __version__
from pipelines.schema import ROW_ORDER, SCHEMA_VERSION, Row, arrow_schema
from pipelines.snapshot.directories import Partition

# Measured: smaller groups read one month faster, but all of them slower, and cost up to 10 % more bytes.
ROW_GROUP_ROWS: Final = 512
# Long texts end a row group early, which bounds memory.
ROW_GROUP_CHARACTERS: Final = 8_000_000

# Long texts rarely repeat, so a dictionary does not help; no reader uses their minimum and maximum.
_TEXTS: Final = frozenset({"title", "body", "content_hash"})
_SCHEMA: Final = arrow_schema()
_PLAIN: Final = [f.name for f in _SCHEMA if not pa.types.is_nested(f.type) and f.name not in _TEXTS]

# How every Parquet file of ours is written.
WRITER: Final[dict[str, Any]] = {
    "compression": "zstd",
    "compression_level": 9,
    "use_dictionary": [
        *(name for name in _PLAIN if name not in ("article_id", "url", "archive_offset")),
        "tags.list.element",
        "quality.list.element",
    ],
    "write_statistics": _PLAIN,
    "write_page_index": True,
    "write_page_checksum": True,
}


def sort_key(row: Row) -> tuple[object, ...]:
    """Returns what the rows of a file are ordered by: the values of ``ROW_ORDER``, nulls last."""
    return tuple((value is None, value) for value in map(row.get, ROW_ORDER))


def write_file(path: Path, partition: Partition, snapshot_id: str, rows: Iterable[Row]) -> int:
    """Writes a new, durable, read-only file and returns its number of rows; same rows, same bytes.

    Times in ``rows`` are aware. Raises ValueError for rows out of order or of another partition, and for
    values that don't fit the schema (TypeError for another type); OSError as it comes, such as disk full.
    """
    schema = _SCHEMA.with_metadata(_metadata(partition, snapshot_id))
    count = 0
    with path.open("xb") as sink:
        with pq.ParquetWriter(sink, schema, **WRITER) as writer:
            for group in _groups(_checked(rows, partition)):
                writer.write_batch(pa.RecordBatch.from_pylist(group, schema=schema))
                count += len(group)
        sink.flush()
        os.fchmod(sink.fileno(), 0o444)
        os.fsync(sink.fileno())
    return count


def count_rows(path: Path) -> int:
    """Returns the number of rows of a file, as its footer has it; 0 for a file that cannot be read."""
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException):
        return 0


def read_file(path: Path) -> Iterator[dict[str, Any]]:
    """Returns the rows of one file as Python values, in file order, with page checksums verified.

    Raises OSError or ``pyarrow.ArrowInvalid`` (a ValueError) for a damaged file.
    """
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        for batch in file.iter_batches(batch_size=ROW_GROUP_ROWS):
            yield from batch.to_pylist()


def _metadata(partition: Partition, snapshot_id: str) -> dict[str, str]:
    return {
        "schema_version": str(SCHEMA_VERSION),
        "snapshot_id": snapshot_id,
        "source": partition.source,
        "year": str(partition.year),
        "package_version": __version__,
    }


def _checked(rows: Iterable[Row], partition: Partition) -> Iterator[Row]:
    last: tuple[Any, ...] | None = None
    for row in rows:
        key = sort_key(row)
        if (row["source"], row["year"]) != (partition.source, partition.year):
            raise ValueError(f"{row['article_id']} does not belong into {partition.path}")
        if last is not None and key <= last:
            raise ValueError(f"{row['article_id']} is out of order in {partition.path}")
        last = key
        yield row


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    characters = 0
    for row in rows:
        group.append(row)
        characters += len(str(row.get("body") or ""))
        if len(group) == ROW_GROUP_ROWS or characters >= ROW_GROUP_CHARACTERS:
            yield group
            group, characters = [], 0
    if group:
        yield group
