"""One corpus, its site and its clock: nights in a row, and what they asked for."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from support.corpora import rows
from support.crawling import Clock, night
from support.misbehaving import MisbehavingSite

from pipelines.corpus.database import open_reader
from pipelines.maintenance.verify import verify

BERITA = ("berita",)


class Nights:
    """One corpus and its clock."""

    def __init__(self, data: Path, server: MisbehavingSite) -> None:
        self.data, self.server, self.clock = data, server, Clock()

    def __call__(self, code: int = 0, hours: float = 24, **options: Any) -> list[str]:
        """Runs a night and returns the ids of the articles it asked for."""
        asked = len(self.server.log)
        self.clock.move(hours=hours)
        summary = night(self.data, self.server.url, self.clock, **options)
        assert summary.code == code, summary
        with closing(open_reader(self.data)) as connection:
            assert list(verify(connection, self.data)) == []
        return self.articles(asked)

    def articles(self, since: int) -> list[str]:
        paths = [entry.path for entry in self.server.log[since:] if "detail" in entry.path]
        kinds = {"berita-detail": "berita", "detail": "show_post"}
        parts = [path.strip("/").split("/") for path in paths]
        return [f"{kinds[part[-2]]}:{part[-1]}" for part in parts]

    def page(self, article_id: str, *columns: str) -> tuple[Any, ...]:
        with closing(open_reader(self.data)) as connection:
            query = f"SELECT {', '.join(columns)} FROM pages WHERE article_id = ?"
            return connection.execute(query, (article_id,)).fetchone()

    def versions(self, article_id: str) -> list[tuple[int, str, str]]:
        found = [row for row in rows(self.data, "revisions") if row["article_id"] == article_id]
        return [(row["revision"], row["status"], row["title"]) for row in found]

    def listing_pages(self, since: int) -> int:
        return sum(entry.path.startswith("/berita?page=") for entry in self.server.log[since:])
