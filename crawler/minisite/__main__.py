"""Serves the miniature site until stdin closes: ``python -m crawler.minisite``."""

from __future__ import annotations

import argparse
import json
import signal
import sys

from crawler.minisite.content import make_site
from crawler.minisite.model import Site
from crawler.minisite.peculiar import add_peculiar_posts
from crawler.minisite.server import MiniSite, Server, running


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options that say what is served, and where."""
    parser.add_argument("--port", type=int, default=0, help="default: any free one")
    parser.add_argument("--articles", type=int, default=0, help="so many ordinary ones, nothing peculiar")
    parser.add_argument(
        "--old-generation", action="store_true", help="half of the articles are of the generation before"
    )
    parser.add_argument("--page-bytes", type=int, default=0, help="pad article pages to this size")
    parser.add_argument("--seed", type=int, default=0, help="another seed gives other articles")


def site_of(options: argparse.Namespace) -> Site:
    """Returns the site that the options describe."""
    if options.articles:
        old = (options.articles + 1) // 2 if options.old_generation else 0
        return make_site(options.articles - old, old, options.seed)
    site = (
        make_site(seed=options.seed) if options.old_generation else make_site(show_post=0, seed=options.seed)
    )
    add_peculiar_posts(site)
    return site


def serve_until_told(server: Server) -> None:
    """Prints one JSON line with the site's URL, then serves until stdin closes or SIGTERM comes."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with running(server):
        sys.stdout.write(json.dumps({"url": server.url}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


def main() -> None:
    """Serves the site that the command line describes."""
    parser = argparse.ArgumentParser(prog="python -m crawler.minisite", description=__doc__)
    add_arguments(parser)
    options = parser.parse_args()
    serve_until_told(MiniSite(site_of(options), options.port, options.page_bytes))


if __name__ == "__main__":
    main()
