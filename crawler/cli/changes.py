"""``bogor-news changes``: what became new, edited, unlisted, gone or came back, newest first."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from crawler.cli.main import add_data_argument
from crawler.cli.printing import counted
from crawler.cli.selection_arguments import published
from crawler.exits import CommandError, Exit

if TYPE_CHECKING:
    import sqlite3

    from rich.console import Console

    from pipelines.queries.article_changes import Change

HELP = "what became new, edited, unlisted, gone or came back, newest first"

_FEED_SPAN: Final = dt.timedelta(days=30)
_COLOURS: Final = {"new": "green", "edited": "cyan", "unlisted": "yellow", "gone": "red", "back": "green"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    add_data_argument(parser)
    parser.add_argument(
        "--since",
        metavar="DAY|RUN",
        help="from this day on (UTC), or from the start of the run with this number in `status` (default: the last"
        " crawl); a page from an archive or an import counts from its capture on",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON line a change and nothing else")
    parser.add_argument(
        "--atom",
        type=Path,
        metavar="FILE",
        help="write a feed to subscribe to, instead of printing; without --since it holds the last 30 days",
    )


def run(args: argparse.Namespace) -> int:
    """Prints the changes, or writes them as a feed."""
    from pipelines.corpus.database import open_reader
    from pipelines.disk import replacing
    from pipelines.ingest import system_clock
    from pipelines.queries.article_changes import changes_since
    from pipelines.queries.atom import feed
    from pipelines.text.terminal import safe_json

    with closing(open_reader(args.data)) as connection:
        since = _start(connection, args.since)
    if args.atom and not args.since:
        since = min(since, system_clock() - _FEED_SPAN)
    with published(args.data, "revisions") as revisions:
        changes = changes_since(revisions, since)
    if args.atom:
        with replacing(args.atom) as temporary:
            temporary.write_bytes(feed(changes, since))
        print(f"{counted(len(changes), 'change')} in the feed {args.atom}", file=sys.stderr)
    if args.json:
        for change in changes:
            print(safe_json(change.as_json()))
    elif not args.atom:
        _print(changes, since)
    return Exit.OK


def _start(connection: sqlite3.Connection, since: str | None) -> dt.datetime:
    """Returns the moment from which on changes are asked for. Raises CommandError for what is neither day nor run."""
    from pipelines.corpus.run_log import started_at

    if since is None:
        return started_at(connection) or dt.datetime.min.replace(tzinfo=dt.UTC)
    if since.isascii() and since.isdecimal():
        start = started_at(connection, int(since))
        if start is None:
            raise CommandError(
                Exit.USAGE, f"--since {since}: there is no such run; `bogor-news status` shows the last"
            )
        return start
    try:
        return dt.datetime.combine(dt.date.fromisoformat(since), dt.time(), dt.UTC)
    except ValueError:
        raise CommandError(
            Exit.USAGE,
            f"--since {since}: give a day such as 2025-08-13, or a run's number from `bogor-news status`",
        ) from None


def _print(changes: list[Change], since: dt.datetime) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    for change in changes:
        _print_change(console, change)
    print(f"{counted(len(changes), 'change')} since {since:%Y-%m-%d %H:%M} UTC", file=sys.stderr)


def _print_change(console: Console, change: Change) -> None:
    from rich.text import Text

    from crawler.cli.printing import marked
    from pipelines.text.terminal import safe

    line = Text(f"{change.at:%Y-%m-%d %H:%M}  ", "dim")
    line.append(f"{change.change:<8}", f"not dim {_COLOURS[change.change]}")
    line.append(f"  {change.article_id}  ").append(safe(change.title) or "(no title)", "bold not dim")
    console.print(line, soft_wrap=True)
    for name, pieces in change.differences:
        console.print(Text(f"  {name}: ").append_text(marked(pieces)), width=min(console.width, 110))
