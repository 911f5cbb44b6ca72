"""Line 11: what changes on a page every day is no change of its article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from faulty import Faulty
from support.arranged import make_site
from support.corpora import files
from support.misbehaving import serve


@pytest.fixture
def known(tmp_path: Path) -> Iterator[Faulty]:
    """A crawled site with enough posts for its related lists to move among."""
    with serve(make_site(26, 26)) as server:
        faulty = Faulty(server, tmp_path / "data")
        assert faulty.night().code == 0
        yield faulty


@pytest.mark.parametrize("rule", ["counters", "sidebar"])
def test_line_11_no_revision(known: Faulty, rule: str) -> None:
    before = files(known.data)
    known.fault(rule)
    for _ in range(2):
        summary = known.night(later=24, full=True)
        assert summary.code == 0
        assert f"{len(known.site.posts())} same" in summary.line
    assert files(known.data) == before
    assert known.broken() == []


def test_line_11_a_deleted_neighbour_changes_no_other_article(known: Faulty) -> None:
    known.site.delete(known.site.newest("berita")[0].article_id)
    summary = known.night(later=24, full=True)
    assert "edited" not in summary.line
