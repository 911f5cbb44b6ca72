"""Runs the Python and SQL blocks of one page, one after the other in one namespace, and prints what each gave.

Reads a JSON list of ``[language, text, name]`` on stdin. SQL is DuckDB's. A block's answer is what SQL selects, or
what Python calls ``answer``.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import sys
from typing import Any


def rows(answer: Any) -> list[list[Any]]:
    """Returns the rows of a table of pandas, polars or DuckDB."""
    if hasattr(answer, "itertuples"):
        found = answer.itertuples(index=False, name=None)
    else:
        found = answer.rows() if hasattr(answer, "rows") else answer.fetchall()
    return [[plain(value) for value in row] for row in found]


def plain(value: Any) -> Any:
    """Returns a cell as JSON has it: days as ISO text, every kind of null as None."""
    if value is None or value != value or type(value).__name__ == "NAType":  # noqa: PLR0124 - not a number
        return None
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return (
        round(float(value), 6)
        if isinstance(value, float)
        else value
        if isinstance(value, str)
        else int(value)
    )


def main() -> None:
    """Prints a JSON list of ``[stdout, answer]``; an exception ends it with the page and the line."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    results = []
    for language, text, name in json.load(sys.stdin):
        printed = io.StringIO()
        namespace.pop("answer", None)
        with contextlib.redirect_stdout(printed):
            if language == "sql":
                import duckdb

                namespace["answer"] = duckdb.sql(text)
            else:
                exec(compile(text, name, "exec"), namespace)
        answer = namespace.get("answer")
        results.append((printed.getvalue(), None if answer is None else rows(answer)))
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
