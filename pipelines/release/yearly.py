"""The release's Parquet files: one for each year, with all sources; equal rows give equal bytes."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.schema import ROW_ORDER, SCHEMA_VERSION, arrow_schema
from pipelines.snapshot.parquet import ROW_GROUP_ROWS, WRITER


def years(snapshot: Path, dataset: str) -> list[int]:
    """Returns the years of which a snapshot holds files, in order; 0 stands for articles without a day."""
    return sorted({int(path.stem) for path in (snapshot / dataset).glob("*/*.parquet")})


def read_year(snapshot: Path, dataset: str, year: int) -> pa.Table:
    """Returns one year's rows of all sources, sorted by day, number, id and revision."""
    files = sorted((snapshot / dataset).glob(f"*/{year}.parquet"))
    table = pa.concat_tables(
        pq.read_table(f, page_checksum_verification=True).cast(arrow_schema()) for f in files
    )
    return table.sort_by([(name, "ascending") for name in ROW_ORDER]).combine_chunks()


def write(path: Path, table: pa.Table, **says: str) -> None:
    """Writes a table; the same rows give the same bytes. ``says`` goes into the file's metadata."""
    path.parent.mkdir(exist_ok=True)
    schema = table.schema.with_metadata({"schema_version": str(SCHEMA_VERSION)} | says)
    with pq.ParquetWriter(path, schema, **WRITER) as writer:
        writer.write_table(table, row_group_size=ROW_GROUP_ROWS)
