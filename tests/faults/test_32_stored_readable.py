"""Line 32: answers with too many headers, or with a coding announced and not used, are stored readable."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest
from faulty import Faulty, add_fault, is_article

from crawler.minisite.messages import Request, Response


def with_many_headers(request: Request, response: Response) -> Response:
    if is_article(request):
        many = ((f"X-Catatan-{number}", "nilai " * 100) for number in range(150))
        return response.with_headers(*many)
    return response


def with_a_mark(coding: str) -> Callable[[Request, Response], Response]:
    def change(request: Request, response: Response) -> Response:
        if is_article(request):
            marked = attrs.evolve(response, body=b"\xef\xbb\xbf" + response.body)
            return marked.with_headers(("Content-Encoding", coding))
        return response

    return change


CHANGES = {
    "too many headers": with_many_headers,
    "gzip announced": with_a_mark("gzip"),
    "brotli announced": with_a_mark("br"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_line_32_every_stored_capture_can_be_read(
    faulty: Faulty, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    add_fault(monkeypatch, "change", CHANGES[name])
    faulty.fault("change")
    assert (faulty.night().code, faulty.wrong(), faulty.broken()) == (0, [], [])
    assert faulty.night(later=24, full=True).code == 0
    assert faulty.broken() == []
