"""Line 17: robots.txt by RFC 9309."""

from __future__ import annotations

import pytest
from faulty import IMPATIENT, ONE_SECOND, Faulty
from support.corpora import files

from crawler.middlewares.robots import RobotsMiddleware
from crawler.middlewares.robots_rules import (
    RobotsForbiddenError,
    RobotsUnreachableError,
    read_robots,
)

AGENT = "bogor-news/0.1"
PLAIN = "text/plain"


@pytest.mark.parametrize(
    "rule", ["robots=disallow", "robots=500", "robots=503", "robots=429", "drop on robots", "hang on robots"]
)
def test_line_17_the_site_is_left_alone(known: Faulty, rule: str) -> None:
    before = files(known.data)
    known.fault(rule)
    summary = known.night(later=24, overrides=ONE_SECOND)
    assert summary.code == 3
    assert all("robots.txt" in line for line in summary.problems)
    assert {path.partition("?")[0] for path in known.asked} == {"/robots.txt"}
    assert files(known.data) == before
    known.heal()
    assert known.night(later=24).code == 0


@pytest.mark.parametrize("rule", ["robots=404", "robots=401", "robots=html", "redirect_chain=3 on robots"])
def test_line_17_without_rules_everything_is_allowed(known: Faulty, rule: str) -> None:
    known.fault(rule)
    assert known.night(later=24).code == 0
    assert known.count("robots.txt") in (1, 4)
    assert known.count("/berita?page=") > 0


def test_line_17_rules_behind_a_redirect_are_obeyed(faulty: Faulty) -> None:
    faulty.fault("robots=disallow", "redirect_chain=2 on robots")
    assert faulty.night().code == 3
    assert faulty.asked == ["/robots.txt", "/robots.txt?hop=1", "/robots.txt?hop=2"]


@pytest.mark.parametrize("throttled", [False, True])
def test_line_17_the_crawl_delay_is_kept(
    faulty: Faulty, monkeypatch: pytest.MonkeyPatch, throttled: bool
) -> None:
    delays = set()
    keep = RobotsMiddleware._keep_delay

    def note(self: RobotsMiddleware, host: str, verdict: object) -> None:
        keep(self, host, verdict)  # type: ignore[arg-type]
        downloader = self._crawler.engine.downloader
        delays.add(downloader.per_slot_settings[host]["delay"])
        if host in downloader.slots:
            delays.add(downloader.slots[host].download_delay())

    monkeypatch.setattr(RobotsMiddleware, "_keep_delay", note)
    faulty.fault("robots=delay:0.03")
    overrides = {**IMPATIENT, "AUTOTHROTTLE_ENABLED": throttled, "AUTOTHROTTLE_MAX_DELAY": 0.01}
    assert (faulty.night(overrides=overrides).code, faulty.wrong()) == (0, [])
    assert delays == {0.03}


def test_line_17_what_each_answer_for_robots_txt_allows() -> None:
    ours = b"User-agent: bogor-news\nDisallow: /berita\nCrawl-delay: 7\n\nUser-agent: *\nDisallow:\n"
    verdict = read_robots(200, ours, PLAIN)
    assert verdict.delay(AGENT) == 7
    verdict.check("https://kotabogor.go.id/index.php/rss_berita", AGENT)
    with pytest.raises(RobotsForbiddenError):
        verdict.check("https://kotabogor.go.id/berita?page=1", AGENT)
    with pytest.raises(RobotsUnreachableError):
        read_robots(502, b"", PLAIN).check("https://kotabogor.go.id/", AGENT)
    harmless = (
        (404, b"", PLAIN),
        (200, b"\n <html>Disallow: /", PLAIN),
        (200, b"Disallow: /", "text/HTML"),
        (200, b"", PLAIN),
        (200, bytes(range(256)), PLAIN),
        (301, ours, PLAIN),
    )
    for status, body, kind in harmless:
        read_robots(status, body, kind).check("https://kotabogor.go.id/berita?page=1", AGENT)
    assert read_robots(200, b"User-agent: *\nCrawl-delay: 86400\n", PLAIN).delay(AGENT) == 60
    assert read_robots(200, b"User-agent: *\nCrawl-delay: soon\n", PLAIN).delay(AGENT) == 0
