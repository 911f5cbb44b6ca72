"""Serves the miniature site until stdin closes: ``python -m crawler.minisite``."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from typing import Final

from crawler.minisite.content import make_site
from crawler.minisite.model import Site
from crawler.minisite.peculiar import add_peculiar_posts
from crawler.minisite.server import MiniSite, Server, running

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)


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
    """Prints one JSON line with the site's URL, then serves until stdin closes or SIGTERM or SIGINT comes."""
    # The signals are blocked in every thread and waited for: one that came right before a read of stdin would be
    # handled only after it.
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    with running(server):
        sys.stdout.write(json.dumps({"url": server.url}) + "\n")
        sys.stdout.flush()
        threading.Thread(target=_end_with_stdin, daemon=True).start()
        signal.sigwait(_SIGNALS)


def _end_with_stdin() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Serves the site that the command line describes."""
    parser = argparse.ArgumentParser(prog="python -m crawler.minisite", description=__doc__)
    add_arguments(parser)
    options = parser.parse_args()
    serve_until_told(MiniSite(site_of(options), options.port, options.page_bytes))


if __name__ == "__main__":
    main()
