"""Saved pages of the project, read back by the tests."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.article import RawPage
from pipelines.maintenance.fixtures import read_as_json


class Fixture(NamedTuple):
    """One saved page. ``expected`` holds the article's fields as JSON, or ``{"not_an_article": reason}``."""

    name: str
    page: RawPage
    expected: dict[str, Any]

    def read(self) -> dict[str, Any]:
        """Returns what the extractor makes of the page now, in the form of ``expected``."""
        return read_as_json(self.page)


def load_fixture(directory: Path) -> Fixture:
    """Returns the fixture in a directory of ``page.html``, ``meta.json`` and ``expected.json``."""
    meta = json.loads((directory / "meta.json").read_text(encoding="utf-8"))
    expected = json.loads((directory / "expected.json").read_text(encoding="utf-8"))
    fetched_at = dt.datetime.fromisoformat(meta["fetched_at"])
    page = RawPage((directory / "page.html").read_bytes(), meta["url"], fetched_at, meta["content_type"])
    return Fixture(f"{directory.parent.name}/{directory.name}", page, expected)
