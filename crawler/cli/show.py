"""``bogor-news show``: one article and its history, readable in a terminal."""

from __future__ import annotations

import argparse
import datetime as dt
import difflib
import itertools
import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

from crawler.cli.main import add_data_argument
from crawler.exits import CommandError, Exit

if TYPE_CHECKING:
    import sqlite3

    from rich.console import Console

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

    with closing(open_reader(args.data)) as connection:
        article_id = _find(connection, args.article)
        versions = history(connection, article_id)
    if not versions:
        raise CommandError(
            Exit.FAILED, f"{args.article} is not in the corpus {args.data}: `bogor-news status` says what is"
        )
    if args.json:
        print(json.dumps(versions, ensure_ascii=False, indent=2, default=_plain))
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


def _plain(value: object) -> str:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {value!r}")


def _print(versions: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.text import Text

    from pipelines.text.terminal import safe

    console = Console(highlight=False)
    now = versions[-1]
    console.print(Text(safe(now["title"]) or "(no title)", "bold"))
    moment = now["published_at"] or now["published_date"] or "no date"
    console.print(Text(f"{moment}  ·  {now['article_id']}  ·  {now['status']}", "dim"))
    console.print(Text(safe(now["url"]), "blue"), end="\n\n")
    for paragraph in (now["body"] or "(no text)").split("\n"):
        console.print(Text(safe(paragraph)), width=min(console.width, 100), end="\n\n")
    for name in ("tags", "quality"):
        if now[name]:
            console.print(Text(f"{name}: {', '.join(map(safe, now[name]))}", "dim"))
    _print_links(console, now)
    console.print(
        Text(f"capture: {now['archive_file']} at {now['archive_offset']}, {now['fetched_at']}", "dim")
    )
    for old, new in itertools.pairwise(versions):
        _print_change(console, old, new)


def _print_links(console: Console, row: dict[str, Any]) -> None:
    from rich.text import Text

    from pipelines.text.terminal import safe

    for link in row["related_links"] or ():
        name = safe(link["title"] or link["text"] or link["url"])
        console.print(Text(f"→ {name}  ({safe(link['article_id'] or link['url'])})", "dim"))


def _print_change(console: Console, old: dict[str, Any], new: dict[str, Any]) -> None:
    from rich.text import Text

    from pipelines.text.terminal import safe

    when = new["gone_at"] if new["status"] == "gone" else new["fetched_at"]
    what = "gone" if new["status"] == "gone" else "back" if old["status"] == "gone" else "edited"
    console.print(Text(f"\nrevision {new['revision']}: {what}, {when:%Y-%m-%d %H:%M} UTC", "bold"))
    for line in difflib.unified_diff(_lines(old), _lines(new), lineterm="", n=0):
        if line.startswith(("---", "+++", "@@")):
            continue
        console.print(
            Text(safe(line), "green" if line.startswith("+") else "red"), width=min(console.width, 100)
        )


def _lines(row: dict[str, Any]) -> list[str]:
    return [row["title"] or "", str(row["published_date"] or ""), *(row["body"] or "").split("\n")]
