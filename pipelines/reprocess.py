"""Extracts every stored version again from its raw capture, in parallel, without the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from pipelines.archive import ArchiveError, Pointer, read_capture
from pipelines.article import NotAnArticle
from pipelines.checks import page_columns
from pipelines.corpus import duplicates, frontier
from pipelines.corpus.codec import Row
from pipelines.corpus.database import open_reader
from pipelines.corpus.history import arrange, put
from pipelines.corpus.rereading import extract_row
from pipelines.corpus.rows import history
from pipelines.corpus.staging import mark_article_dirty
from pipelines.extract import extract
from pipelines.ingest import Ingest
from pipelines.schema import NAMES

# Articles a worker takes at a time: enough to make its start cheap, few enough to share the work out evenly.
_BATCH: Final = 100

Ids = Sequence[str]


class Again(NamedTuple):
    """What a worker found: the histories that come out differently, the versions it read, what it could not read."""

    changed: list[list[Row]]
    read: int
    unreadable: list[str]


class Engine(Protocol):
    """Where the work is done: the same function over batches of articles, answers in any order."""

    def __call__(
        self, work: Callable[[Path, Ids], Again], data: Path, batches: Sequence[Ids]
    ) -> Iterator[Again]:
        """Yields a worker's answer for each batch."""
        ...


def reprocess(
    ingest: Ingest, engine: Engine, progress: Callable[[int, int], None]
) -> tuple[Counter[str], list[str]]:
    """Puts every version, as this extractor reads it, in the place of its row; publishes what changed.

    ``progress`` is told versions done and in all. Returns the number of versions in which each column changed,
    with ``versions`` and ``recovered`` (pages that came out of quarantine), and a line for each version that could
    not be read. Same extractor, same rows: nothing changes.
    """
    (total,) = ingest.connection.execute("SELECT count(*) FROM revisions").fetchone()
    ids = [
        row[0]
        for row in ingest.connection.execute("SELECT DISTINCT article_id FROM revisions ORDER BY article_id")
    ]
    ingest.commit()
    counts: Counter[str] = Counter()
    articles: list[str] = []
    problems: list[str] = []
    for answer in engine(read_again, ingest.data, [ids[i : i + _BATCH] for i in range(0, len(ids), _BATCH)]):
        for again in answer.changed:
            counts.update(_replace(ingest, again))
            articles.append(again[0]["article_id"])
        problems += answer.unreadable
        counts["versions"] += answer.read
        progress(counts["versions"], total)
        ingest.tick()
    for article_id in duplicates.update(ingest.connection, sorted(articles)):
        mark_article_dirty(ingest.connection, article_id)
    counts["recovered"] = _recover(ingest)
    ingest.publish()
    return counts, sorted(problems)


def read_again(data: Path, ids: Ids) -> Again:
    """Returns what this extractor makes of some articles' versions. Runs in a worker; only reads."""
    changed: list[list[Row]] = []
    problems: list[str] = []
    read = 0
    with closing(open_reader(data)) as connection:
        for article_id in ids:
            before = history(connection, article_id)
            again = [_again(data, row, problems) for row in before]
            read += len(before)
            if again != before:
                changed.append(again)
    return Again(changed, read, problems)


def _again(data: Path, row: Row, problems: list[str]) -> Row:
    try:
        return extract_row(data, row)
    except (NotAnArticle, ArchiveError, OSError) as error:
        problems.append(f"{row['article_id']} revision {row['revision']}: {error}")
        return row


def local_engine(workers: int) -> Engine:
    """Returns an engine of so many processes; with one, the work is done in this process."""

    def engine(work: Callable[[Path, Ids], Again], data: Path, batches: Sequence[Ids]) -> Iterator[Again]:
        if workers == 1:
            yield from (work(data, batch) for batch in batches)
            return
        # Not forked: a copy of this process would share its open database.
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            yield from pool.map(work, repeat(data), batches)

    return engine


def _replace(ingest: Ingest, again: list[Row]) -> Counter[str]:
    """Stores a history that comes out differently, and returns in how many versions each column did."""
    before = history(ingest.connection, again[0]["article_id"])
    # An edit that only an older extractor saw is none.
    put(ingest.connection, again[0]["article_id"], arrange(again))
    return Counter(
        name for old, new in zip(before, again, strict=True) for name in NAMES if old[name] != new[name]
    )


def _recover(ingest: Ingest) -> int:
    """Reads the pages in quarantine again, and returns how many became rows."""
    kept = ingest.connection.execute(
        "SELECT article_id, archive_file, archive_offset FROM quarantine"
        " WHERE archive_file IS NOT NULL AND article_id IS NOT NULL ORDER BY id"
    ).fetchall()
    recovered = [_recover_one(ingest, article_id, Pointer(file, offset)) for article_id, file, offset in kept]
    for source in sorted(set(filter(None, recovered))):
        ingest.settle(source, front=None, accept=True)
    return sum(source is not None for source in recovered)


def _recover_one(ingest: Ingest, article_id: str, pointer: Pointer) -> str | None:
    """Returns the source of a page that could be read at last, or None."""
    page = frontier.find_page(ingest.connection, article_id)
    if page is None:
        return None
    try:
        capture = read_capture(ingest.data / "archive", pointer)
        headers = {name.lower(): value for name, value in capture.headers}
        article = extract(
            capture.body, page.url, content_type=headers.get("content-type"), fetched_at=capture.fetched_at
        )
    except (NotAnArticle, ArchiveError, OSError):
        return None
    ingest.see(page, page_columns(article, page.address, page.card), pointer, capture.fetched_at)
    return page.source
