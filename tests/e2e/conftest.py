from __future__ import annotations

from collections.abc import Iterator

import pytest

from crawler.minisite.content import make_site
from crawler.minisite.server import MiniSite, serve


@pytest.fixture
def server() -> Iterator[MiniSite]:
    with serve(make_site()) as running:
        yield running
