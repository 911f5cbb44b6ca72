"""``bogor-news crawl``: one incremental run."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from crawler.cli.main import add_data_argument, explain
from crawler.cli.printing import counted
from crawler.exits import CommandError, Exit
from pipelines.sites import SITES

if TYPE_CHECKING:
    from crawler.finish import Figures
    from pipelines.snapshot.shared_store import SharedStore

HELP = "one incremental run: discover, fetch, archive, extract, store, publish"

LIVE: Final = "live"


class Origin(NamedTuple):
    """The sources crawled by default from one origin, and the pause between requests in seconds: usual and least."""

    sources: tuple[str, ...]
    delay: float
    least_delay: float


ORIGINS: Final = {
    LIVE: Origin(("berita", "show_post"), delay=1.0, least_delay=0.5),
    # The Wayback Machine allows 24 requests a minute to its index.
    "wayback": Origin(("show_post", "joomla"), delay=2.5, least_delay=1.0),
    "commoncrawl": Origin(("show_post", "joomla"), delay=2.5, least_delay=1.0),
}
SOURCES: Final = ("berita", "show_post", "joomla", *SITES)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    add_data_argument(parser)
    _add_what_is_crawled(parser)
    _add_what_follows(parser)


def _add_what_is_crawled(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--source",
        action="append",
        choices=SOURCES,
        metavar="NAME",
        help=f"only this source; may be repeated ({', '.join(SOURCES)}; default: berita and show_post, of an"
        " archive show_post and joomla)",
    )
    parser.add_argument(
        "--from",
        dest="origin",
        choices=ORIGINS,
        default=LIVE,
        help="the live site, or the captures of it in a public archive; each capture is fetched once",
    )
    parser.add_argument(
        "--base-url",
        metavar="URL",
        help="fetch below this address instead of https://kotabogor.go.id, or of another source's home; with --from an"
        " archive instead of its hosts, web.archive.org or index.commoncrawl.org and data.commoncrawl.org",
    )
    parser.add_argument(
        "--full", action="store_true", help="visit the whole listing and every known article again"
    )
    parser.add_argument(
        "--limit",
        type=_count,
        metavar="N",
        help="fetch at most N articles: new ones before re-checks before backfill; of an archive N captures",
    )
    parser.add_argument(
        "--delay",
        type=float,
        metavar="S",
        help="seconds between requests, none needed on loopback (default 1, at least 0.5; of an archive 2.5 and 1)",
    )
    parser.add_argument(
        "--insecure",
        action="store_true",
        help="accept a certificate that is expired, self-signed or of another name",
    )
    parser.add_argument("--start-id", type=_count, metavar="A", help="try show_post's numbers from A …")
    parser.add_argument("--end-id", type=_count, metavar="B", help="… to B, highest first")


def _add_what_follows(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--accept", action="store_true", help="publish what a quality gate held back")
    parser.add_argument(
        "--publish",
        metavar="URI",
        help="at the end, publish the dataset in a directory or object store that several machines share,"
        " such as s3://BUCKET/PREFIX",
    )
    parser.add_argument(
        "--metrics",
        type=Path,
        metavar="FILE",
        help="at the end, write the run's figures for Prometheus' textfile collector",
    )
    parser.add_argument(
        "--confirm-gone", choices=["now"], help="call an article gone the first time it is missing"
    )


def run(args: argparse.Namespace) -> int:
    """Returns the exit code of the crawl, after it printed each problem and one summary line."""
    _check(args)
    from crawler.crawl_run import CrawlOptions
    from crawler.extensions.metrics import write_metrics
    from crawler.runner import run_crawl

    options = CrawlOptions(
        data=args.data,
        base_url=args.base_url,
        full=args.full,
        limit=args.limit,
        start_id=args.start_id,
        end_id=args.end_id,
        accept=args.accept,
        confirm_gone_now=args.confirm_gone == "now",
        origin=args.origin,
        insecure=args.insecure,
        all_sources=not args.source,
    )
    origin = ORIGINS[args.origin]
    delay = origin.delay if args.delay is None else args.delay
    store = _store(args.publish) if args.publish else None
    _mention_contact(args.base_url)
    began = time.time()

    def measure(code: Exit, figures: Figures | None) -> None:
        if args.metrics:
            write_metrics(args.metrics, args.data, code, figures, began=began, ended=time.time())

    try:
        summary = run_crawl(options, tuple(args.source or origin.sources), delay=delay)
    except Exception as error:
        measure(explain(error, args.data)[0], None)
        raise
    measure(summary.code, summary.figures)
    for problem in summary.problems:
        print(f"bogor-news: {problem}", file=sys.stderr)
    print(summary.line)
    if store:
        _publish(store, args.data, args.publish)
    return summary.code


def _store(uri: str) -> SharedStore:
    from pipelines.snapshot.shared_store import SharedStore, StoreError

    try:
        return SharedStore(uri)
    except StoreError as error:
        raise CommandError(Exit.USAGE, f"--publish: {error}") from error


def _publish(store: SharedStore, data: Path, uri: str) -> None:
    from contextlib import closing

    from pipelines.corpus import forgotten_ids
    from pipelines.corpus.database import open_reader
    from pipelines.corpus.sources import Sources
    from pipelines.disk import exclusive
    from pipelines.ingest import system_clock

    with exclusive(data), closing(open_reader(data)) as connection:
        known = [state.source for state in Sources(connection).states()]
        uploaded = store.publish(data, known, system_clock(), forgotten_ids.latest(connection))
    print(f"published in {uri}: {counted(uploaded.files, 'file')}, {uploaded.bytes_written / 1e6:.1f} MB")


def _mention_contact(base_url: str | None) -> None:
    from crawler.mirror import is_loopback
    from crawler.settings import CONTACT

    if not CONTACT and not (base_url and is_loopback(base_url)):
        print(
            "bogor-news: the site's operators cannot reach you: set BOGOR_NEWS_CONTACT to a mail address",
            file=sys.stderr,
        )


def _check(args: argparse.Namespace) -> None:
    from crawler.mirror import is_loopback

    if args.base_url is not None:
        parts = urlsplit(args.base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise CommandError(
                Exit.USAGE, f"--base-url {args.base_url!r} is not an address; write http://HOST[:PORT]"
            )
    if args.metrics is not None and not args.metrics.absolute().parent.is_dir():
        raise CommandError(
            Exit.USAGE, f"--metrics {args.metrics}: its directory does not exist; make it first"
        )
    _check_origin(args)
    least = 0.0 if args.base_url and is_loopback(args.base_url) else ORIGINS[args.origin].least_delay
    if args.delay is not None and not args.delay >= least:
        raise CommandError(Exit.USAGE, f"--delay {args.delay:g} is too short; give {least:g} seconds or more")
    if (args.start_id is None) != (args.end_id is None):
        raise CommandError(Exit.USAGE, "--start-id and --end-id belong together; give both")
    if args.start_id is not None and args.start_id > args.end_id:
        raise CommandError(
            Exit.USAGE, f"--start-id {args.start_id} is above --end-id {args.end_id}; exchange them"
        )
    if args.start_id is not None and args.source and "show_post" not in args.source:
        raise CommandError(Exit.USAGE, "an id range is for show_post only; add --source show_post")


def _check_origin(args: argparse.Namespace) -> None:
    if args.origin == LIVE:
        if args.source and "joomla" in args.source:
            raise CommandError(Exit.USAGE, "joomla is no longer on the site; add --from wayback")
        return
    if others := SITES.keys() & set(args.source or ()):
        raise CommandError(Exit.USAGE, f"{min(others)} can be read from its own site only; leave out --from")
    site_only = {
        "--full": args.full,
        "--accept": args.accept,
        "--confirm-gone": args.confirm_gone,
        "--start-id": args.start_id is not None,
    }
    for option, given in site_only.items():
        if given:
            raise CommandError(
                Exit.USAGE, f"{option} is for the live site only; leave out --from or {option}"
            )


def _count(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number <= 10**12:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 10^12")
    return number
