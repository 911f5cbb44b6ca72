"""Saved pages that pin a layout: the page as sent, where and when it was fetched, and what must be read from it."""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from pathlib import Path
from typing import Any, Final

import attrs

from pipelines.addresses import identify
from pipelines.article import Article, NotAnArticle, RawPage
from pipelines.pages.page_to_article import extract

_UNSAFE: Final = re.compile(r"[^a-z0-9]+")


def as_json(article: Article) -> dict[str, Any]:
    """Returns an article's fields in JSON's types: days and moments as ISO text, tuples as lists."""
    return {name: _plain(value) for name, value in attrs.asdict(article).items()}


def save_fixture(directory: Path, page: RawPage) -> Path:
    """Returns the new folder ``directory/LAYOUT/NAME`` with a page and what is read from it now, to be checked by hand.

    The name is made from the address. Raises FileExistsError where that page is kept already.
    """
    expected = read_as_json(page)
    meta = {"url": page.url, "content_type": page.content_type, "fetched_at": page.fetched_at.isoformat()}
    target = directory / str(expected.get("layout", "not_an_article")) / _name(page)
    if target.exists():
        raise FileExistsError(f"{target} exists already")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory, prefix=".") as scratch:
        half = Path(scratch) / "fixture"
        half.mkdir()
        (half / "page.html").write_bytes(page.body)
        for name, content in (("meta", meta), ("expected", expected)):
            text = json.dumps(content, ensure_ascii=False, indent=1)
            (half / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        half.rename(target)
    return target


def read_as_json(page: RawPage) -> dict[str, Any]:
    """Returns the article's fields that are read from a page, or ``{"not_an_article": reason}``."""
    try:
        return as_json(extract(page))
    except NotAnArticle as error:
        return {"not_an_article": error.reason}


def _name(page: RawPage) -> str:
    url = page.url or ""
    address = identify(url)
    if address:
        return address.article_id.replace(":", "-")
    return _UNSAFE.sub("-", url.lower().split("://")[-1]).strip("-")[:60] or f"page-{len(page.body)}"


def _plain(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value
