"""``bogor-news save-fixture``: saves a page, and the columns read from it now, as a test fixture."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.exits import CommandError, Exit

if TYPE_CHECKING:
    from pipelines.article import RawPage

HELP = "save a page as a test fixture"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "page",
        metavar="FILE|URL",
        help="a saved page, or an address that is fetched once, as politely as a crawl",
    )
    parser.add_argument("--url", metavar="URL", help="the address that a saved page has on its site")
    parser.add_argument(
        "--to",
        type=Path,
        default=Path("tests/fixtures"),
        metavar="DIR",
        help="where fixtures are kept (default: tests/fixtures)",
    )


def run(args: argparse.Namespace) -> int:
    """Prints the folder of the new fixture; a person must check its expected columns."""
    from pipelines.maintenance.fixtures import save_fixture

    is_address = re.match(r"https?://", args.page, re.I) is not None
    if is_address and args.url:
        raise CommandError(Exit.USAGE, "--url is for a saved page; leave it out")
    page = _fetch(args.page) if is_address else _read(args.page, args.url)
    args.to.mkdir(parents=True, exist_ok=True)
    try:
        folder = save_fixture(args.to, page)
    except FileExistsError as error:
        raise CommandError(Exit.FAILED, f"{error}; nothing was changed") from error
    print(f"{folder}: check its expected.json, which has what the extractor reads from the page now")
    return Exit.OK


def _read(name: str, url: str | None) -> RawPage:
    from pipelines.article import RawPage

    path = Path(name)
    if not path.is_file():
        raise CommandError(Exit.FAILED, f"{name} is neither a file nor an address that begins with http://")
    return RawPage(path.read_bytes(), url, dt.datetime.now(dt.UTC))


def _fetch(url: str) -> RawPage:
    from crawler.spiders.exchanges import raw_page
    from crawler.spiders.one_page import NoPageError, fetch_page

    try:
        answer = fetch_page(url)
    except NoPageError as error:
        raise CommandError(Exit.UNREACHABLE, f"{url}: {error}") from error
    return raw_page(answer, answer.url, dt.datetime.now(dt.UTC))
