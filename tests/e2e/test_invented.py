"""A corpus of the miniature is known as invented: by the answers in its archive, wherever the site was served."""

from __future__ import annotations

from pathlib import Path

from support.corpora import rows
from support.crawling import night

from crawler.minisite.content import make_site
from crawler.minisite.server import serve
from pipelines.addresses import INVENTED_HEADER
from pipelines.archive import Pointer, read_capture
from pipelines.archive.records import field


def test_every_capture_of_the_miniature_says_that_it_is_invented(tmp_path: Path) -> None:
    with serve(make_site(4, 3)) as server:
        assert night(tmp_path, server.url).code == 0
    stored = rows(tmp_path)
    assert len(stored) == 7
    for row in stored:
        capture = read_capture(tmp_path / "archive", Pointer(row["archive_file"], row["archive_offset"]))
        assert "invented" in (field(capture.headers, INVENTED_HEADER) or ""), row["article_id"]
