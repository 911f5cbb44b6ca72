"""Runs every benchmark and prints one table of ratios: ``python -m benchmarks [NAME…] [--to FILE]``."""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

NAMES = (
    "at_size",
    "dates",
    "extraction",
    "crawl",
    "look_alikes",
    "nights",
    "parquet",
    "reprocess",
    "search",
    "storage",
)
PACKAGES = ("scrapy", "trafilatura", "dateparser", "pyarrow", "lxml", "web-poet")

PAGE = """# Benchmarks

`make bench` measures everything and prints one table. `python -m benchmarks NAME` measures one part
({names}). `--to FILE` writes this page. Compare the ratios within one run; the absolute figures depend on the machine.

The last run measured {ran}: {day}, Python {python}, {machine}, {cores} cores, load {load:.1f} at the start; {packages}.

{table}
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="*", choices=[*NAMES, []], metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--to", type=Path, metavar="FILE", help="also write the page there")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    rows: list[dict[str, Any]] = []
    for name in options.name or NAMES:
        print(f"{name} …", file=sys.stderr, flush=True)
        found = importlib.import_module(f"benchmarks.{name}").run()
        print(as_table(found), file=sys.stderr, flush=True)
        rows += found
    table = as_table(rows)
    print(table)
    if options.to:
        options.to.write_text(page(table, load, options.name or NAMES), "utf-8")


def as_table(rows: list[dict[str, Any]]) -> str:
    """Returns the rows as a Markdown table."""
    lines = ["| what | value | compared with | ratio | aim |", "|---|---|---|---|---|"]
    for row in rows:
        ratio = "" if row["ratio"] is None else _number(row["ratio"])
        value = f"{_number(row['value'])} {row['unit']}".strip()
        lines.append(f"| {row['name']} | {value} | {row['compared_with']} | {ratio} | {row['aim']} |")
    return "\n".join(lines)


def page(table: str, load: float, ran: Sequence[str]) -> str:
    """Returns the page that keeps a run, with machine and versions."""
    return PAGE.format(
        names=", ".join(NAMES),
        ran=", ".join(ran),
        day=dt.datetime.now(dt.UTC).date(),
        python=platform.python_version(),
        machine=platform.machine(),
        cores=os.cpu_count(),
        load=load,
        packages=", ".join(f"{name} {version(name)}" for name in PACKAGES),
        table=table,
    )


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    main()
