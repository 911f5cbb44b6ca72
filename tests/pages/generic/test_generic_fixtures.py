"""The generic layout on pages of many makes, one test a field."""

import datetime as dt
import json
from functools import cache
from pathlib import Path

import pytest

from pipelines.pages.base import html_response, page_params
from pipelines.pages.generic import GenericPage

FIXTURES = Path(__file__).with_name("fixtures")
FETCHED = dt.datetime(2024, 9, 10, 12, tzinfo=dt.timezone(dt.timedelta(hours=7)))
NAMES = sorted(folder.name for folder in FIXTURES.iterdir())
FIELDS = (
    "title",
    "body",
    "published_date",
    "published_at",
    "date_text",
    "date_source",
    "event_date",
    "author",
    "tags",
    "images",
    "related_links",
)


@cache
def expected(name):
    return json.loads((FIXTURES / name / "expected.json").read_text("utf-8"))


@cache
def article(name):
    html = (FIXTURES / name / "page.html").read_text("utf-8")
    page = GenericPage(
        response=html_response(html, expected(name)["address"]), page_params=page_params(FETCHED)
    )
    return page.article()


def plain(field, value):
    if field == "body":
        return value.split("\n")
    if field == "images":
        return [[image.url, image.caption] for image in value]
    if field == "related_links":
        assert [link.position for link in value] == list(range(len(value)))
        return [[link.url, link.text] for link in value]
    if field == "tags":
        return list(value)
    return value.isoformat() if isinstance(value, dt.date) else value


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", NAMES)
def test_field(name, field):
    assert plain(field, getattr(article(name), field)) == expected(name)[field]


@pytest.mark.parametrize("name", NAMES)
def test_layout_and_address(name):
    assert article(name).layout == "generic"
    assert article(name).url.startswith("https://")
