"""``bogor-news status``: shows what the corpus holds, how the last runs ended, and what is due."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

from crawler.cli.main import add_data_argument
from crawler.cli.printing import counted
from crawler.exits import Exit

if TYPE_CHECKING:
    from rich.console import Console

HELP = "show what the corpus holds, how the last runs ended, and what is due"


# The numbers of each source. Those that are zero everywhere are left out, since a terminal has 80 columns.
_NUMBERS: Final = ("live", "unlisted", "gone", "staged", "waiting", "due", "failing")
_ALWAYS: Final = ("live", "gone", "waiting", "due")
# The exit codes whose reason stands with the sources.
_TOLD_BY_SOURCES: Final = {Exit.UNREACHABLE: "unreachable", Exit.HELD: "held"}


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

    console = Console(highlight=False)
    _print_sources(console, facts)
    console.print()
    _print_runs(console, facts)
    sizes = ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in facts["bytes"].items())
    console.print(f"\n{sizes}; {counted(facts['quarantined'], 'page')} in quarantine")
    if facts["running"]:
        console.print("a run is in progress")


def _print_sources(console: Console, facts: dict[str, Any]) -> None:
    """Prints a table that fits 80 columns, then each trouble once with the sources that have it."""
    from rich.table import Table
    from rich.text import Text

    numbers = [name for name in _NUMBERS if name in _ALWAYS or any(s.get(name) for s in facts["sources"])]
    table = Table(box=None, padding=(0, 1, 0, 0))
    for name in ("source", "state", *numbers, "newest"):
        table.add_column(name, overflow="fold")
    troubles: dict[str, list[str]] = {}
    for source in facts["sources"]:
        state = source["state"] or ("in progress" if facts["running"] else "not crawled")
        style = {"ok": "green", "held": "red", "refused": "red"}.get(state, "yellow")
        counts = [str(source.get(name, 0)) for name in numbers]
        table.add_row(source["source"], Text(state, style), *counts, source["last_published"] or "–")
        if source["state"] != "ok" and source["detail"]:
            troubles.setdefault(source["detail"], []).append(source["source"])
    console.print(table)
    for source in facts["sources"]:
        if source["offered"] is not None:
            console.print(
                f"{source['source']}: the listing offers {source['offered']}, the corpus has {source['live']}"
            )
    for detail, names in troubles.items():
        console.print(Text(f"{', '.join(names)}: {detail}", "yellow"))


def _print_runs(console: Console, facts: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table("run", "started (UTC)", "seconds", "exit", "what", box=None, padding=(0, 1, 0, 0))
    for record in facts["runs"]:
        table.add_row(*_run_cells(record))
    console.print(table)


def _run_cells(record: dict[str, Any]) -> list[str]:
    code = record["exit_code"]
    seconds = "running" if record["seconds"] is None else f"{record['seconds']:.0f}"
    totals: dict[str, int] = {}
    for counts in record["counts"].values():
        for name, count in counts.items():
            totals[name] = totals.get(name, 0) + count
    found = ", ".join(f"{count} {name}" for name, count in totals.items() if count) or "nothing new"
    if code in _TOLD_BY_SOURCES:
        found = f"{_TOLD_BY_SOURCES[code]}; {found}"
    elif code:
        found = f"{record['reason']}; {found}" if record["reason"] else found
    started = record["started"][:16].replace("T", " ")
    return [str(record["run"]), started, seconds, "–" if code is None else str(code), found]
