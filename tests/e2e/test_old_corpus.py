"""A corpus that an earlier version made stays as it was.

``corpus-of-march-2026.tar.gz`` was made by commit 9c3c532 in three nights: one article was edited, one was found to
be gone, one page could not be read. Beside it are the answers that the site gave on the last of these nights.
"""

from __future__ import annotations

import json
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from support.corpora import broken, rows
from support.crawling import Clock, command, night

from pipelines.disk import exclusive
from pipelines.maintenance.repair import repair

CORPUS = Path(__file__).resolve().parents[1] / "fixtures" / "corpus-of-march-2026.tar.gz"
LAST_NIGHT = "2026-03-03T01:00:00+07:00"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with tarfile.open(CORPUS) as packed:
        packed.extractall(tmp_path, filter="data")
    return tmp_path / "data"


@pytest.fixture
def base_url(data: Path) -> Iterator[str]:
    answers = json.loads((data.parent / "served.json").read_text("utf-8"))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, content_type, body = answers.get(self.path, (404, "text/html", "<h1>Not Found</h1>"))
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def contents(data: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of both datasets. Another version of the extractor only changes its own column."""
    return {
        name: [row | {"extractor_version": None} for row in rows(data, name)]
        for name in ("articles", "revisions")
    }


def test_its_rows_are_those_of_three_nights(data: Path) -> None:
    before = contents(data)
    assert (len(before["articles"]), len(before["revisions"])) == (12, 14)
    assert [row["article_id"] for row in before["articles"] if row["status"] == "gone"] == ["berita:5"]
    edited = [
        row["article_id"] for row in before["articles"] if row["revision"] == 2 and row["status"] == "live"
    ]
    assert edited == ["berita:8"]
    assert json.loads((data / "quarantine.jsonl").read_text())["article_id"] == "berita:3"


def test_it_is_crawled_on_verified_and_published_without_a_change(data: Path, base_url: str) -> None:
    before, clock = contents(data), Clock(LAST_NIGHT)
    for _ in range(2):
        clock.move(hours=24)
        summary = night(data, base_url, clock, full=True)
        assert summary.code == 0, summary
        assert broken(data) == []
        assert contents(data) == before
    with exclusive(data):
        list(repair(data))
    assert broken(data) == []
    assert contents(data) == before


def test_its_captures_are_extracted_again(data: Path, base_url: str) -> None:
    before = contents(data)
    assert night(data, base_url, Clock(LAST_NIGHT)).code == 0
    answer = command("reprocess", "--data", data, BOGOR_NEWS_NOW=LAST_NIGHT)
    assert answer.returncode == 0, answer
    assert "14 versions extracted again" in answer.stdout
    assert contents(data) == before


def test_its_database_is_rebuilt_from_its_rows(data: Path) -> None:
    before = contents(data)
    (data / "corpus.sqlite").write_bytes(b"damaged")
    with exclusive(data):
        list(repair(data))
    assert broken(data) == []
    assert contents(data) == before
