"""Parquet snapshots: immutable directories; the atomic rename of one link publishes one."""

from pipelines.snapshot.directories import (
    DATASETS,
    FewerRowsError,
    Partition,
    SnapshotError,
    current,
    free_bytes,
    partitions,
    repair,
    snapshot_dir,
)
from pipelines.snapshot.parquet import read_file, sort_key
from pipelines.snapshot.publish import Published, Rows, publish, read_rows

__all__ = [
    "DATASETS",
    "FewerRowsError",
    "Partition",
    "Published",
    "Rows",
    "SnapshotError",
    "current",
    "free_bytes",
    "partitions",
    "publish",
    "read_file",
    "read_rows",
    "repair",
    "snapshot_dir",
    "sort_key",
]
