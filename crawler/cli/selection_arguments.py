"""Which articles a command is about: the filters that ``search`` and ``export`` share."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from crawler.exits import CommandError, Exit

if TYPE_CHECKING:
    from pipelines.queries.selection import Selection

STATUSES: Final = ("live", "unlisted", "gone")
_LONGEST: Final = 200  # characters of a word or phrase; Arrow refuses patterns that are much larger


def add_selection_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the filters but for ``--to DAY``, which ``export`` reads in its own way."""
    parser.add_argument("--source", metavar="NAME", help="only articles of this source, such as berita")
    parser.add_argument(
        "--from", dest="first_day", type=day, metavar="DAY", help="published on this day or later"
    )
    parser.add_argument("--tag", metavar="TAG", help="only articles with this tag, in any case")
    parser.add_argument("--status", choices=STATUSES, help="only articles of this status (default: all)")
    parser.add_argument("--limit", type=_positive, metavar="N", help="only the newest N of them")


def day(text: str) -> dt.date:
    """Returns the day that an argument names. Raises ArgumentTypeError, which ends the program with code 2."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2025-08-13") from None


def selection_of(args: argparse.Namespace, words: Sequence[str]) -> Selection:
    """Returns the selection that the options and words name. Raises CommandError where no article could pass."""
    from pipelines.queries.selection import Selection
    from pipelines.text.words import parse_terms

    if args.first_day and args.last_day and args.first_day > args.last_day:
        raise CommandError(Exit.USAGE, f"--from {args.first_day} lies after --to {args.last_day}: swap them")
    if args.tag is not None and not args.tag.strip():
        raise CommandError(Exit.USAGE, "--tag is empty: name a tag, or leave it out")
    terms = parse_terms(words)
    if words and not terms:
        raise CommandError(
            Exit.USAGE, "there is no word to search for: give one, or a phrase in quotation marks"
        )
    if any(len(term.text) > _LONGEST for term in terms):
        raise CommandError(
            Exit.USAGE, f"a word or phrase is longer than {_LONGEST} characters: give a part of it"
        )
    tag = args.tag and args.tag.strip()
    return Selection(tuple(terms), args.source, args.first_day, args.last_day, tag, args.status)


@contextmanager
def published(data: Path, dataset: str) -> Iterator[Path]:
    """Yields the directory of a published dataset, ``articles`` or ``revisions``.

    Raises CommandError where nothing is published, or where a file of it is damaged.
    """
    import pyarrow as pa

    directory = data / dataset
    if not directory.exists():
        raise CommandError(
            Exit.FAILED, f"nothing is published in {data}: give another --data, or run `bogor-news crawl`"
        )
    try:
        yield directory
    except pa.ArrowInvalid as error:
        raise CommandError(
            Exit.FAILED, f"{directory} cannot be read ({error}): `bogor-news verify --data {data}` tells more"
        ) from error


def name_sources(articles: Path, source: str | None) -> None:
    """Prints which sources there are if another one is asked for."""
    from pipelines.queries.selection import sources

    known = sources(articles)
    if source is not None and source not in known:
        print(
            f"bogor-news: no article is of source {source}; there are: {', '.join(known) or 'none'}",
            file=sys.stderr,
        )


def _positive(text: str) -> int:
    if text.isascii() and text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number of articles; give 1 or more")
