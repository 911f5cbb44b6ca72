"""Compares the database with the published Parquet files, and keeps of each article the copy that is right."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from pipelines.corpus import forgotten_ids, integrity, publishing, rows
from pipelines.corpus.database import transaction
from pipelines.corpus.history import replace_history
from pipelines.maintenance.rebuilding import add_to_frontier, adopt_archive
from pipelines.maintenance.version_checks import capture_problems, history_problems
from pipelines.schema import Row
from pipelines.snapshot import Partition, current, partitions, read_file, snapshot_dir

Histories = dict[str, list[Row]]


def reconcile(connection: sqlite3.Connection, data: Path, now: dt.datetime) -> Iterator[str]:
    """Puts right what the database has wrong although Parquet and archive have it right; yields a line for each.

    An article whose copies differ keeps the one about which hash and capture find fewer problems. Where they decide
    nothing, the database wins if it has changed since it was published, or if the two Parquet files of the article
    differ too; otherwise a value in the database was damaged, and Parquet wins.
    """
    published = _published(data, "revisions")
    newest = {article_id: versions[-1] for article_id, versions in _published(data, "articles").items()}
    for article_id in newest.keys() - published.keys():
        published[article_id] = [newest[article_id]]
    with transaction(connection):
        adopt_archive(connection, data / "archive")
        forgotten_ids.restore(connection, data)
        suspects = {cell.row for cell in integrity.damaged_cells(connection)}
        suspects |= {*integrity.badly_numbered(connection)}
        unpublished = publishing.marked(connection)
        forgotten = {*forgotten_ids.every(connection)}
        for article_id, versions in published.items():
            if article_id in forgotten:
                continue
            stored = [] if article_id in suspects else rows.history(connection, article_id)
            if stored != versions and not _is_right(
                data, stored, versions, newest.get(article_id), unpublished
            ):
                replace_history(connection, article_id, versions)
                yield f"{article_id} was put back as it is published"
        for article_id in integrity.mend_damaged_cells(connection):
            yield f"{article_id} could not be read, and no copy is left: the next crawl fetches it again"
        for article_id in integrity.never_checked_again(connection):
            add_to_frontier(connection, rows.history(connection, article_id)[-1], now)
        integrity.make_lost_pages_due(connection)


def _published(data: Path, dataset: str) -> Histories:
    """Returns the readable published rows of a dataset by article, oldest version first."""
    snapshot_id = current(data)
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for partition in partitions(data, snapshot_id) if snapshot_id else ():
        if partition.dataset == dataset:
            with suppress(OSError, ValueError):  # a damaged file is written anew from the database
                for row in list(read_file(snapshot_dir(data, str(snapshot_id)) / partition.path)):
                    if (row["source"], row["year"]) == (partition.source, partition.year):
                        found[row["article_id"]].append(row)
    return {key: sorted(versions, key=lambda row: row["revision"]) for key, versions in found.items()}


def _is_right(
    data: Path,
    stored: Sequence[Row],
    published: Sequence[Row],
    newest: Row | None,
    unpublished: set[Partition],
) -> bool:
    """Returns whether the stored versions are to be kept, and not the published ones."""
    if [row["revision"] for row in published] != list(range(1, len(published) + 1)):
        return bool(stored)  # a file with some of the versions is lost
    if not stored:
        return False
    wrong_stored, wrong_published = _count_problems(data, stored), _count_problems(data, published)
    if wrong_stored != wrong_published:
        return wrong_stored < wrong_published
    if any(Partition("articles", row["source"], row["year"]) in unpublished for row in (*stored, *published)):
        return True
    return len(stored) > len(published) or newest != published[-1]


def _count_problems(data: Path, versions: Sequence[Row]) -> int:
    captures = [problem for row in versions for problem in capture_problems(data, row)]
    return len(captures) + len(list(history_problems(versions)))
