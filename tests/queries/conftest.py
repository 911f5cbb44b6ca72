from __future__ import annotations

from pathlib import Path

import pytest
from support.crawling import Clock, night

from crawler.minisite.content import make_site
from crawler.minisite.server import serve

TITLE = "Judul \x1b[31m <b>yang</b> & lain\x9b1m"


@pytest.fixture(scope="session")
def nights(tmp_path_factory) -> Path:
    """A corpus of three nights: the first crawl, one with an edit, a quiet one."""
    data, clock, site = tmp_path_factory.mktemp("nights") / "data", Clock(), make_site(6, 0)
    with serve(site) as server:
        night(data, server.url, clock, sources=("berita",))
        clock.move(days=2)
        site.edit("berita:3", title=TITLE)
        night(data, server.url, clock, sources=("berita",), full=True)
        clock.move(days=1)
        night(data, server.url, clock, sources=("berita",))
    return data
