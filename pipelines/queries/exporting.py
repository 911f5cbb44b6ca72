"""Export: the selected rows as one CSV, JSONL or Parquet file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from operator import methodcaller
from pathlib import Path
from typing import IO, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.disk import replacing
from pipelines.queries.selection import Selection, select
from pipelines.schema import arrow_schema

FORMATS: Final = (".csv", ".jsonl", ".parquet")

# A spreadsheet takes a cell that begins with one of these for a formula. The apostrophe is among them, so that
# whoever drops one leading apostrophe from each cell has every text as it was.
_FORMULA: Final = tuple("=+-@\t\r\n'＝＋－＠")


def export(articles: Path, to: Path, selection: Selection, columns: Sequence[str], limit: int | None) -> int:
    """Writes the newest ``limit`` (default: all) selected rows, newest first, and returns how many there are.

    The suffix of ``to`` is one of ``FORMATS``. A reader sees the old file or the new one, whole. Raises OSError,
    and what ``select`` raises.
    """
    tables = _first_rows(select(articles, selection, columns), limit)
    write = {".csv": _write_csv, ".jsonl": _write_jsonl, ".parquet": _write_parquet}[to.suffix.lower()]
    with replacing(to) as temporary, temporary.open("wb") as file:
        return write(file, tables, columns)


def _first_rows(tables: Iterable[pa.Table], limit: int | None) -> Iterator[pa.Table]:
    left = limit
    for table in tables:
        if left is None:
            yield table
        elif left > 0:
            yield table.slice(0, left)
            left -= min(left, table.num_rows)


def _write_csv(file: IO[bytes], tables: Iterable[pa.Table], columns: Sequence[str]) -> int:
    # The byte-order mark tells spreadsheets that the file is UTF-8.
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    count = 0
    for row in _rows(tables):
        writer.writerow(map(_cell, row.values()))
        count += 1
    text.flush()
    text.detach()
    return count


def _write_jsonl(file: IO[bytes], tables: Iterable[pa.Table], columns: Sequence[str]) -> int:
    count = 0
    for row in _rows(tables):
        file.write(_json(row).encode() + b"\n")
        count += 1
    return count


def _write_parquet(file: IO[bytes], tables: Iterable[pa.Table], columns: Sequence[str]) -> int:
    whole = arrow_schema()
    count = 0
    with pq.ParquetWriter(
        file, pa.schema([whole.field(name) for name in columns]), compression="zstd"
    ) as writer:
        for table in tables:
            writer.write_table(table.cast(writer.schema), row_group_size=4096)
            count += table.num_rows
    return count


def _rows(tables: Iterable[pa.Table]) -> Iterator[dict[str, Any]]:
    for table in tables:
        for batch in table.to_batches(max_chunksize=512):
            yield from batch.to_pylist()


def _cell(value: Any) -> Any:
    """Returns a value as a cell of CSV: no text begins a formula, lists and structs are JSON, null is empty."""
    if isinstance(value, list | dict):
        return _json(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value.isoformat() if isinstance(value, dt.date) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=methodcaller("isoformat"))
