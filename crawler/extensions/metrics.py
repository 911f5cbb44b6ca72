"""A run's figures for Prometheus, as its node exporter's textfile collector reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from crawler.exits import Exit
from crawler.finish import Figures
from pipelines.disk import write_text

_PREFIX = "bogor_news_last_run_"


def write_metrics(path: Path, code: Exit, figures: Figures | None, *, began: float, ended: float) -> None:
    """Writes how a run ended, atomically: times in seconds since the epoch; no figures where it failed before the end.

    Raises OSError where the file can't be written.
    """
    text = "".join(_lines(code, figures, began, ended))
    write_text(path, text)


def _lines(code: Exit, figures: Figures | None, began: float, ended: float) -> Iterator[str]:
    yield from _gauge("timestamp_seconds", "When the last run ended.", {"": ended})
    yield from _gauge("duration_seconds", "How long it took.", {"": ended - began})
    yield from _gauge("exit_code", "Its exit code: 0 where all is well.", {"": int(code)})
    if figures is None:
        return
    articles = {
        f'{{source="{source}",outcome="{outcome}"}}': count
        for source, counts in figures.counts.items()
        for outcome, count in counts.items()
    }
    yield from _gauge("articles", "Articles it fetched, by what became of them.", articles)
    yield from _gauge("requests", "Requests it sent.", {"": figures.requests})
    yield from _gauge("received_bytes", "Bytes of bodies as sent.", {"": figures.bytes_received})
    yield from _gauge("written_bytes", "Bytes of Parquet it wrote.", {"": figures.bytes_written})


def _gauge(name: str, explained: str, values: Mapping[str, float]) -> Iterator[str]:
    yield f"# HELP {_PREFIX}{name} {explained}\n# TYPE {_PREFIX}{name} gauge\n"
    yield from (f"{_PREFIX}{name}{labels} {value}\n" for labels, value in values.items())
