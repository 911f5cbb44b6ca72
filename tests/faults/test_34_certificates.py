"""Line 34: certificates are verified; ``--insecure`` accepts one that is not valid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from certificates import Authority, tls_front
from faulty import Faulty
from support.corpora import files
from support.crawling import night

from crawler.finish import Summary

BAD: dict[str, dict[str, Any]] = {
    "expired": {"host": "localhost", "days": -1},
    "self-signed": {"host": "localhost", "self_signed": True},
    "another name": {"host": "kotabogor.example"},
}


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    return authority


def crawl_over_tls(
    faulty: Faulty, authority: Authority, certificate: dict[str, Any], **options: Any
) -> Summary:
    faulty.clock.move(hours=24)
    with tls_front(faulty.server.url, authority.issue(**certificate)) as url:
        return night(faulty.data, url, faulty.clock, **options)


@pytest.mark.parametrize("kind", BAD)
def test_line_34_a_certificate_that_is_not_valid_ends_with_exit_3(
    known: Faulty, authority: Authority, kind: str
) -> None:
    before, requests = files(known.data), len(known.server.log)
    summary = crawl_over_tls(known, authority, BAD[kind])
    assert summary.code == 3
    assert len(summary.problems) == 1
    assert "--insecure" in summary.problems[0]
    assert len(known.server.log) == requests
    assert files(known.data) == before


@pytest.mark.parametrize("kind", BAD)
def test_line_34_insecure_accepts_it(known: Faulty, authority: Authority, kind: str) -> None:
    assert crawl_over_tls(known, authority, BAD[kind], insecure=True).code == 0
    assert known.wrong() == []


def test_line_34_a_valid_certificate_is_accepted(faulty: Faulty, authority: Authority) -> None:
    assert crawl_over_tls(faulty, authority, {"host": "localhost"}).code == 0
    assert faulty.wrong() == []
