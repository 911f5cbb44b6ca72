"""``scrapy crawl NAME``: ends with the exit code of the run."""

from __future__ import annotations

import argparse

from scrapy.commands import crawl
from scrapy.exceptions import UsageError

from crawler.exits import Exit


class Command(crawl.Command):
    """Runs one spider."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Runs the spider and sets the exit code."""
        if len(args) != 1:
            raise UsageError("give the name of one spider")
        assert self.crawler_process
        crawler = self.crawler_process.create_crawler(self._create_crawler(args[0]))
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        self.exitcode = int(getattr(crawler, "exit_code", Exit.FAILED))
