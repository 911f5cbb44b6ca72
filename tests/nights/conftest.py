from __future__ import annotations

from collections.abc import Iterator

import pytest

from crawler.minisite.content import make_site
from crawler.minisite.server import MiniSite, serve


@pytest.fixture
def server() -> Iterator[MiniSite]:
    """A site of forty articles: four listing pages, and all of the older generation in the feed."""
    with serve(make_site(30, 10)) as running:
        yield running
