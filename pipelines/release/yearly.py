"""The release's Parquet files: one for each year, with all sources; equal rows give equal bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.schema import ROW_ORDER, SCHEMA_VERSION, arrow_schema
from pipelines.snapshot.parquet import ROW_GROUP_ROWS, WRITER


def years(snapshot: Path, dataset: str) -> list[int]:
    """Returns the years of which a snapshot holds files, in order; 0 stands for articles without a day."""
    return sorted({int(path.stem) for path in (snapshot / dataset).glob("*/*.parquet")})


def hidden_articles(snapshot: Path) -> set[str]:
    """Returns the ids of articles that were unlisted in some version and live in none: the site never offered them."""
    tables = [
        pq.read_table(path, columns=["article_id", "status"])
        for path in sorted((snapshot / "revisions").glob("*/*.parquet"))
    ]
    versions = pa.concat_tables(tables)
    live, unlisted = (
        versions["article_id"].filter(pc.equal(versions["status"], status)).combine_chunks()
        for status in ("live", "unlisted")
    )
    return set(unlisted.filter(pc.invert(pc.is_in(unlisted, live))).to_pylist())


def read_year(
    snapshot: Path, dataset: str, year: int, hidden: Collection[str], *, pointers: bool
) -> Iterator[pa.Table]:
    """Yields one year's rows of all sources but the hidden ones, sorted by day, number, id and revision, in row groups.

    Without ``pointers`` the columns that lead to raw captures are null.
    """
    files = sorted((snapshot / dataset).glob(f"*/{year}.parquet"))
    table = pa.concat_tables(
        pq.read_table(f, page_checksum_verification=True).cast(arrow_schema()) for f in files
    )
    if hidden:
        is_hidden = pc.is_in(table["article_id"], pa.array(sorted(hidden), pa.string()))
        table = table.filter(pc.invert(is_hidden))
    order = pc.sort_indices(table.select(ROW_ORDER), sort_keys=[(name, "ascending") for name in ROW_ORDER])
    # A sorted copy of the whole year would need as much memory once more.
    for start in range(0, table.num_rows, ROW_GROUP_ROWS):
        rows = table.take(order.slice(start, ROW_GROUP_ROWS))
        yield rows if pointers else _without_pointers(rows)


def _without_pointers(table: pa.Table) -> pa.Table:
    for name in ("archive_file", "archive_offset"):
        index = table.schema.get_field_index(name)
        field = table.schema.field(index)
        table = table.set_column(index, field, pa.nulls(table.num_rows, field.type))
    return table


def write(path: Path, parts: Iterable[pa.Table], **says: str) -> int:
    """Writes tables one after the other into a file, and returns the number of rows; nothing where there is no table.

    The same rows give the same bytes. ``says`` goes into the file's metadata.
    """
    parts, rows = iter(parts), 0
    first = next(parts, None)
    if first is None:
        return rows
    path.parent.mkdir(exist_ok=True)
    schema = first.schema.with_metadata({"schema_version": str(SCHEMA_VERSION)} | says)
    with pq.ParquetWriter(path, schema, **WRITER) as writer:
        for part in chain([first], parts):
            writer.write_table(part.combine_chunks(), row_group_size=ROW_GROUP_ROWS)
            rows += part.num_rows
    return rows
