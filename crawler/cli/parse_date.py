"""``bogor-news parse-date``: shows which dates the date parser reads from texts."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys

from crawler.exits import CommandError, Exit

HELP = "show the date that the parser reads from each text, or from each line of stdin, as JSON lines"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("text", nargs="*", metavar="TEXT", help="a text that may be a date")
    parser.add_argument("--now", metavar="ISO", help="the moment that relative words refer to (default: now)")


def run(args: argparse.Namespace) -> int:
    """Prints one JSON object for each text, with nulls where it is not a date."""
    from pipelines.dates import WIB, parse_date

    now = dt.datetime.now(WIB)
    if args.now:
        try:
            now = dt.datetime.fromisoformat(args.now)
        except ValueError:
            raise CommandError(
                Exit.USAGE, f"--now {args.now!r} is not an ISO time; write it like 2024-09-10T12:00:00+07:00"
            ) from None
        now = now if now.tzinfo else now.replace(tzinfo=WIB)
    for text in args.text or (line.rstrip("\r\n") for line in sys.stdin):
        reading = parse_date(text, now)
        answer = {
            "text": text,
            "date": reading.date.isoformat() if reading else None,
            "datetime": reading.datetime.isoformat() if reading and reading.datetime else None,
            "flags": list(reading.flags) if reading else [],
        }
        print(json.dumps(answer, ensure_ascii=False))
    return Exit.OK
