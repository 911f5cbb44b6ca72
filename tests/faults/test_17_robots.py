"""Lines 17 and 28: robots.txt by RFC 9309, in every encoding; a disallowed article costs only itself."""

from __future__ import annotations

import pytest
from faulty import ONE_CONNECTION, ONE_SECOND, FakeTime, Faulty, add_fault
from support.corpora import files

from crawler.middlewares.robots_rules import (
    RobotsForbiddenError,
    RobotsUnreachableError,
    read_robots,
)
from crawler.minisite.messages import Request, Response

AGENT = "bogor-news/0.1"
LISTING = "https://kotabogor.go.id/berita?page=1"


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


def test_line_17_the_crawl_delay_is_kept_between_all_requests(faulty: Faulty, fake: FakeTime) -> None:
    faulty.fault("robots=delay:30")
    assert (faulty.night(overrides=ONE_CONNECTION).code, faulty.wrong()) == (0, [])
    assert list(fake.slept) == list(range(1, len(faulty.asked)))
    assert set(fake.slept.values()) == {30}


def test_line_17_what_each_answer_for_robots_txt_allows() -> None:
    ours = b"User-agent: bogor-news\nDisallow: /berita\nCrawl-delay: 7\n\nUser-agent: *\nDisallow:\n"
    verdict = read_robots(200, ours)
    assert verdict.delay(AGENT) == 7
    verdict.check("https://kotabogor.go.id/index.php/rss_berita", AGENT)
    with pytest.raises(RobotsForbiddenError):
        verdict.check(LISTING, AGENT)
    with pytest.raises(RobotsUnreachableError):
        read_robots(502, b"").check("https://kotabogor.go.id/", AGENT)
    harmless = ((404, b""), (200, b"\n <html>Disallow: /"), (200, b""), (200, bytes(range(256))), (301, ours))
    for status, body in harmless:
        read_robots(status, body).check(LISTING, AGENT)
    assert read_robots(200, b"User-agent: *\nCrawl-delay: 86400\n").delay(AGENT) == 60
    assert read_robots(200, b"User-agent: *\nCrawl-delay: soon\n").delay(AGENT) == 0


RULES = "User-agent: *\nDisallow: /berita\n"
PAGE = "<!doctype html>\n<p>User-agent: *\nDisallow: /berita\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_28_rules_are_read_in_every_encoding(encoding: str, newline: str) -> None:
    rules, page = (text.replace("\n", newline).encode(encoding) for text in (RULES, PAGE))
    assert not read_robots(200, rules).allows(LISTING, AGENT)
    assert read_robots(200, rules).allows("https://kotabogor.go.id/", AGENT)
    assert read_robots(200, page).allows(LISTING, AGENT)


@pytest.mark.parametrize(
    ("rule", "path", "allowed"),
    [
        ("Disallow: /berita-detail/*7$", "/berita-detail/17", False),
        ("Disallow: /berita-detail/*7$", "/berita-detail/170", True),
        ("Disallow: /*?page=", "/berita?page=2", False),
        ("Disallow: /*?page=", "/berita-detail/2", True),
        ("Disallow: /berita\nAllow: /berita-detail/", "/berita-detail/2", True),
        ("Disallow: /berita\nAllow: /berita-detail/", "/berita/cari", False),
    ],
)
def test_line_28_wildcards_are_obeyed(rule: str, path: str, allowed: bool) -> None:
    verdict = read_robots(200, f"User-agent: *\n{rule}\n".encode())
    assert verdict.allows("https://kotabogor.go.id" + path, AGENT) is allowed


@pytest.mark.parametrize("content_type", ["text/html", None])
def test_line_28_rules_are_obeyed_whatever_their_type(
    faulty: Faulty, monkeypatch: pytest.MonkeyPatch, content_type: str | None
) -> None:
    forbid(monkeypatch, faulty, "/", content_type)
    assert faulty.night().code == 3
    assert faulty.asked == ["/robots.txt"]


def test_line_28_a_disallowed_article_costs_only_itself(
    known: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(known.data)
    forbid(monkeypatch, known, "/berita-detail/7$")
    for _ in range(3):
        summary = known.night(later=24, full=True)
        assert summary.code == 0
        assert all(line.startswith("berita: 1 page fails") for line in summary.problems)
        assert known.count("/berita-detail/") == 13
        assert known.count("/berita-detail/7") == 0
    assert files(known.data) == before
    known.heal()
    assert known.night(later=24, full=True).code == 0
    assert known.count("/berita-detail/7") == 1


def test_line_28_a_disallowed_article_uses_up_no_limit(
    faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = max(post.post_id for post in faulty.site.posts() if post.source == "berita")
    forbid(monkeypatch, faulty, f"/berita-detail/{newest}$")
    assert faulty.night(limit=1, sources=("berita",)).code == 0
    assert faulty.count("/berita-detail/") == 1


def test_line_28_a_disallowed_listing_says_that_the_site_refuses(
    known: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid(monkeypatch, known, "/berita?")
    summary = known.night(later=24, sources=("berita",))
    assert summary.code == 3
    assert "refused" in summary.problems[0]
    assert "robots.txt" in summary.problems[0]


def forbid(
    monkeypatch: pytest.MonkeyPatch, faulty: Faulty, path: str, content_type: str | None = "text/plain"
) -> None:
    """Has the site's robots.txt disallow a path."""
    body = f"User-agent: *\nDisallow: {path}\n".encode()
    headers = (("Content-Type", content_type),) if content_type else ()

    def change(request: Request, response: Response) -> Response:
        return Response(200, body, headers) if request.path == "/robots.txt" else response

    add_fault(monkeypatch, "rules", change)
    faulty.fault("rules on robots")
