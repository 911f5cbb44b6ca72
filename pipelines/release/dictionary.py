"""The data dictionary, ``data/README.md``, written from the schema.

``python -m pipelines.release.dictionary > data/README.md`` brings it up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pyarrow as pa

from pipelines.release.templates import render
from pipelines.schema import COLUMNS, QUALITY_FLAGS, SCHEMA_VERSION, arrow_schema
from pipelines.snapshot.data_card import CONFIGS


def dictionary() -> str:
    """Returns the text of ``data/README.md``: how to load the data, every column and every quality flag."""
    return render(
        "dictionary.md.j2",
        configs=CONFIGS,
        version=SCHEMA_VERSION,
        columns=columns_table(),
        structs=structs_list(),
        flags=flags_table(),
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
