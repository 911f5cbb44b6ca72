"""``bogor-news extract``: shows the columns that the extractor reads from saved pages."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import Any

from crawler.exits import CommandError, Exit

HELP = "show what the extractor reads from saved pages"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "file", nargs="+", type=Path, metavar="FILE.html|-", help="a saved page; - reads standard input"
    )
    parser.add_argument("--url", help="the page's address, which decides its layout, id and links")
    parser.add_argument(
        "--json", action="store_true", help="print one JSON line for each file and nothing else"
    )


def run(args: argparse.Namespace) -> int:
    """Prints the columns of each page; returns 1 where a page is not an article or cannot be read."""
    from pipelines.text.terminal import safe_json

    if args.url is not None and len(args.file) > 1:
        raise CommandError(Exit.USAGE, "--url is the address of one page; give one file, or leave --url out")
    failed = 0
    for path in args.file:
        columns = _columns(path, args.url)
        if columns is None:
            failed += 1
        elif args.json:
            print(safe_json(columns))
        else:
            _print(columns)
    return Exit.FAILED if failed else Exit.OK


def _columns(path: Path, url: str | None) -> dict[str, Any] | None:
    from pipelines.article import NotAnArticle, RawPage
    from pipelines.pages.page_to_row import page_columns

    try:
        body = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return page_columns(RawPage(body, url, dt.datetime.now(dt.UTC)), None)
    except NotAnArticle as answer:
        print(f"bogor-news: {path} holds no article ({answer})", file=sys.stderr)
        return None
    except OSError as error:
        print(f"bogor-news: {path} cannot be read: {error.strerror}", file=sys.stderr)
        return None


def _print(columns: dict[str, Any]) -> None:
    from pipelines.text.terminal import safe

    for name, value in columns.items():
        if name == "body":
            continue
        print(f"{name:18} {safe(str(value)) if value not in (None, [], ()) else '–'}")
    print(f"\n{safe(columns['body'] or '(no text)')}\n")
