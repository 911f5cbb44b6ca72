"""Line 4: bodies cut short, broken chunks, dropped connections."""

from __future__ import annotations

import gzip

import brotli
import pytest
import zstandard
from faulty import Faulty, add_fault, is_article
from support.corpora import by_id

from crawler.minisite.messages import Request, Response

CUTS = ("cut=0.5", "cut=0.99", "drop", "drop_middle", "broken_chunks", "unfinished_chunks")
PACK = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstandard.compress}


@pytest.fixture(autouse=True)
def packed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole answer whose compressed stream was cut short before it was sent."""
    for coding, pack in PACK.items():

        def cut(request: Request, response: Response, coding=coding, pack=pack) -> Response:
            body = pack(response.body)
            headers = (*response.headers, ("Content-Encoding", coding))
            return Response(response.status, body[: len(body) * 2 // 3], headers)

        add_fault(monkeypatch, f"packed_{coding}", cut)


@pytest.mark.parametrize("rule", [*CUTS, *(f"packed_{coding}" for coding in PACK)])
def test_line_4_a_broken_answer_is_not_archived_and_asked_for_again(known: Faulty, rule: str) -> None:
    before, archived = by_id(known.data), known.archived()
    known.site.edit("berita:14", paragraphs=("Naskah yang disunting kemudian.", "Alinea kedua."))
    known.fault(f"{rule} on /berita-detail/14$")
    assert known.night(later=24, full=True).code == 0
    assert by_id(known.data) == before  # neither edited nor gone
    assert known.count("/berita-detail/14") >= 4
    known.heal()

    known.fault(f"{rule} on /berita-detail/14$ times 2")
    assert (known.night(later=24).code, known.wrong()) == (0, [])
    assert by_id(known.data)["berita:14"]["revision"] == 2
    assert known.broken() == []
    # One capture for each time an article was read, none for a broken answer.
    assert known.archived() - archived == len(before)


def test_line_4_an_empty_answer_is_no_disappearance(known: Faulty, monkeypatch: pytest.MonkeyPatch) -> None:
    def empty(request: Request, response: Response) -> Response:
        return Response(200, b" \n") if is_article(request) else response

    add_fault(monkeypatch, "empty", empty)
    before = by_id(known.data)
    known.fault("empty on /berita-detail/7$")
    for _ in range(2):
        known.night(later=24, full=True)
        assert by_id(known.data) == before


def test_line_4_not_modified_to_one_who_did_not_ask_is_a_failure(
    faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_fault(monkeypatch, "unasked", lambda request, response: Response(304))
    faulty.fault("unasked on /berita-detail/7$")
    assert faulty.night().code == 0
    assert faulty.wrong("berita:7") == []
    faulty.heal()
    assert (faulty.night().code, faulty.wrong()) == (0, [])
