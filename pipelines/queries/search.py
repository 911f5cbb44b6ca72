"""Search: the articles that hold all the words, each with the sentence in which they were found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from pipelines.queries.selection import Selection, select
from pipelines.text.words import Term, snippet

_COLUMNS: Final = ("article_id", "published_date", "title", "url", "tags", "status", "body")


@attrs.frozen
class Hit:
    """An article that was found; ``snippet`` is the sentence that holds the first match, in the body if it is there."""

    article_id: str
    published_date: dt.date | None
    title: str | None
    url: str
    tags: tuple[str, ...]
    status: str
    snippet: str | None

    def as_json(self) -> dict[str, Any]:
        """Returns the fields that ``search --json`` prints."""
        return {
            "article_id": self.article_id,
            "published_date": self.published_date and self.published_date.isoformat(),
            "title": self.title,
            "url": self.url,
            "tags": list(self.tags),
            "snippet": self.snippet,
        }


def search(articles: Path, selection: Selection) -> Iterator[Hit]:
    """Yields the selected articles of a dataset directory, newest first. Raises what ``select`` raises."""
    for table in select(articles, selection, _COLUMNS):
        # In small parts: who asks for the newest few must not wait for the whole year.
        for batch in table.to_batches(max_chunksize=64):
            yield from (_hit(row, selection.terms) for row in batch.to_pylist())


def _hit(row: dict[str, Any], terms: Sequence[Term]) -> Hit:
    tags = tuple(row["tags"] or ())
    texts = (row.pop("body") or "", row["title"] or "", *tags)
    found = next(filter(None, (snippet(text, terms) for text in texts)), None)
    return Hit(**{**row, "tags": tags}, snippet=found)
