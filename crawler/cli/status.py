"""``bogor-news status``: shows what the corpus holds, how the last runs ended, and what is due."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from typing import Any

from crawler.cli.main import add_data_argument
from crawler.exits import Exit

HELP = "show what the corpus holds, how the last runs ended, and what is due"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    add_data_argument(parser)
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
    parser.add_argument(
        "--max-age",
        type=float,
        metavar="HOURS",
        help="exit 1 where the last good run is older, or where there was none",
    )


def run(args: argparse.Namespace) -> int:
    """Prints the overview; with ``--max-age`` the exit code says whether the corpus is fresh."""
    import datetime as dt

    from pipelines.corpus.database import open_reader
    from pipelines.maintenance.status import overview

    with closing(open_reader(args.data)) as connection:
        facts = overview(connection, args.data, dt.datetime.now(dt.UTC))
    if args.json:
        print(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        _print(facts)
    age = facts["last_good_run_hours"]
    if args.max_age is not None and (age is None or age > args.max_age):
        last = f"{age:.1f} hours ago" if age is not None else "never"
        print(
            f"bogor-news: stale: the last good run was {last}, at most {args.max_age:g} are allowed",
            file=sys.stderr,
        )
        return Exit.FAILED
    return Exit.OK


def _print(facts: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    sources = Table("source", "state", "live", "gone", "revisions", "from", "to", "waiting", "due", box=None)
    for source in facts["sources"]:
        state = source["state"] or "never visited"
        style = {"ok": "green", "held": "red", "refused": "red"}.get(state, "yellow")
        numbers = [source[k] for k in ("live", "gone", "revisions")]
        dates = [source["first_published"] or "–", source["last_published"] or "–"]
        row = [*map(str, numbers), *dates, str(source["waiting"]), str(source["due"])]
        sources.add_row(source["source"], Text(state, style), *row)
    console.print(sources)
    for source in facts["sources"]:
        if source["state"] != "ok" and source["detail"]:
            console.print(Text(f"{source['source']}: {source['detail']}", "yellow"))
    console.print()
    runs = Table("run", "started (UTC)", "seconds", "exit", "what", box=None)
    for record in facts["runs"]:
        runs.add_row(*_run_cells(record))
    console.print(runs)
    sizes = ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in facts["bytes"].items())
    console.print(f"\n{sizes}; {facts['quarantined']} pages in quarantine")
    if facts["running"]:
        console.print("a run is under way")


def _run_cells(record: dict[str, Any]) -> list[str]:
    seconds = "running" if record["seconds"] is None else f"{record['seconds']:.0f}"
    code = "–" if record["exit_code"] is None else str(record["exit_code"])
    totals: dict[str, int] = {}
    for counts in record["counts"].values():
        for name, count in counts.items():
            totals[name] = totals.get(name, 0) + count
    found = ", ".join(f"{count} {name}" for name, count in totals.items() if count) or "nothing new"
    return [
        str(record["run"]),
        record["started"][:19].replace("T", " "),
        seconds,
        code,
        record["reason"] or found,
    ]
