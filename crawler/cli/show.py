"""``bogor-news show``: one article and its history, readable in a terminal."""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from crawler.cli.main import add_data_argument
from crawler.exits import CommandError, Exit

if TYPE_CHECKING:
    import sqlite3

    from rich.console import Console

    from pipelines.schema import Row

HELP = "one article and its history"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "article", metavar="ID|URL", help="an article_id such as show_post:103498, or its address"
    )
    add_data_argument(parser)
    parser.add_argument("--json", action="store_true", help="print its revisions as JSON and nothing else")


def run(args: argparse.Namespace) -> int:
    """Prints the current version and what each revision changed."""
    from pipelines.corpus.database import open_reader
    from pipelines.corpus.rows import history
    from pipelines.text.terminal import safe_json

    with closing(open_reader(args.data)) as connection:
        article_id = _find(connection, args.article)
        versions = history(connection, article_id)
    if not versions:
        raise CommandError(
            Exit.FAILED, f"{args.article} is not in the corpus {args.data}: `bogor-news status` says what is"
        )
    if args.json:
        print(safe_json(versions, indent=2))
    else:
        _print(versions)
    return Exit.OK


def _find(connection: sqlite3.Connection, text: str) -> str:
    """Returns the article_id that an id or any spelling of an address stands for."""
    from pipelines.addresses import canonical, identify
    from pipelines.corpus.rows import id_at

    if "://" not in text:
        return text
    address = identify(text)
    if address is not None:
        return address.article_id
    return id_at(connection, canonical(text)) or text


def _print(versions: list[Row]) -> None:
    from rich.console import Console
    from rich.text import Text

    from crawler.cli.printing import counted
    from pipelines.text.terminal import safe

    console, now = Console(highlight=False), versions[-1]
    width = min(console.width, 88)
    console.print(Text(safe(now["title"]) or "(no title)", "bold"), soft_wrap=True)
    facts = [_day(now), now["article_id"], now["status"], counted(len(versions), "version")]
    console.print(Text("  ·  ".join(facts), "dim"), soft_wrap=True)
    console.print(Text(safe(now["url"]), "blue"), soft_wrap=True, end="\n\n")
    for paragraph in (now["body"] or "(no text)").split("\n"):
        console.print(Text(safe(paragraph)), width=width, end="\n\n")
    for name, values in _details(now):
        for number, value in enumerate(values):
            line = Text(f"{'' if number else name:<9} ", "dim").append(safe(value), "not dim")
            console.print(line, soft_wrap=True)
    console.print(Text("\nHistory, newest first", "bold"))
    for before, after in reversed(list(itertools.pairwise([None, *versions]))):
        assert after is not None
        _print_version(console, width, before, after)


def _day(row: Row) -> str:
    if row["published_at"]:
        return f"{row['published_at']:%Y-%m-%d %H:%M %Z}"
    return str(row["published_date"] or "no day of publication")


def _details(row: Row) -> Iterator[tuple[str, list[str]]]:
    """Yields what else is known of an article, by name; a value is a line."""
    yield "event", [str(row["event_date"])] if row["event_date"] else []
    yield "author", [row["author"]] if row["author"] else []
    yield "tags", [", ".join(row["tags"])] if row["tags"] else []
    yield "pictures", [image["url"] for image in row["images"] or ()]
    links = row["related_links"] or ()
    yield "related", [f"{x['article_id'] or x['url']}  {x['title'] or x['text'] or ''}" for x in links]
    yield "quality", [", ".join(row["quality"])] if row["quality"] else []
    yield "same as", [row["duplicate_of"]] if row["duplicate_of"] else []
    place = (
        f"{row['archive_file']} at {row['archive_offset']}" if row["archive_file"] else "not in the archive"
    )
    yield "capture", [f"{place}, {row['fetched_at']:%Y-%m-%d %H:%M} UTC"]


def _print_version(console: Console, width: int, before: Row | None, after: Row) -> None:
    from rich.text import Text

    from crawler.cli.printing import marked
    from pipelines.queries.article_changes import compare

    change = compare(before, after)
    console.print(Text(f"{change.at:%Y-%m-%d %H:%M} UTC  {change.change:<8}  version {change.revision}"))
    for name, pieces in change.differences:
        console.print(Text(f"  {name}: ", "dim").append_text(marked(pieces)), width=width)
