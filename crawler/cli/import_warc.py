"""``bogor-news import``: imports pages from other people's WARC files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from crawler.cli.engine_arguments import add_engine_arguments, engine_errors, engine_of
from crawler.cli.main import add_data_argument
from crawler.cli.printing import counted
from crawler.exits import CommandError, Exit

HELP = "import pages from other people's WARC files"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "file",
        nargs="*",
        type=Path,
        metavar="FILE.warc[.gz]",
        help="a WARC file; bad records are skipped",
    )
    parser.add_argument(
        "--list",
        type=Path,
        metavar="FILE",
        help="a text file that names further WARC files, one on each line",
    )
    parser.add_argument(
        "--host",
        action="append",
        metavar="HOST",
        help="only pages of this host, such as kompas.com; may be repeated",
    )
    add_data_argument(parser)
    parser.add_argument(
        "--all-sites", action="store_true", help="keep the articles of every site, not only of the known ones"
    )
    add_engine_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Imports, names each broken record on stderr, and prints one summary line; returns 1 where all were broken."""
    from crawler.extensions.steps import Steps
    from pipelines.ingest import open_ingest
    from pipelines.ingest.importing import import_files
    from pipelines.text.terminal import safe

    files, engine = _files(args), engine_of(args)
    hosts = {host.lower().removeprefix("www.") for host in args.host or ()}
    for path in files:
        if not path.is_file():
            raise CommandError(Exit.FAILED, f"{path} is not a file; nothing was imported")
    with open_ingest(args.data, "import") as ingest:
        with engine_errors(), Steps("kB") as steps:
            counts = import_files(
                ingest,
                files,
                all_sites=args.all_sites,
                hosts=hosts,
                engine=engine,
                report=lambda line: print(safe(line), file=sys.stderr),
                progress=steps,
            )
        ingest.end(Exit.OK)
    found = ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "no capture"
    print(f"imported {counted(len(files), 'file')}: {found}")
    return Exit.FAILED if counts.keys() == {"broken"} else Exit.OK


def _files(args: argparse.Namespace) -> list[Path]:
    listed = args.list.read_text("utf-8").splitlines() if args.list else []
    files = [*args.file, *(args.list.parent / line.strip() for line in listed if line.strip())]
    if not files:
        raise CommandError(Exit.USAGE, "there is nothing to import; name WARC files, or a --list of them")
    return files
