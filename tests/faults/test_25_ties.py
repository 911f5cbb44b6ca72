"""Line 25: posts of one day that the listing shows twice or never, the same every night."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from faulty import Faulty
from support.misbehaving import serve
from support.sites import site_with_ties, tied


@pytest.fixture
def long(tmp_path: Path) -> Iterator[Faulty]:
    """A site with ties, nothing crawled yet."""
    with serve(site_with_ties()) as server:
        yield Faulty(server, tmp_path / "data")


def test_line_25_what_the_listing_hides_is_stored_within_three_nights(long: Faulty) -> None:
    lines = []
    for _ in range(3):
        summary = long.night(later=24, sources=("berita",))
        assert summary.code == 0
        lines.append(summary.line)
        if not long.wrong():
            break
    assert long.wrong() == []
    assert len(tied(long.site)) == 24
    assert "11" in "".join(lines)
    assert long.night(later=24, sources=("berita",)).code == 0
    assert long.broken() == []
