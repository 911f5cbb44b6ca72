"""A served site that misbehaves, and the corpus that nights on it make."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support.corpora import by_id, plain
from support.crawling import Clock, night
from support.expected import expected
from support.misbehaving import MisbehavingSite
from support.misbehaving.faults import ARTICLE, FACTORIES
from warcio.archiveiterator import ArchiveIterator

from crawler.finish import Summary
from crawler.minisite.messages import App, Request, Response
from pipelines.corpus.database import open_reader
from pipelines.maintenance.verify import verify

ONE_CONNECTION = {"CONCURRENT_REQUESTS": 1, "CONCURRENT_REQUESTS_PER_DOMAIN": 1}
# Waits of the real thing, made short.
IMPATIENT = {"RETRY_AFTER_MAX": 0.3, "TRICKLE_PATIENCE": 0.2}
ONE_SECOND = {"DOWNLOAD_TIMEOUT": 1}
TRUTH = ("title", "body", "published_date", "url", "tags")


class Faulty:
    """One site, one data directory, one clock."""

    def __init__(self, server: MisbehavingSite, data: Path) -> None:
        self.server, self.data, self.clock = server, data, Clock()
        self._mark = 0

    @property
    def site(self):
        return self.server.site

    def fault(self, *rules: str) -> None:
        for rule in rules:
            self.server.faults.add_rule(rule)

    def heal(self) -> None:
        self.server.faults.clear()

    def night(self, *, later: float = 0, overrides: dict[str, Any] | None = None, **options: Any) -> Summary:
        """How a crawl ended that began ``later`` hours after the one before."""
        self.clock.move(hours=later)
        self._mark = len(self.server.log)
        return night(
            self.data, self.server.url, self.clock, overrides={**IMPATIENT, **(overrides or {})}, **options
        )

    @property
    def asked(self) -> list[str]:
        """The paths that the last night asked for, in order."""
        return [entry.path for entry in self.server.log[self._mark :]]

    def count(self, text: str) -> int:
        return sum(text in path for path in self.asked)

    def statuses(self) -> Counter[int]:
        return Counter(entry.status for entry in self.server.log[self._mark :])

    def wrong(self, *but: str) -> list[str]:
        """What differs between the dataset and the site, articles ``but`` aside."""
        stored = by_id(self.data)
        wanted = {post.article_id: expected(post, self.site) for post in self.site.posts()}
        found = [f"{i} is missing" for i in wanted.keys() - stored.keys() - {*but}]
        found += [f"{i} is too much" for i in stored.keys() - wanted.keys()]
        for article_id in wanted.keys() & stored.keys():
            row, truth = stored[article_id], wanted[article_id]
            found += [
                f"{article_id} has another {n}" for n in TRUTH if (row[n] or []) != (plain(truth[n]) or [])
            ]
        return found

    def broken(self) -> list[str]:
        """What ``verify`` finds."""
        with closing(open_reader(self.data)) as connection:
            return list(verify(connection, self.data))

    def one(self, query: str, *values: object) -> Any:
        """The first value that a query of the database gives."""
        with closing(open_reader(self.data)) as connection:
            return connection.execute(query, values).fetchone()[0]

    def archived(self) -> int:
        """The number of answers in the archive."""
        count = 0
        for path in self.data.glob("archive/*.warc.gz"):
            with path.open("rb") as stream:
                count += sum(r.rec_type in ("response", "revisit") for r in ArchiveIterator(stream))
        return count

    @property
    def log(self) -> str:
        return (self.data / "log" / "bogor-news.log").read_text()


class FakeTime:
    """A clock that pauses move on at once; ``slept`` maps the number of requests so far to the pause after them."""

    def __init__(self, faulty: Faulty) -> None:
        self.now = 1000.0
        self.slept: Counter[int] = Counter()
        self._log = faulty.server.log

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept[len(self._log)] += seconds
        await asyncio.sleep(0)


def add_fault(
    monkeypatch: pytest.MonkeyPatch, name: str, change: Callable[[Request, Response], Response]
) -> None:
    """Adds a fault of the test's own to those of the miniature site."""

    def factory(_: str, __: object) -> Callable[[Request, App], Response]:
        return lambda request, app: change(request, app(request))

    monkeypatch.setitem(FACTORIES, name, factory)


def is_article(request: Request) -> bool:
    return re.search(ARTICLE, request.target) is not None
