"""The data dictionary, ``data/README.md``, written from the schema.

``python -m pipelines.release.dictionary > data/README.md`` brings it up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from pipelines.schema import COLUMNS, QUALITY_FLAGS, SCHEMA_VERSION, arrow_schema

_PAGE: Final = """\
# The data

`articles/` holds one row for each article: its current version. `revisions/` holds one row for each version that an
article has had, the current one included. Both are plain Parquet files, `SOURCE/YEAR.parquet`, with the same columns.
Articles without a known day are in `SOURCE/0.parquet`. The program needs the other files of this directory to make
these two.

## Loading

Resolve the link first. Then a reader sees exactly one published run, even while the program publishes the next one.

```python
import os
import pandas as pd

folder = os.path.realpath("data/articles")
articles = pd.read_parquet(folder, dtype_backend="pyarrow")
```

```python
import os
import polars as pl

articles = pl.read_parquet(os.path.realpath("data/articles") + "/**/*.parquet")
```

```python
import os
import duckdb

folder = os.path.realpath("data/articles")
duckdb.sql(
    f"SELECT source, year, count(*) FROM read_parquet('{{folder}}/**/*.parquet') GROUP BY ALL ORDER BY ALL"
)
```

Without `dtype_backend="pyarrow"`, pandas turns integers that can be null into floats. DuckDB and Spark keep the
instant of a time, but not its zone. In Spark, set `recursiveFileLookup`.

## Columns (schema version {version})

{columns}

## Links and images

{structs}

## Quality flags

If a field could not be read, it is null, and a flag in `quality` says so. The row stays. A row without flags has an
empty list.

{flags}

## Reading with care

- `published_date` is the day that the site prints. `event_date` is the day that the lead names, often days earlier.
- Articles that vanished from the site stay, with `status` `gone`. `WHERE status = 'live'` leaves them out.
- Two ids can have the same text. `WHERE duplicate_of IS NULL` keeps the older one.
- In `related_links`, `text` can be a teaser that ends inside a word (`truncated`). It is not a title.
"""


def dictionary() -> str:
    """Returns the text of ``data/README.md``: how to load the data, every column and every quality flag."""
    return _PAGE.format(
        version=SCHEMA_VERSION, columns=columns_table(), structs=structs_list(), flags=flags_table()
    )


def columns_table() -> str:
    """Returns a Markdown table of the columns: name, type, whether it may be null, meaning."""
    schema = arrow_schema()
    rows = [
        (f"`{c.name}`", type_name(schema.field(c.name).type), "" if c.nullable else "never", c.meaning)
        for c in COLUMNS
    ]
    return _table(("column", "type", "null", "meaning"), rows)


def flags_table() -> str:
    """Returns a Markdown table of the quality flags and their meanings."""
    return _table(("flag", "meaning"), [(f"`{flag}`", meaning) for flag, meaning in QUALITY_FLAGS.items()])


def type_name(kind: pa.DataType) -> str:
    """Returns a type as readers of the dictionary know it; the parts of structs are listed on their own."""
    if pa.types.is_list(kind):
        return f"list of {type_name(kind.value_type)}"
    if pa.types.is_struct(kind):
        return "struct"
    return {"date32[day]": "date", "bool": "boolean"}.get(str(kind), str(kind))


def structs_list() -> str:
    """Returns a Markdown list of the parts of columns that hold structs."""
    parts = []
    for field in arrow_schema():
        if pa.types.is_list(field.type) and pa.types.is_struct(field.type.value_type):
            inner = ", ".join(f"`{f.name}` {type_name(f.type)}" for f in field.type.value_type)
            parts.append(f"- each of `{field.name}`: {inner}")
    return "\n".join(parts)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(dictionary())
