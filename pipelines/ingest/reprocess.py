"""Extracts every stored version again from its raw capture, in parallel, without the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipelines.archive import ArchiveError, Pointer
from pipelines.article import NotAnArticle
from pipelines.corpus import quarantine
from pipelines.corpus.captures import UNKNOWN_DIGEST
from pipelines.corpus.codec import decode
from pipelines.corpus.frontier import PageState
from pipelines.corpus.history import arrange, put
from pipelines.corpus.rereading import extract_row
from pipelines.corpus.rows import article_ids, count_revisions, stored_history
from pipelines.executor.engines import Engine
from pipelines.ingest import Ingest
from pipelines.ingest.past import PastCapture, add_capture, read_version, spare_versions
from pipelines.schema import NAMES, Row

# Articles in a batch: enough to make starting a batch cheap, few enough to share the work evenly.
_BATCH: Final = 100

# The versions of each article as they are stored, oldest first: a worker decodes them.
Histories = Sequence[Sequence[tuple[Any, ...]]]


class Again(NamedTuple):
    """What a worker extracted.

    ``changed`` are the histories that come out differently, ``columns`` counts the versions in which each column does;
    ``read`` counts versions, ``unreadable`` names those that could not be read.
    """

    changed: list[list[Row]]
    columns: Counter[str]
    read: int
    unreadable: list[str]


def reprocess(
    ingest: Ingest, engine: Engine, progress: Callable[[int, int], None]
) -> tuple[Counter[str], list[str]]:
    """Replaces every version by what this extractor reads from its capture, and publishes what changed.

    ``progress`` gets the versions done and in all. Returns the number of versions in which each column changed,
    with ``versions`` and ``recovered`` (pages that came out of quarantine), and a line for each version that could
    not be read. The same extractor version changes nothing.
    """
    total, ids = count_revisions(ingest.connection), article_ids(ingest.connection)
    ingest.commit()
    counts: Counter[str] = Counter()
    problems: list[str] = []
    # The workers of a cluster may have been started in another directory.
    work = partial(read_again, ingest.data.resolve())
    batches = (
        [stored_history(ingest.connection, article_id) for article_id in ids[i : i + _BATCH]]
        for i in range(0, len(ids), _BATCH)
    )
    for answer in engine(work, batches):
        for again in answer.changed:
            _replace(ingest, again)
        counts.update(answer.columns)
        counts["versions"] += answer.read
        problems += answer.unreadable
        progress(counts["versions"], total)
        ingest.tick()
    counts["recovered"] = _recover(ingest)
    ingest.publish()
    return counts, sorted(problems)


def read_again(data: Path, histories: Histories) -> Again:
    """Returns the versions of some articles, extracted again. Runs in a worker, which reads the archive alone."""
    answer = Again([], Counter(), sum(map(len, histories)), [])
    for versions in histories:
        before = [decode(values) for values in versions]
        again = [_again(data, row, answer.unreadable) for row in before]
        if again != before:
            answer.changed.append(again)
            answer.columns.update(_changed_columns(before, again))
    return answer


def _replace(ingest: Ingest, again: list[Row]) -> None:
    """Stores a history that came out differently. Versions that differed only for an older extractor become one."""
    article_id = again[0]["article_id"]
    page = ingest.frontier.find(article_id)
    spare = spare_versions(ingest.connection, ingest.data, page) if page else []
    put(ingest.connection, article_id, arrange([*again, *spare]))


def _changed_columns(before: list[Row], again: list[Row]) -> Iterator[str]:
    return (name for old, new in zip(before, again, strict=True) for name in NAMES if old[name] != new[name])


def _again(data: Path, row: Row, problems: list[str]) -> Row:
    try:
        return extract_row(data, row)
    except (NotAnArticle, ArchiveError, OSError) as error:
        problems.append(f"{row['article_id']} revision {row['revision']}: {error}")
        return row


def _recover(ingest: Ingest) -> int:
    """Reads the pages in quarantine again, and returns how many became versions of their articles."""
    recovered = 0
    for number, article_id, pointer in quarantine.captured(ingest.connection):
        page = ingest.frontier.find(article_id)
        if page and _recover_one(ingest, page, pointer):
            quarantine.remove_one(ingest.connection, number)
            recovered += 1
    return recovered


def _recover_one(ingest: Ingest, page: PageState, pointer: Pointer) -> bool:
    try:
        version = read_version(ingest.data, page, pointer)
    except (NotAnArticle, ArchiveError):
        return False
    add_capture(ingest, page, version, PastCapture(version["fetched_at"], UNKNOWN_DIGEST, lambda: pointer))
    return True
