"""Serves the miniature site until stdin closes: ``python -m crawler.minisite``."""

from __future__ import annotations

import argparse
import json
import signal
import sys

from crawler.minisite.content import make_site
from crawler.minisite.faults import FACTORIES
from crawler.minisite.server import MiniSite, running


def main() -> None:
    """Prints one JSON line with the site's URL, then serves until stdin closes or SIGTERM comes."""
    parser = argparse.ArgumentParser(
        prog="python -m crawler.minisite",
        description=__doc__,
        epilog="faults:\n" + "".join(f"  {n:18} {(f.__doc__ or '').strip()}\n" for n, f in FACTORIES.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--articles", type=int, default=0, help="of both generations together")
    parser.add_argument("--page-bytes", type=int, default=0, help="pad article pages to this size")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--fault", action="append", default=[], metavar="'NAME[=ARG] [on REGEX] [every N] [times N]'"
    )
    options = parser.parse_args()
    half, odd = divmod(options.articles, 2)
    site = make_site(half, half + odd, options.seed) if options.articles else make_site(seed=options.seed)
    server = MiniSite(site, options.port, options.page_bytes)
    try:
        for rule in options.fault:
            server.faults.add_rule(rule)
    except ValueError as error:
        parser.error(str(error))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with running(server):
        sys.stdout.write(json.dumps({"url": server.url}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
