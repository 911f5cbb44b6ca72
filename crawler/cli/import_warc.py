"""``bogor-news import``: takes in pages from other people's WARC files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from crawler.cli.main import add_data_argument
from crawler.exits import CommandError, Exit

HELP = "take in pages from other people's WARC files"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "file", nargs="+", type=Path, metavar="FILE.warc[.gz]", help="a WARC file; broken ones too"
    )
    add_data_argument(parser)
    parser.add_argument(
        "--all-sites", action="store_true", help="keep articles of every site, not only of known ones"
    )


def run(args: argparse.Namespace) -> int:
    """Imports, naming each broken record on stderr; prints one summary line."""
    from crawler.steps import Steps
    from pipelines.importing import import_files
    from pipelines.ingest import open_ingest

    for path in args.file:
        if not path.is_file():
            raise CommandError(Exit.FAILED, f"{path} is no file: nothing was imported")
    with open_ingest(args.data, "import") as ingest:
        with Steps("kB") as steps:
            counts = import_files(
                ingest,
                args.file,
                all_sites=args.all_sites,
                report=lambda line: print(line, file=sys.stderr),
                progress=steps,
            )
        ingest.end(Exit.OK, None, {})
    found = ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "no capture"
    print(f"imported {len(args.file)} files: {found}")
    return Exit.OK
