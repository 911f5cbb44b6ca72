"""``bogor-news export``: the rows of the dataset as one file."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import Final

from crawler.cli.main import add_data_argument
from crawler.cli.printing import counted
from crawler.cli.selection_arguments import add_selection_arguments, name_sources, published, selection_of
from crawler.exits import CommandError, Exit

HELP = "the rows, or some of them, as one CSV, JSONL or Parquet file"

_FORMATS: Final = (".csv", ".jsonl", ".parquet")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("words", nargs="*", metavar="WORD", help="only articles that `search` would find")
    add_data_argument(parser)
    parser.add_argument(
        "--to",
        action="append",
        required=True,
        metavar="FILE|DAY",
        help="FILE.csv, FILE.jsonl or FILE.parquet to write; a second --to with a DAY: published on this day or"
        " earlier. In CSV, lists are JSON, and a text that a spreadsheet would take for a formula has an"
        " apostrophe before it",
    )
    add_selection_arguments(parser)
    parser.add_argument("--columns", metavar="A,B", help="only these columns, in this order (default: all)")


def run(args: argparse.Namespace) -> int:
    """Writes the file, and prints how many rows it has."""
    from pipelines.queries.exporting import export

    to, args.last_day = _targets(args.to)
    columns = _columns(args.columns)
    selection = selection_of(args, args.words)
    with published(args.data, "articles") as articles:
        name_sources(articles, args.source)
        if articles.resolve().parent.parent in to.resolve().parents:
            raise CommandError(Exit.USAGE, f"--to {to} lies inside the published dataset: give another place")
        count = export(articles, to, selection, columns, args.limit)
    print(f"{counted(count, 'row')} with {counted(len(columns), 'column')}: {to}")
    return Exit.OK


def _targets(values: list[str]) -> tuple[Path, dt.date | None]:
    """Returns the file to write and the last day of publication, which both are given with ``--to``."""
    files: list[Path] = []
    days: list[dt.date] = []
    for value in values:
        try:
            days.append(dt.date.fromisoformat(value))
        except ValueError:
            files.append(Path(value))
    if len(files) != 1 or len(days) > 1:
        raise CommandError(Exit.USAGE, "give --to FILE once, and --to DAY once at most")
    (file,) = files
    if file.suffix.lower() not in _FORMATS:
        raise CommandError(
            Exit.USAGE, f"--to {file}: its name has to end in {', '.join(_FORMATS[:-1])} or {_FORMATS[-1]}"
        )
    if not file.absolute().parent.is_dir():
        raise CommandError(Exit.USAGE, f"--to {file}: there is no directory {file.parent}, make it first")
    return file, days[0] if days else None


def _columns(text: str | None) -> list[str]:
    from pipelines.schema import NAMES

    columns = list(NAMES) if text is None else [name.strip() for name in text.split(",")]
    unknown = [name for name in columns if name not in NAMES]
    if unknown:
        raise CommandError(
            Exit.USAGE, f"--columns: there is no column {unknown[0]!r}; there are: {', '.join(NAMES)}"
        )
    if len(set(columns)) < len(columns):
        raise CommandError(Exit.USAGE, f"--columns {text} names a column twice")
    return columns
