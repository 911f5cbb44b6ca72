from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from nights_of import Nights
from support.arranged import make_site
from support.crawling import Clock, night
from support.misbehaving import MisbehavingSite, serve

from crawler.minisite.model import Site


def site() -> Site:
    """A site of thirty-six articles: four listing pages, and all of the older generation in the feed."""
    return make_site(30, 6)


@pytest.fixture
def server() -> Iterator[MisbehavingSite]:
    with serve(site()) as running:
        yield running


@pytest.fixture(scope="session")
def after_a_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus after its first night."""
    data = tmp_path_factory.mktemp("first") / "data"
    with serve(site()) as running:
        assert night(data, running.url, Clock()).code == 0
    return data


@pytest.fixture
def nights(tmp_path: Path, server: MisbehavingSite, after_a_night: Path) -> Nights:
    return Nights(shutil.copytree(after_a_night, tmp_path / "data", symlinks=True), server)
