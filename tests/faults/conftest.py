from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from faulty import Faulty

from crawler.minisite.content import make_site
from crawler.minisite.server import serve


@pytest.fixture
def faulty(tmp_path: Path) -> Iterator[Faulty]:
    """A small site, nothing crawled yet."""
    with serve(make_site(14, 12)) as server:
        yield Faulty(server, tmp_path / "data")


@pytest.fixture
def known(faulty: Faulty) -> Faulty:
    """A small site that was crawled the night before."""
    assert faulty.night().code == 0
    assert faulty.wrong() == []
    return faulty
