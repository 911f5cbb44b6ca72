"""Many nights: every status is what a person with the site's database would say, with the allowed delay."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from nights_of import BERITA, Nights
from support.arranged import make_site
from support.corpora import by_id

from crawler.minisite.content import make_post
from crawler.minisite.model import Site
from crawler.minisite.server import serve
from crawler.spiders.listing import QUIET_PAGES, sweep_pages

POSTS = 60
CARDS_A_PAGE = 9


@attrs.define
class Editors:
    """The people behind a site, and when each post last became what it is now: night and status before."""

    site: Site
    random: random.Random
    night: int = 0
    outages: int = 0
    changed: dict[str, tuple[int, set[str]]] = attrs.Factory(dict)
    titles: dict[str, int] = attrs.Factory(dict)
    known: set[str] = attrs.Factory(set)

    def work(self) -> None:
        """Changes the site as on one day."""
        live = [post.article_id for post in self.site.newest("berita")]
        away = sorted(i for i in self.known if self.site.status(i) != "live")
        chances = {
            "publish": 0.6,
            "retitle": 0.3,
            "delete": 0.15,
            "withdraw": 0.15,
            "bring_back": 0.2,
            "break_one": 0.1,
        }
        for name, chance in chances.items():
            if self.random.random() < chance:
                getattr(self, name)(live, away)

    def publish(self, live: list[str], _: list[str]) -> None:
        newest = self.site.newest("berita")[0]
        number = max(int(article_id.partition(":")[2]) for article_id in self.known) + 1
        # Now and then a post is dated back.
        before = self.site.newest("berita")[self.random.choice((0, 0, 0, 30))]
        post = make_post("berita", number, before.published, seed=number)
        self.site.publish(post)
        self.known.add(post.article_id)
        self._note(post.article_id, "absent")
        assert newest.article_id in live

    def retitle(self, live: list[str], _: list[str]) -> None:
        article_id = self.random.choice(live)
        self.site.edit(article_id, title=f"{self.site.get(article_id).title} {self.night}")
        self.titles[article_id] = self.night

    def delete(self, live: list[str], _: list[str]) -> None:
        self._note(article_id := self.random.choice(live), self.site.status(article_id))
        self.site.delete(article_id)

    def withdraw(self, live: list[str], _: list[str]) -> None:
        article_id = self.random.choice(live)
        if self.site.get(article_id) is not None:
            self._note(article_id, self.site.status(article_id))
            self.site.withdraw(article_id)

    def bring_back(self, _: list[str], away: list[str]) -> None:
        if away:
            self._note(article_id := self.random.choice(away), status := self.site.status(article_id))
            (self.site.restore if status == "gone" else self.site.republish)(article_id)

    def break_one(self, live: list[str], _: list[str]) -> None:
        article_id = self.random.choice(live)
        if self.site.is_broken(article_id):
            self.site.mend_page(article_id)
        elif self.site.get(article_id) is not None and article_id not in self.changed:
            self.site.break_page(article_id)

    def _note(self, article_id: str, before: str) -> None:
        _, statuses = self.changed.get(article_id, (0, set()))
        self.changed[article_id] = (self.night, statuses | {before})

    def wrong(self, data: Path) -> list[str]:
        """What the corpus says and should not say any more."""
        rows, found = by_id(data), []
        sweep = self._sweep_nights()
        for article_id in self.known:
            truth = self.site.status(article_id)
            stored = rows[article_id]["status"] if article_id in rows else "absent"
            if stored == truth:
                self.changed.pop(article_id, None)
                continue
            since, before = self.changed.get(article_id, (self.night, set()))
            broken = self.site.is_broken(article_id)
            allowed = sweep + 1 if truth == "live" else 2 * sweep + 2
            late = self.night - since > allowed + self.outages
            if (late and not broken) or stored not in before | {"live", "unlisted", "gone"}:
                found.append(f"night {self.night}: {article_id} is {truth} since {since}, stored as {stored}")
        for article_id, since in list(self.titles.items()):
            post = self.site.get(article_id)
            visible = post and self.site.status(article_id) == "live" and not self.site.is_broken(article_id)
            if not visible or rows[article_id]["title"] == post.title:
                del self.titles[article_id]
            elif self.night - since > sweep + 1 + self.outages:
                found.append(f"night {self.night}: {article_id} was retitled on night {since}")
        return found

    def _sweep_nights(self) -> int:
        pages = -(-len(self.site.newest("berita")) // CARDS_A_PAGE)
        return -(-(pages - QUIET_PAGES) // (sweep_pages(pages) - 1))


@pytest.fixture
def year(tmp_path: Path) -> Iterator[tuple[Nights, Editors]]:
    site = make_site(POSTS, 0)
    site.answer_missing("berita", "500")
    with serve(site) as server:
        nights = Nights(tmp_path / "data", server)
        nights(sources=BERITA)
        editors = Editors(site, random.Random(1))
        editors.known.update(post.article_id for post in site.posts())
        yield nights, editors


@pytest.mark.parametrize("length", [14, pytest.param(365, marks=pytest.mark.soak)])
def test_every_nights_statuses_are_right(year: tuple[Nights, Editors], length: int) -> None:
    nights, editors = year
    for night in range(1, length + 1):
        editors.night = night
        if editors.random.random() < 0.04:
            editors.outages += 1
            before = by_id(nights.data)
            editors.site.fail(editors.random.choice(("database", "maintenance")))
            # Asked again at once, since the pauses after each answer of 503 would take half a minute.
            nights(code=3, sources=BERITA, overrides={"RETRY_AFTER_MAX": 0.01})
            editors.site.recover()
            assert by_id(nights.data) == before
            continue
        editors.work()
        nights(sources=BERITA)
        assert editors.wrong(nights.data) == []
