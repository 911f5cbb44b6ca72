"""``bogor-news forget``: removes articles for good."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing

from crawler.cli.main import add_data_argument
from crawler.cli.printing import counted
from crawler.exits import CommandError, Exit

HELP = "remove articles for good: rows, captures, and what other articles' links say about them"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("id", nargs="+", metavar="ID", help="an article_id such as show_post:103498")
    parser.add_argument("--why", required=True, metavar="TEXT", help="the reason, kept with the id")
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Forgets the articles and prints what was removed; changes nothing where one of them is unknown."""
    from pipelines.corpus.database import open_reader
    from pipelines.corpus.erase_rows import is_known
    from pipelines.ingest import open_ingest
    from pipelines.maintenance.forget import forget

    if not args.why.strip():
        raise CommandError(
            Exit.USAGE, "--why is empty; give the reason, such as --why 'asked for by the person named'"
        )
    wanted = list(dict.fromkeys(args.id))
    with closing(open_reader(args.data)) as connection:
        unknown = [article_id for article_id in wanted if not is_known(connection, article_id)]
    if unknown:
        raise CommandError(
            Exit.FAILED, f"{', '.join(unknown)} is not in the corpus {args.data}; nothing was forgotten"
        )
    with open_ingest(args.data, "forget") as ingest:
        report = forget(ingest, wanted, args.why.strip())
        code = Exit.FAILED if report.unreadable else Exit.OK
        ingest.end(code)
    print(
        f"forgotten: {', '.join(wanted)}; {counted(report.revisions, 'revision')} removed,"
        f" {counted(report.erased, 'capture')} erased,"
        f" {counted(report.redacted, 'capture')} of other articles blacked out"
    )
    for line in report.unreadable:
        print(f"bogor-news: {line}", file=sys.stderr)
    for twin in report.twins:
        print(f"bogor-news: {twin} has the same text; forget it too if you mean both", file=sys.stderr)
    for path in sorted(args.data.glob("corpus.sqlite.damaged-*")):
        print(f"bogor-news: {path}, kept by a repair, may still contain it; delete it", file=sys.stderr)
    return code
