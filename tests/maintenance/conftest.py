from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.arranged import make_site
from support.crawling import Clock, night

from crawler.minisite.server import serve


@pytest.fixture(scope="session")
def two_nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small corpus with an edited and a gone article."""
    data = tmp_path_factory.mktemp("corpus") / "data"
    site, clock = make_site(20, 8), Clock()
    with serve(site) as server:
        assert night(data, server.url, clock).code == 0
        site.edit("berita:19", title="Judul yang diralat")
        site.delete("berita:18")
        for _ in range(2):
            clock.move(hours=24)
            assert night(data, server.url, clock, full=True).code == 0
    return data


@pytest.fixture
def corpus(two_nights: Path, tmp_path: Path) -> Path:
    """The same, to be damaged."""
    return Path(shutil.copytree(two_nights, tmp_path / "data", symlinks=True))
