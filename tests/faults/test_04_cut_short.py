"""Line 4: bodies cut short, broken chunks, dropped connections."""

from __future__ import annotations

import gzip

import attrs
import brotli
import pytest
import zstandard
from faulty import ONE_CONNECTION, Faulty, add_fault, is_article
from support.corpora import by_id, files

from crawler.minisite.messages import Request, Response

PACK = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstandard.compress}
CUTS = ("cut=0.5", "cut=0.99", "drop", "drop_middle", "broken_chunks", "unfinished_chunks",
        *(f"packed_{coding}" for coding in PACK))  # fmt: skip


@pytest.fixture(autouse=True)
def packed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole answers whose compressed stream was cut short before it was sent."""
    for coding, pack in PACK.items():

        def cut(request: Request, response: Response, coding=coding, pack=pack) -> Response:
            body = pack(response.body)
            headers = (*response.headers, ("Content-Encoding", coding))
            return Response(response.status, body[: len(body) * 2 // 3], headers)

        add_fault(monkeypatch, f"packed_{coding}", cut)


def break_answers(known: Faulty, times: str = "") -> list[str]:
    """Edits as many articles as there are faults, every second one, and has each fault on one; returns their ids."""
    chosen = [post.article_id for post in known.site.posts()[::2]][: len(CUTS)]
    for article_id, rule in zip(chosen, CUTS, strict=True):
        known.site.edit(article_id, paragraphs=("Naskah yang disunting kemudian.", f"Alinea {article_id}."))
        known.fault(f"{rule} on detail/{article_id.partition(':')[2]}$ {times}")
    return chosen


def test_line_4_a_broken_answer_is_not_archived_and_asked_for_again(known: Faulty) -> None:
    before, archived = by_id(known.data), known.archived()
    chosen = break_answers(known)
    summary = known.night(later=24, full=True, overrides=ONE_CONNECTION)
    assert f"{len(CUTS)} failed" in summary.line
    assert by_id(known.data) == before  # none edited, none gone
    assert all(known.count(f"detail/{article_id.partition(':')[2]}") >= 4 for article_id in chosen)
    # No capture for a broken answer, nor for an article that is as before.
    assert known.archived() == archived


def test_line_4_what_arrives_whole_in_the_end_is_taken(known: Faulty) -> None:
    chosen = break_answers(known, "times 2")
    assert (known.night(later=24, full=True).code, known.wrong()) == (0, [])
    assert {i for i, row in by_id(known.data).items() if row["revision"] == 2} == {*chosen}
    assert known.broken() == []


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


def test_line_32_headers_that_the_archive_cannot_read_again_are_not_stored(
    known: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(_: Request, response: Response) -> Response:
        padding = tuple((f"X-Padding-{number}", "x" * 8000) for number in range(40))
        return attrs.evolve(response, headers=(*response.headers, *padding))

    add_fault(monkeypatch, "long_headers", change)
    before = files(known.data)
    known.fault("long_headers on /berita-detail/7$")
    summary = known.night(later=24, full=True)
    assert (summary.code, summary.figures.counts["berita"]["failed"]) == (0, 1)
    assert "headers are larger than 255 kB" in known.one(
        "SELECT last_error FROM pages WHERE article_id = 'berita:7'"
    )
    assert (files(known.data), known.broken()) == (before, [])
    assert not [
        path for path in known.data.glob("archive/*") if b"X-Padding" in gzip.decompress(path.read_bytes())
    ]
