"""Checks the versions of one article: numbers, hashes, statuses, and what their captures say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from pipelines.archive import ArchiveError
from pipelines.article import NotAnArticle
from pipelines.corpus.rereading import extract_row
from pipelines.pages.page_to_article import EXTRACTOR_VERSION
from pipelines.schema import Row
from pipelines.text.lines import content_hash

# Told by the page, and by the card that the row was made with.
_EXTRACTED: Final = (
    "title", "published_date", "published_at", "date_text", "date_source", "event_date", "body", "word_count",
    "related_links", "tags", "images", "author", "language", "layout", "content_hash", "year",
)  # fmt: skip


def history_problems(versions: Sequence[Row]) -> Iterator[str]:
    """Yields a sentence for each thing that is wrong with an article's versions, given oldest first."""
    for row in versions:
        which = f"{row['article_id']} revision {row['revision']}"
        if row["content_hash"] != content_hash(row["title"], row["published_date"], row["body"]):
            yield f"invariant 3: {which} has a content_hash that is not its text's"
        if (row["status"] == "gone") != (row["gone_at"] is not None):
            yield f"invariant 3: {which} has a status that its gone_at denies"
    for old, new in pairwise(versions):
        if old["content_hash"] == new["content_hash"] and old["status"] == new["status"]:
            yield f"invariant 3: {new['article_id']} revision {new['revision']} changed nothing"


def capture_problems(data: Path, row: Row) -> Iterator[str]:
    """Yields a sentence where a row's capture cannot be read, or gives other values than the row has."""
    which = f"{row['article_id']} revision {row['revision']}"
    if row["archive_file"] is None:
        yield f"invariant 2: {which} names no raw capture"
        return
    is_same_version = row["extractor_version"] == EXTRACTOR_VERSION
    try:
        again = extract_row(data, row)
    except (ArchiveError, OSError) as error:
        yield f"invariant 2: the raw capture of {which} cannot be read: {error}"
    except NotAnArticle as answer:
        if is_same_version:
            yield f"invariant 2: the raw capture of {which} holds no article ({answer})"
    else:
        name = next((name for name in _EXTRACTED if row[name] != again[name]), None)
        if is_same_version and name:
            yield f"invariant 2: {which} extracted again has another {name}"
