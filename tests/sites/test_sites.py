"""Sites beside kotabogor.go.id: found by feeds, sitemaps and listings, read by the generic layout."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import press
import pytest
import uji_spiders
from press import Press, served, stories
from support.corpora import by_id, files
from support.crawling import Clock, command, night

from pipelines import addresses
from pipelines.addresses import Pattern, host_of, identify
from pipelines.sites import SITES

ANTARA = "https://www.antaranews.com"
BERITASATU = "https://www.beritasatu.com"
TRUTH = ("title", "body", "url")


@pytest.fixture
def antara() -> Iterator[Press]:
    with served(Press()) as site:
        yield site


@pytest.fixture
def beritasatu() -> Iterator[Press]:
    with served(Press()) as site:
        yield site


def antara_stories(count: int) -> list[press.Story]:
    return stories(count, "/berita/{number}/{slug}")


def beritasatu_stories(count: int) -> list[press.Story]:
    return stories(count, "/rina-wati/nusantara/{number}/{slug}")


def test_a_site_found_by_its_feed(antara: Press, tmp_path: Path) -> None:
    found, clock = antara_stories(6), Clock()
    antara.publish(found)
    antara.pages["/rss/terkini"] = press.feed(found, ANTARA)
    assert night(tmp_path, antara.url, clock, sources=("antaranews",)).code == 0
    rows = by_id(tmp_path)
    assert {i: tuple(row[name] for name in TRUTH) for i, row in rows.items()} == {
        f"antaranews:{s.path.split('/')[2]}": (s.title, s.body, f"https://antaranews.com{s.path}")
        for s in found
    }
    for row in rows.values():
        assert (row["layout"], row["published_at"].isoformat()[10:]) == ("generic", "T09:30:00+07:00")
    answer = command("verify", "--data", tmp_path)
    assert (answer.returncode, answer.stderr) == (0, "")
    before, mark = files(tmp_path), len(antara.log)
    clock.move(hours=1)
    assert night(tmp_path, antara.url, clock, sources=("antaranews",)).code == 0
    assert antara.asked(mark) == ["/rss/terkini"]
    assert files(tmp_path) == before


def test_another_title_in_the_feed_makes_a_re_crawl_and_the_slug_may_change(
    antara: Press, tmp_path: Path
) -> None:
    found, clock = antara_stories(3), Clock()
    antara.publish(found)
    antara.pages["/rss/terkini"] = press.feed(found, ANTARA)
    night(tmp_path, antara.url, clock, sources=("antaranews",))
    clock.move(hours=1)
    mark = len(antara.log)
    old = found[0].path
    found[0].title, found[0].path = "Judul Baru Sesudah Ralat", "/berita/1003/judul-baru-sesudah-ralat"
    antara.pages[old] = found[0].page().encode()
    antara.pages["/rss/terkini"] = press.feed(found, ANTARA)
    night(tmp_path, antara.url, clock, sources=("antaranews",))
    assert antara.asked(mark) == ["/rss/terkini", old]
    row = by_id(tmp_path)["antaranews:1003"]
    assert (row["title"], row["revision"], len(by_id(tmp_path))) == ("Judul Baru Sesudah Ralat", 2, 3)


def test_sitemaps_are_read_newest_first_and_older_ones_in_later_runs(
    beritasatu: Press, tmp_path: Path
) -> None:
    found, clock = beritasatu_stories(40), Clock()
    beritasatu.publish(found)
    recent, children = found[:5], {}
    for number in range(9):
        path = f"/sitemap_post_{number}.xml.gz"
        children[path] = f"2026-01-{20 - number:02}"
        beritasatu.pages[path] = press.sitemap(found[5 + number * 3 :][:3], BERITASATU, packed=True)
    beritasatu.pages["/sitemap_news.xml"] = press.news_sitemap(recent, BERITASATU)
    beritasatu.pages["/sitemap_post.xml"] = press.index(children, BERITASATU)
    night(tmp_path, beritasatu.url, clock, sources=("beritasatu",), limit=5)
    assert {row["title"] for row in by_id(tmp_path).values()} == {s.title for s in recent}
    counts = []
    for _ in range(3):
        clock.move(hours=1)
        assert night(tmp_path, beritasatu.url, clock, sources=("beritasatu",)).code == 0
        counts.append(len(by_id(tmp_path)))
    assert counts == [
        23,
        32,
        32,
    ]  # three sitemaps in each of the first two phases, then the rest, then nothing
    mark = len(beritasatu.log)
    extra = found[35]
    beritasatu.pages["/sitemap_post_8.xml.gz"] = press.sitemap([*found[29:32], extra], BERITASATU)
    beritasatu.pages["/sitemap_post.xml"] = press.index(
        {**children, "/sitemap_post_8.xml.gz": "2026-02-02"}, BERITASATU
    )
    clock.move(hours=1)
    night(tmp_path, beritasatu.url, clock, sources=("beritasatu",))
    assert beritasatu.asked(mark) == [
        "/sitemap_news.xml", "/sitemap_post.xml", "/sitemap_post_8.xml.gz", extra.path,
    ]  # fmt: skip


def test_broken_sitemaps_do_not_end_the_run(beritasatu: Press, tmp_path: Path) -> None:
    found = beritasatu_stories(2)
    beritasatu.publish(found)
    beritasatu.pages["/sitemap_news.xml"] = press.news_sitemap(found, BERITASATU)
    beritasatu.pages["/sitemap_post.xml"] = press.index(
        {"/sitemap_post.xml": None, "/rusak.xml.gz": None, "http://127.0.0.1:9/lain.xml": None}, BERITASATU
    )
    beritasatu.pages["/rusak.xml.gz"] = b"\x1f\x8b\x08 bukan arsip"
    assert night(tmp_path, beritasatu.url, sources=("beritasatu",)).code == 0
    assert len(by_id(tmp_path)) == 2
    assert beritasatu.asked().count("/sitemap_post.xml") == 2  # as the site's own, and once as its own child


def test_a_site_whose_feed_and_sitemaps_become_empty_is_held_back(antara: Press, tmp_path: Path) -> None:
    found, clock = antara_stories(2), Clock()
    antara.publish(found)
    antara.pages["/rss/terkini"] = press.feed(found, ANTARA)
    night(tmp_path, antara.url, clock, sources=("antaranews",))
    antara.pages["/rss/terkini"] = b"<html><body>Sedang dalam perbaikan</body></html>"
    clock.move(hours=1)
    assert night(tmp_path, antara.url, clock, sources=("antaranews",)).code == 4
    assert len(by_id(tmp_path)) == 2


def test_several_sources_of_one_run_become_one_dataset_one_after_the_other(tmp_path: Path) -> None:
    one, other = antara_stories(4), beritasatu_stories(4)
    with served(Press()) as both:
        both.publish([*one, *other])
        both.pages["/rss/terkini"] = press.feed(one, ANTARA)
        both.pages["/sitemap_news.xml"] = press.news_sitemap(other, BERITASATU)
        assert night(tmp_path, both.url, sources=("antaranews", "beritasatu")).code == 0
        # One base address for both is one host: it is never asked for two sources at a time.
        kinds = ["/berita/" in path or "/rss/" in path for path in both.asked()]
    assert kinds == sorted(kinds, reverse=True)
    assert [row["source"] for row in by_id(tmp_path).values()] == ["antaranews"] * 4 + ["beritasatu"] * 4
    # The same words about the same thing: the later one is marked.
    assert sum(row["duplicate_of"] is not None for row in by_id(tmp_path).values()) == 4


@pytest.fixture
def uji(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Press, Press]]:
    """Two sites of two hosts, known to nobody else."""
    with served(Press()) as kota, served(Press()) as desa:
        kota.url = kota.url.replace("127.0.0.1", "localhost")
        patterns = [
            Pattern(spider.name, host_of(site.url), uji_spiders.ARTICLES, None)
            for spider, site in ((uji_spiders.Kota, kota), (uji_spiders.Desa, desa))
        ]
        monkeypatch.setattr(addresses, "PATTERNS", (*addresses.PATTERNS, *patterns))
        yield kota, desa


def crawl_uji(data: Path, clock: Clock, *sources: str):
    overrides = {
        "SPIDER_MODULES": ["uji_spiders"], "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False,
        "CONCURRENT_REQUESTS": 2, "CONCURRENT_REQUESTS_PER_DOMAIN": 2,
    }  # fmt: skip
    return night(data, None, clock, sources=sources, overrides=overrides)


def test_a_listing_is_read_whatever_its_markup_is(uji: tuple[Press, Press], tmp_path: Path) -> None:
    kota, _ = uji
    found, clock = stories(17, "/kabar/{slug}"), Clock()
    kota.publish(found)
    uji_spiders.settle(uji_spiders.Kota, kota.url, listing="/indeks?halaman={page}")
    for page in range(1, 5):
        kota.pages[f"/indeks?halaman={page}"] = press.listing(found, page, 5, always=found[:2])
    assert crawl_uji(tmp_path, clock, "kota").code == 0
    rows = by_id(tmp_path)
    assert sorted(row["url"] for row in rows.values()) == sorted(f"https://localhost{s.path}" for s in found)
    assert all(re.fullmatch(r"kota:[0-9a-f]{16}", article_id) for article_id in rows)
    assert kota.asked().count("/indeks?halaman=4") == 1
    assert "/indeks?halaman=5" not in kota.log
    mark = len(kota.log)
    clock.move(hours=1)
    crawl_uji(tmp_path, clock, "kota")
    assert kota.asked(mark) == [f"/indeks?halaman={page}" for page in (1, 2, 3, 4)]


def test_different_hosts_are_crawled_at_the_same_time(uji: tuple[Press, Press], tmp_path: Path) -> None:
    found = stories(3, "/kabar/{slug}")
    together = threading.Barrier(2, timeout=60)
    for spider, site in zip((uji_spiders.Kota, uji_spiders.Desa), uji, strict=True):
        uji_spiders.settle(spider, site.url, feeds=("/feed",))
        site.publish(found)
        site.pages["/feed"] = press.feed(found, site.url)
        # Neither feed is answered before the other one is asked for.
        site.before = lambda path: together.wait() if path == "/feed" else None
    assert crawl_uji(tmp_path, Clock(), "kota", "desa").code == 0
    assert [row["source"] for row in by_id(tmp_path).values()] == ["desa"] * 3 + ["kota"] * 3


def test_a_site_that_is_down_does_not_disturb_the_other(uji: tuple[Press, Press], tmp_path: Path) -> None:
    _, desa = uji
    found = stories(3, "/kabar/{slug}")
    uji_spiders.settle(uji_spiders.Kota, "http://localhost:9", feeds=("/feed",))
    uji_spiders.settle(uji_spiders.Desa, desa.url, feeds=("/feed",))
    desa.publish(found)
    desa.pages["/feed"] = press.feed(found, desa.url)
    summary = crawl_uji(tmp_path, Clock(), "kota", "desa")
    assert (summary.code, len(by_id(tmp_path))) == (0, 3)
    assert any("kota is unreachable" in problem for problem in summary.problems)


def test_an_error_of_this_program_in_one_spider_ends_the_run(
    uji: tuple[Press, Press], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, desa = uji
    for spider, site in zip((uji_spiders.Kota, uji_spiders.Desa), uji, strict=True):
        uji_spiders.settle(spider, site.url, feeds=("/feed",))
    desa.before = lambda path: threading.Event().wait(2) if path.startswith("/kabar") else None
    found = stories(40, "/kabar/{slug}")
    desa.publish(found)
    desa.pages["/feed"] = press.feed(found, desa.url)

    async def broken(self):
        raise RuntimeError("sengaja")
        yield

    monkeypatch.setattr(uji_spiders.Kota, "newest", broken, raising=False)
    summary = crawl_uji(tmp_path, Clock(), "kota", "desa")
    assert summary.code == 1
    assert "sengaja" in summary.problems[0]
    assert len(desa.asked()) < 40


@pytest.mark.parametrize("name", sorted(SITES))
def test_a_sites_module_is_complete(name: str) -> None:
    site = SITES[name]
    assert re.fullmatch(r"[a-z][a-z0-9_]*", site.name)
    assert re.fullmatch(r"https?://[\w.-]+", site.home)
    assert site.feeds or site.sitemaps or site.listing
    assert all(path.startswith("/") for path in (*site.feeds, *site.sitemaps))
    assert identify(site.home + "/") is None
    assert all(identify(site.home + path) is None for path in (*site.feeds, *site.sitemaps))


@pytest.mark.parametrize(
    ("url", "article_id", "canonical"),
    [
        (
            "http://www.antaranews.com/berita/527535/abu-gunung?utm_source=related_news&utm_medium=related",
            "antaranews:527535", "https://antaranews.com/berita/527535/abu-gunung",
        ),
        ("https://www.antaranews.com/tag/78/letusan-barujari", None, None),
        ("https://otomotif.antaranews.com/berita/527535/abu", None, None),
        (
            "https://www.beritasatu.com/budi/nasional/685621/dua-puluh-satu",
            "beritasatu:685621", "https://beritasatu.com/budi/nasional/685621/dua-puluh-satu",
        ),
        ("https://www.beritasatu.com/amp/budi/nasional/685621/dua-puluh-satu", None, None),
        ("https://www.beritasatu.com/nasional/hukum", None, None),
    ],
)  # fmt: skip
def test_which_addresses_are_articles(url: str, article_id: str | None, canonical: str | None) -> None:
    address = identify(url)
    assert (address and address.article_id, address and address.url) == (article_id, canonical)
