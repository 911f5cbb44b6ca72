"""``bogor-news search``: the articles that hold all the words, newest first."""

from __future__ import annotations

import argparse
import sys
from itertools import islice
from typing import TYPE_CHECKING, Final

from crawler.cli.main import add_data_argument
from crawler.cli.selection_arguments import (
    add_selection_arguments,
    day,
    name_sources,
    published,
    selection_of,
)
from crawler.exits import Exit

if TYPE_CHECKING:
    from rich.console import Console

    from pipelines.queries.search import Hit
    from pipelines.queries.selection import Selection

HELP = "articles whose title, body or tags hold all the words, newest first"

_SHOWN: Final = 20
_INDENT: Final = " " * 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "words",
        nargs="+",
        metavar="WORD",
        help='whole words, in any case, with or without accents; a "phrase" in quotation marks as such',
    )
    add_data_argument(parser)
    add_selection_arguments(parser)
    parser.add_argument(
        "--to", dest="last_day", type=day, metavar="DAY", help="published on this day or earlier"
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="print one JSON line an article and nothing else: all of them, not the newest 20",
    )


def run(args: argparse.Namespace) -> int:
    """Prints what was found: the newest 20, or with ``--json`` all, unless ``--limit`` says otherwise."""
    from pipelines.queries.search import search
    from pipelines.text.terminal import safe_json

    selection = selection_of(args, args.words)
    with published(args.data, "articles") as articles:
        name_sources(articles, args.source)
        hits = search(articles, selection)
        if args.json:
            for hit in islice(hits, args.limit):
                print(safe_json(hit.as_json()))
            return Exit.OK
        limit = args.limit or _SHOWN
        found = list(islice(hits, limit + 1))
    _print(found[:limit], selection)
    if len(found) > limit:
        print(f"the newest {limit} are shown; --limit N shows more", file=sys.stderr)
    if not found:
        print("no article holds all of this", file=sys.stderr)
    return Exit.OK


def _print(hits: list[Hit], selection: Selection) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    for hit in hits:
        _print_hit(console, hit, selection)


def _print_hit(console: Console, hit: Hit, selection: Selection) -> None:
    from rich.text import Text

    from pipelines.text.terminal import safe
    from pipelines.text.words import highlights

    line = Text(f"{hit.published_date or 'no day'!s:<10}  {hit.article_id}  ", "dim")
    line.append(safe(hit.title) or "(no title)", "bold not dim")
    if hit.status != "live":
        line.append(f"  ({hit.status})", "not dim yellow")
    console.print(line, soft_wrap=True)
    snippet = Text(safe(hit.snippet))
    for start, end in highlights(snippet.plain, selection.terms):
        snippet.stylize("bold green", start, end)
    # For another program a snippet is one line.
    width = min(console.width, 100) - len(_INDENT) if console.is_terminal else sys.maxsize
    for wrapped in snippet.wrap(console, width):
        console.print(Text(_INDENT) + wrapped, soft_wrap=True)
