"""Real pages of many publishers, all read as ``generic``: floors that are never lowered."""

import datetime as dt
import difflib
import json
from functools import cache
from pathlib import Path

import pytest

from pipelines.addresses import canonical
from pipelines.article import NotAnArticle
from pipelines.pages.base import html_response, page_params
from pipelines.pages.generic import GenericPage

SHARED = Path(__file__).resolve().parents[4] / "shared" / "html"
NAMES = sorted(path.stem for path in SHARED.glob("gold/*.json")) if SHARED.is_dir() else []
FETCHED = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
WIB = dt.timezone(dt.timedelta(hours=7))
LOWEST_F1 = 0.985
# What still comes out wrong. An entry that comes out right fails its test until it is removed.
WRONG = {"publication": ("goal_2017",), "body": ("goal_2017",)}

pytestmark = pytest.mark.skipif(not NAMES, reason="the shared pages are not there")


def page(name, url):
    html = (SHARED / f"{name}.html").read_bytes().decode("utf-8", "replace")
    return GenericPage(response=html_response(html, url), page_params=page_params(FETCHED))


def pages(what):
    wrong = WRONG.get(what, ())
    marks = {name: pytest.mark.xfail(strict=True, raises=(AssertionError, TypeError)) for name in wrong}
    return pytest.mark.parametrize(
        "name", [pytest.param(name, marks=marks[name]) if name in marks else name for name in NAMES]
    )


@cache
def truth(name):
    return json.loads((SHARED / "gold" / f"{name}.json").read_text("utf-8"))


@cache
def article(name):
    url = (truth(name)["url"] or "https://situs.example/berita/1").split()[0]
    return page(name, url).article()


@pages("title")
def test_title(name):
    assert article(name).title == truth(name)["title"]


@pages("publication")
def test_publication(name):
    told = truth(name)["date_published"]
    if told is None:
        assert article(name).published_date is None
        return
    expected = dt.datetime.fromisoformat(told)
    assert article(name).published_date == expected.date()
    if len(told) == len("2024-09-08"):
        return
    expected = expected if expected.tzinfo else expected.replace(tzinfo=WIB)
    assert abs(article(name).published_at - expected) < dt.timedelta(minutes=1)


@pages("body")
def test_body(name):
    got, wanted = article(name).body.split(), " ".join(truth(name)["body"]).split()
    blocks = difflib.SequenceMatcher(None, got, wanted, autojunk=False).get_matching_blocks()
    assert 2 * sum(block.size for block in blocks) / (len(got) + len(wanted)) >= LOWEST_F1


@pages("offered_links")
def test_offered_links(name):
    wanted = truth(name).get("related_links", []) + truth(name).get("inline_related_links", [])
    assert {canonical(link["href"]) for link in wanted} <= {link.url for link in article(name).related_links}


def test_an_answer_that_redirects():
    with pytest.raises(NotAnArticle) as told:
        page("kotabogor_302", "https://kotabogor.go.id/index.php/show_post/detail/1").article()
    assert told.value.reason == "soft_404"
