"""Line 8: listings without an end, session ids, links that go on for ever: a bounded number of requests."""

from __future__ import annotations

import re

import pytest
from faulty import Faulty, add_fault

from crawler.minisite.messages import Request, Response


@pytest.mark.parametrize("rule", ["endless_pages", "session_ids", "deep_links"])
def test_line_8_each_article_is_asked_for_once(faulty: Faulty, rule: str) -> None:
    faulty.fault(rule)
    posts = faulty.site.posts()
    assert (faulty.night().code, faulty.wrong()) == (0, [])
    assert faulty.count("detail") == len(posts)
    assert len(faulty.asked) <= len(posts) + 6
    for full in (False, True):
        assert faulty.night(later=24, full=full).code == 0
        assert len(faulty.asked) <= len(posts) * full + 8
    assert faulty.wrong() == []


def test_line_8_a_listing_that_turns_in_circles_ends(faulty: Faulty, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page links a next one, and shows the pages before again, in turn."""

    def circle(request: Request, response: Response) -> Response:
        number = int(request.parameter("page", "1"))
        link = b'<a class="next page-numbers" href="/berita?page=%d">next</a></div>' % (number + 1)
        body = re.sub(rb'\s*<a class="next.*?</a>', b"", response.body)
        start = body.index(b'<div class="blog-pagination">')
        return Response(200, body[:start] + body[start:].replace(b"</div>", link, 1))

    add_fault(monkeypatch, "circle", circle)
    wanted = faulty.site.posts()
    faulty.fault("circle on /berita\\?page")
    assert faulty.night().code == 0
    assert faulty.wrong() == []
    assert len(faulty.asked) <= len(wanted) + 12
