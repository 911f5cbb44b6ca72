"""Line 2: 500 for a while, 500 for ever; and every tenth request going wrong in every way."""

from __future__ import annotations

import pytest
from faulty import Faulty
from support.corpora import by_id, files


def test_line_2_three_times_500_then_200(faulty: Faulty) -> None:
    faulty.fault("failing=3 on detail")
    summary = faulty.night()
    assert (summary.code, faulty.wrong()) == (0, [])
    assert faulty.count("detail") == 4 * len(faulty.site.posts())


def test_line_2_500_for_ever_is_failed_and_tried_again(faulty: Faulty) -> None:
    faulty.fault("status=500 on /berita-detail/7$")
    for requests in (4, 1, 1):  # tried again in the first night alone
        summary = faulty.night(later=24)
        assert summary.code == 0
        assert "1 failed" in summary.line
        assert faulty.count("/berita-detail/7") == requests
        assert faulty.wrong("berita:7") == []
    assert faulty.one("SELECT last_error FROM pages WHERE article_id = 'berita:7'") == "answers 500"
    faulty.heal()
    assert (faulty.night().code, faulty.wrong()) == (0, [])


def test_line_2_a_known_article_that_answers_500_is_never_gone(known: Faulty) -> None:
    before = files(known.data)
    known.fault("status=500 on /berita-detail/7$")
    for full, requests in ((True, 4), (False, 1), (False, 1)):
        assert known.night(later=24, full=full).code == 0
        assert known.count("/berita-detail/7") == requests
    assert by_id(known.data)["berita:7"]["status"] == "live"
    assert files(known.data) == before
    assert known.broken() == []


def test_line_2_a_source_whose_every_article_fails_is_no_good_night(faulty: Faulty) -> None:
    faulty.fault("status=500 on /berita-detail/")
    summary = faulty.night()
    assert summary.code == 0  # the other source is well
    assert any(line.startswith("berita is unreachable") for line in summary.problems)
    again = faulty.night(sources=("berita",))  # its listing answers, and each page is known to fail
    assert again.code == 0
    assert any(line.startswith("berita: 14 pages fail") for line in again.problems)


@pytest.mark.parametrize(
    "rule",
    ["status=500", "status=503", "status=429:0", "drop", "drop_middle", "cut=0.7", "broken_chunks", "drip"],
)
def test_line_2_every_tenth_request_fails_and_the_corpus_is_right(faulty: Faulty, rule: str) -> None:
    faulty.fault(f"{rule} every 10")
    summary = faulty.night()
    assert (summary.code, faulty.wrong()) == (0, [])
    assert faulty.count("detail") > len(faulty.site.posts())
    assert faulty.broken() == []
