"""Random histories of the site against nightly runs: after every night the dataset is what the site told."""

from __future__ import annotations

import copy
import datetime as dt
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from night_history import History, observed
from support.arranged import make_site
from support.corpora import files, rows, show_post_range
from support.crawling import Clock, night
from support.expected import expected
from support.misbehaving import serve

from crawler.minisite import model, pages
from crawler.minisite.content import make_post
from crawler.minisite.model import Missing, Site
from crawler.minisite.post import WIB, Post
from pipelines.corpus.codec import to_micros
from pipelines.corpus.database import open_reader
from pipelines.maintenance.verify import verify

BERITA, SHOW_POST = 30, 20
# So many changes at most between two nights: less than any gate minds.
CHANGES_A_DAY = 3
WHICH = st.integers(0, 10**6)
SOURCE = st.sampled_from(("berita", "show_post"))


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten listing pages of three cards and a feed of eight: newest pages, sweep and feed each show a part."""
    monkeypatch.setattr(pages, "CARDS_A_PAGE", 3)
    monkeypatch.setattr(model, "FEED_LENGTH", 8)


def plain_site() -> Site:
    """Returns a site that answers 404 for what it does not have, and whose listing has one order."""
    site = make_site(BERITA, SHOW_POST)
    site.answer_missing("berita", "404")
    site.index_pages = None
    return site


@cache
def first_night() -> tuple[Path, History]:
    """A corpus after its first night, and what it has to be."""
    data = Path(tempfile.mkdtemp()) / "data"
    site, clock, history = plain_site(), Clock(), History()
    with serve(site) as server:
        observer = observed(server)
        assert night(data, server.url, clock, **show_post_range(site)).code == 0
    history.night(observer.served, clock.now)
    return data, history


class Nights(RuleBasedStateMachine):
    """An editor's days and the crawler's nights."""

    @initialize()
    def begin(self) -> None:
        data, history = first_night()
        self.resources = ExitStack()
        folder = Path(self.resources.enter_context(tempfile.TemporaryDirectory()))
        self.data = Path(shutil.copytree(data, folder / "data", symlinks=True))
        self.history = copy.deepcopy(history)
        self.site = plain_site()
        self.server = self.resources.enter_context(serve(self.site))
        self.observer = observed(self.server)
        self.clock = Clock()
        self.today = 0
        self.version = 0
        self.deleted: list[str] = []
        self.withdrawn: list[str] = []
        self.failing: set[str] = set()

    # -- what the editor does

    def change(self) -> None:
        self.today += 1
        self.version += 1

    def post(self, which: int, source: str | None = None) -> Post:
        posts = [p for p in self.site.posts() if source in (None, p.source)]
        return posts[which % len(posts)]

    def new_post(self, source: Any, age: dt.timedelta) -> Post:
        numbers = [
            int(i.split(":")[1])
            for i in {*self.deleted, *self.withdrawn, *self.ids()}
            if i.startswith(f"{source}:")
        ]
        published = (self.clock.now - age).astimezone(WIB).replace(microsecond=0)
        # Text with paragraphs of its own, so that it can point to others.
        post = make_post(source, max(numbers) + 1, published, body_form="paragraphs")
        self.site.publish(post)
        return post

    def highest(self) -> int:
        """The highest number, which stays on the site: the fault `arrivals` counts on from there."""
        return max(p.post_id for p in self.site.posts() if p.source == "berita")

    def ids(self) -> set[str]:
        return {post.article_id for post in self.site.posts()}

    busy = precondition(lambda self: self.today < CHANGES_A_DAY)

    @busy
    @rule(source=SOURCE, hours=st.integers(1, 30))
    def publish(self, source: str, hours: int) -> None:
        self.change()
        self.new_post(source, dt.timedelta(hours=hours))

    @busy
    @rule(source=SOURCE, days=st.integers(30, 900))
    def publish_dated_back(self, source: str, days: int) -> None:
        self.change()
        self.new_post(source, dt.timedelta(days=days))

    @busy
    @rule(which=WHICH, days=st.integers(100, 900))
    def point_to_an_old_post(self, which: int, days: int) -> None:
        """A post that is found by a link before its card, deep in the listing, is seen."""
        self.change()
        old = self.new_post("berita", dt.timedelta(days=days))
        pointing = self.post(which, "berita")
        if pointing.body_form.startswith("plain"):
            return
        self.site.edit(pointing.article_id, read_also=old.post_id, title=f"{pointing.title} {self.version}")

    @busy
    @rule(which=WHICH)
    def edit(self, which: int) -> None:
        self.change()
        post = self.post(which)
        changed = f"{post.paragraphs[-1]} Ralat ke-{self.version} dari redaksi."
        self.site.edit(post.article_id, paragraphs=(*post.paragraphs[:-1], changed))

    @busy
    @rule(which=WHICH)
    def retitle(self, which: int) -> None:
        self.change()
        post = self.post(which)
        self.site.edit(post.article_id, title=f"{post.title} Bagian {self.version}")

    @busy
    @rule(which=WHICH, days=st.integers(1, 700))
    def date_back(self, which: int, days: int) -> None:
        self.change()
        post = self.post(which)
        self.site.edit(post.article_id, published=post.published - dt.timedelta(days=days))

    @busy
    @rule(which=st.lists(WHICH, max_size=2))
    def pin(self, which: list[int]) -> None:
        self.change()
        self.site.pin(*dict.fromkeys(self.post(w, "berita").article_id for w in which))

    @busy
    @rule(which=WHICH)
    def delete(self, which: int) -> None:
        self.change()
        post = self.post(which)
        if post.article_id != f"berita:{self.highest()}":
            self.site.delete(post.article_id)
            self.deleted.append(post.article_id)

    @busy
    @precondition(lambda self: self.deleted)
    @rule(which=WHICH)
    def restore(self, which: int) -> None:
        self.change()
        self.site.restore(self.deleted.pop(which % len(self.deleted)))

    @busy
    @rule(which=WHICH)
    def withdraw(self, which: int) -> None:
        self.change()
        post = self.post(which, "berita")
        if post.post_id != self.highest():
            self.site.withdraw(post.article_id)
            self.withdrawn.append(post.article_id)

    @busy
    @precondition(lambda self: self.withdrawn)
    @rule(which=WHICH)
    def republish(self, which: int) -> None:
        self.change()
        self.site.republish(self.withdrawn.pop(which % len(self.withdrawn)))

    @busy
    @rule(source=SOURCE, answer=st.sampled_from(("404", "410", "soft", "home")))
    def answer_missing(self, source: Any, answer: Missing) -> None:
        self.site.answer_missing(source, answer)

    @busy
    @rule(name=st.sampled_from(("counters", "sidebar", "validators", "arrivals")))
    def restless(self, name: str) -> None:
        self.change()
        self.server.faults.add(name, "2" if name == "arrivals" else "")

    @busy
    @rule(which=WHICH)
    def break_down(self, which: int) -> None:
        """An article's page fails, until the site behaves again."""
        self.change()
        post = self.post(which)
        self.failing.add(post.article_id)
        self.server.faults.add("status", "500", on=rf"{post.url.rsplit('/', 2)[1]}/{post.post_id}\b")

    @rule()
    def behave(self) -> None:
        self.server.faults.clear()
        self.failing.clear()

    # -- what the crawler does

    @rule(hours=st.integers(20, 30))
    def night(self, hours: int, **options: Any) -> None:
        self.clock.move(hours=hours)
        self.today = 0
        with closing(open_reader(self.data)) as connection:
            due = _ids(connection, "next_check_at <= ? OR state = 'pending'", to_micros(self.clock.now))
            known = _ids(connection, "1 OR ?", 0)
        owed, before = set(self.history.owed), files(self.data)
        lost = {i for i, v in self.history.versions.items() if v[-1]["status"] != "live"}
        lost |= self.history.missing_since.keys() | (known - self.history.versions.keys())
        self.observer.served.clear()
        asked = len(self.server.log)

        summary = night(self.data, self.server.url, self.clock, **options)

        assert summary.code == 0, summary
        self.history.night(self.observer.served, self.clock.now)
        self._check_rows()
        self._check_requests([entry.path for entry in self.server.log[asked:]], is_full=bool(options))
        carded = {s.article_id for s in self.observer.served if s.kind in ("card", "found")}
        assert self.history.changed or files(self.data) == before
        # News met after its page had been looked at in the same night waits for the next one, no longer.
        assert self.history.owed <= self.failing | set(self.history.fetched) | self.history.found
        assert self.history.owed & owed <= self.failing
        if not options:
            wanted = due | self.history.news | (lost & carded)
            assert set(self.history.fetched) & known <= wanted
            assert len(self.history.fetched) == len(set(self.history.fetched))

    def _check_requests(self, paths: list[str], *, is_full: bool) -> None:
        listing = [p for p in paths if p.startswith("/berita?page=")]
        assert {"/berita?page=1", "/berita?page=2"} <= set(listing)
        assert paths.count("/robots.txt") == paths.count("/index.php/rss_berita") == 1
        assert is_full or self.history.news or len(listing) <= 5

    def _check_rows(self) -> None:
        revisions = [row for _, versions in sorted(self.history.versions.items()) for row in versions]
        _compare(rows(self.data, "revisions"), revisions)
        _compare(rows(self.data), [v[-1] for _, v in sorted(self.history.versions.items())])
        with closing(open_reader(self.data)) as connection:
            assert list(verify(connection, self.data)) == []

    # -- in the end

    def teardown(self) -> None:
        if not hasattr(self, "resources"):
            return
        try:
            self.behave()
            for _ in range(2):
                self.night(24, full=True, **show_post_range(self.site))
            assert self.history.owed == set()
            live = {i: v[-1] for i, v in self.history.versions.items() if v[-1]["status"] == "live"}
            assert live.keys() == self.ids()
            for post in self.site.posts():
                truth, row = expected(post, self.site), live[post.article_id]
                assert {n: row[n] for n in ("title", "published_date", "body")} == {
                    n: truth[n] for n in ("title", "published_date", "body")
                }
        finally:
            self.resources.close()


def _ids(connection: Any, where: str, value: int) -> set[str]:
    return {row[0] for row in connection.execute(f"SELECT article_id FROM pages WHERE {where}", (value,))}


def _compare(stored: list[dict[str, Any]], wanted: Iterable[dict[str, Any]]) -> None:
    wanted = list(wanted)
    keys = [(row["article_id"], row["revision"]) for row in stored]
    assert keys == [(row["article_id"], row["revision"]) for row in wanted]
    different = [
        (row["article_id"], row["revision"], name, row[name], truth[name])
        for row, truth in zip(stored, wanted, strict=True)
        for name in truth
        if row[name] != truth[name]
    ]
    assert different == []


def play(examples: int, steps: int) -> None:
    quick = settings(
        max_examples=examples,
        stateful_step_count=steps,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(Nights, settings=quick)


@pytest.mark.usefixtures("small_pages")
def test_the_dataset_is_what_the_site_told_after_every_night() -> None:
    play(examples=4, steps=10)


@pytest.mark.soak
@pytest.mark.usefixtures("small_pages")
def test_the_dataset_is_what_the_site_told_after_many_more_nights() -> None:
    play(examples=50, steps=25)
