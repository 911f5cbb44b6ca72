"""Figures of a run and of the corpus for Prometheus, as its node exporter's textfile collector reads them."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from crawler.exits import Exit
from crawler.finish import Figures
from pipelines.corpus.database import CorpusError, open_reader
from pipelines.disk import write_text
from pipelines.maintenance.status import overview

_STATUSES: Final = ("live", "unlisted", "gone")
# Of each source: the metric, the value in the overview, and what it means.
_OF_SOURCE: Final = (
    ("staged_articles", "staged", "Findings that are not published yet."),
    ("failing_pages", "failing", "Pages that failed at their last fetch."),
    ("waiting_pages", "waiting", "Pages that were never fetched."),
)


def write_metrics(
    path: Path, data: Path, code: Exit, figures: Figures | None, *, began: float, ended: float
) -> None:
    """Writes how a run ended and what the corpus holds, atomically: times in seconds since the epoch.

    There are no figures where the run failed before its end. Raises OSError where the file can't be written.
    """
    lines = [*_run_lines(code, figures, began, ended), *_corpus_lines(_facts(data, ended))]
    write_text(path, "".join(lines))


def _run_lines(code: Exit, figures: Figures | None, began: float, ended: float) -> Iterator[str]:
    yield from _gauge("last_run_timestamp_seconds", "When the last run ended.", {"": ended})
    yield from _gauge("last_run_duration_seconds", "How long it took.", {"": ended - began})
    yield from _gauge("last_run_exit_code", "Its exit code: 0 where all is well.", {"": int(code)})
    if figures is None:
        return
    articles = {
        _labels(source=source, outcome=outcome): count
        for source, counts in figures.counts.items()
        for outcome, count in counts.items()
    }
    yield from _gauge("last_run_articles", "Articles it fetched, by what became of them.", articles)
    yield from _gauge("last_run_requests", "Requests it sent.", {"": figures.requests})
    yield from _gauge("last_run_received_bytes", "Bytes of bodies as sent.", {"": figures.bytes_received})
    yield from _gauge("last_run_written_bytes", "Bytes of Parquet it wrote.", {"": figures.bytes_written})


def _facts(data: Path, now: float) -> dict[str, Any] | None:
    """Returns the overview of the corpus, None where it can't be read."""
    try:
        with closing(open_reader(data)) as connection:
            return overview(connection, data, dt.datetime.fromtimestamp(now, dt.UTC))
    except (CorpusError, OSError, sqlite3.Error):
        return None


def _corpus_lines(facts: dict[str, Any] | None) -> Iterator[str]:
    if facts is None:
        return
    if facts["last_good_run"]:
        moment = dt.datetime.fromisoformat(facts["last_good_run"]).timestamp()
        yield from _gauge("last_success_timestamp_seconds", "When the last good crawl ended.", {"": moment})
    sources = {source["source"]: source for source in facts["sources"]}
    states = {
        _labels(source=name, state=found["state"]): 1 for name, found in sources.items() if found["state"]
    }
    yield from _gauge("source_state", "How the last run of each source ended.", states)
    articles = {
        _labels(source=name, status=status): found[status]
        for name, found in sources.items()
        for status in _STATUSES
        if status in found
    }
    yield from _gauge("articles", "Articles in the dataset, by status.", articles)
    for metric, key, meaning in _OF_SOURCE:
        values = {_labels(source=name): found[key] for name, found in sources.items()}
        yield from _gauge(metric, meaning, values)


def _labels(**values: str) -> str:
    return "{" + ",".join(f'{name}="{value}"' for name, value in values.items()) + "}"


def _gauge(name: str, explained: str, values: Mapping[str, float]) -> Iterator[str]:
    yield f"# HELP bogor_news_{name} {explained}\n# TYPE bogor_news_{name} gauge\n"
    yield from (f"bogor_news_{name}{labels} {value}\n" for labels, value in values.items())
