"""Serves the miniature site, with faults, until stdin closes: ``python -m support.misbehaving``."""

from __future__ import annotations

import argparse

from crawler.minisite.__main__ import add_arguments, serve_until_told, site_of
from support.arranged import arranged
from support.misbehaving.faults import FACTORIES
from support.misbehaving.server import MisbehavingSite


def main() -> None:
    faults = "".join(f"  {name:18} {(f.__doc__ or '').strip()}\n" for name, f in FACTORIES.items())
    parser = argparse.ArgumentParser(
        prog="python -m support.misbehaving",
        description=__doc__,
        epilog=f"faults:\n{faults}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_arguments(parser)
    parser.add_argument(
        "--fault", action="append", default=[], metavar="'NAME[=ARG] [on REGEX] [every N] [times N]'"
    )
    options = parser.parse_args()
    server = MisbehavingSite(arranged(site_of(options)), options.port, options.page_bytes)
    try:
        for rule in options.fault:
            server.faults.add_rule(rule)
    except ValueError as error:
        parser.error(str(error))
    serve_until_told(server)


if __name__ == "__main__":
    main()
