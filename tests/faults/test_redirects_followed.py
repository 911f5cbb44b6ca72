"""Which answers are redirects: the five that browsers follow without asking, with an address of the same site."""

from __future__ import annotations

import pytest
import scrapy
from scrapy.http import HtmlResponse
from scrapy.utils.test import get_crawler

from crawler.middlewares.redirects import SiteRedirectMiddleware
from crawler.mirror import Mirror

HOME = "https://kotabogor.go.id"


def follow(status: int, location: str | None = "/berita-detail/8", *, known: bool = True) -> str | None:
    """Returns the address of the request that follows an answer, None where the answer itself is handed on."""
    meta = {"mirror": Mirror(home=HOME)} if known else {}
    request = scrapy.Request(f"{HOME}/berita-detail/7", meta=meta)
    headers = {"Location": location} if location is not None else {}
    answer = HtmlResponse(request.url, status, headers=headers, body=b"<p>Pindah</p>", request=request)
    followed = SiteRedirectMiddleware.from_crawler(get_crawler()).process_response(request, answer)
    if followed is answer:
        return None
    assert isinstance(followed, scrapy.Request)
    return followed.url


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_within_the_site_is_followed(status: int) -> None:
    assert follow(status) == f"{HOME}/berita-detail/8"


@pytest.mark.parametrize("status", [200, 201, 300, 304, 305, 306, 309, 404, 500])
def test_another_answer_with_a_location_is_handed_on(status: int) -> None:
    assert follow(status) is None


@pytest.mark.parametrize(
    "location", [None, "https://lain.invalid/berita-detail/8", "http://[rusak/", "javascript:x()"]
)
def test_a_redirect_to_nowhere_or_elsewhere_is_handed_on(location: str | None) -> None:
    assert follow(302, location) is None


def test_a_request_of_no_site_is_not_followed() -> None:
    assert follow(302, known=False) is None
