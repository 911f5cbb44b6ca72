"""Whole pages of the makes that are common: blogs, content management systems, page builders, portals."""

import datetime as dt
import json
from functools import cache
from pathlib import Path

import pytest

from pipelines.article import RawPage
from pipelines.pages.page_to_article import extract

MAKES = Path(__file__).with_name("makes")
EXPECTED = json.loads((MAKES / "expected.json").read_text("utf-8"))
FETCHED = dt.datetime(2026, 11, 24, 15, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@cache
def article(name):
    body = (MAKES / f"{name}.html").read_bytes()
    return extract(RawPage(body, EXPECTED[name]["address"], FETCHED, None))


def plain(field, value):
    if field == "body":
        return value.split("\n")
    if field == "images":
        return [[image.url, image.caption] for image in value]
    if field == "related_links":
        return [[link.url, link.text] for link in value]
    if field == "tags":
        return list(value)
    return value.isoformat() if isinstance(value, dt.date) else value


@pytest.mark.parametrize(
    ("name", "field"),
    [(name, field) for name, fields in EXPECTED.items() for field in fields if field != "address"],
)
def test_field(name, field):
    assert plain(field, getattr(article(name), field)) == EXPECTED[name][field]


def test_every_page_is_read():
    assert {path.stem for path in MAKES.glob("*.html")} == EXPECTED.keys()
