"""The figures of the card, counted while the files are written."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.compute as pc

Month = tuple[int, int]


@attrs.define
class Totals:
    """Counts of the articles of a release; ``filled`` counts values that are neither null nor an empty list."""

    rows: int = 0
    revisions: int = 0
    by_year_and_source: Counter[tuple[int, str]] = attrs.field(factory=Counter)
    by_month: Counter[Month] = attrs.field(factory=Counter)
    filled: Counter[str] = attrs.field(factory=Counter)
    date_sources: Counter[str] = attrs.field(factory=Counter)
    statuses: Counter[str] = attrs.field(factory=Counter)
    flags: Counter[str] = attrs.field(factory=Counter)
    languages: Counter[str] = attrs.field(factory=Counter)
    duplicates: int = 0
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    example: dict[str, Any] = attrs.field(factory=dict)

    def counting(self, parts: Iterable[pa.Table]) -> Iterator[pa.Table]:
        """Yields the tables of one year's articles and counts them in; the first of the newest year is the example."""
        for number, articles in enumerate(parts):
            if not number:
                self.example = articles.slice(0, 1).to_pylist()[0]
            self._add(articles)
            yield articles

    def _add(self, articles: pa.Table) -> None:
        self.rows += articles.num_rows
        self.duplicates += articles.num_rows - articles["duplicate_of"].null_count
        for name in articles.column_names:
            self.filled[name] += _filled(articles[name])
        for counter, name in self._counted():
            counter.update(_values(articles[name]))
        self.flags.update(_values(pc.list_flatten(articles["quality"])))
        years, sources = articles["year"].to_pylist(), articles["source"].to_pylist()
        self.by_year_and_source.update(zip(years, sources, strict=True))
        days = _values(articles["published_date"])
        self.by_month.update((day.year, day.month) for day in days)
        self.first_day = min([*days, *filter(None, [self.first_day])], default=None)
        self.last_day = max([*days, *filter(None, [self.last_day])], default=None)

    def _counted(self) -> Iterable[tuple[Counter[str], str]]:
        return (
            (self.date_sources, "date_source"),
            (self.statuses, "status"),
            (self.languages, "language"),
        )

    @property
    def sources(self) -> list[str]:
        """Returns the names of the sources, sorted."""
        return sorted({source for _, source in self.by_year_and_source})

    @property
    def years(self) -> list[int]:
        """Returns the years that have articles, in order; 0 stands for articles without a day."""
        return sorted({year for year, _ in self.by_year_and_source})

    def in_year(self, year: int) -> int:
        """Returns the number of articles of a year, all sources together."""
        return sum(count for (each, _), count in self.by_year_and_source.items() if each == year)

    def gaps(self) -> Iterator[tuple[Month, Month]]:
        """Returns the first and last month of every stretch without articles between two months that have some."""
        for before, after in pairwise(sorted(self.by_month)):
            first, last = _step(before, 1), _step(after, -1)
            if first <= last:
                yield first, last


def _values(column: pa.ChunkedArray) -> list[Any]:
    return list(column.drop_null().to_pylist())


def _filled(column: pa.ChunkedArray) -> int:
    if pa.types.is_list(column.type):
        return int(pc.sum(pc.greater(pc.list_value_length(column), 0)).as_py() or 0)
    return len(column) - int(column.null_count)


def _step(month: Month, by: int) -> Month:
    year, index = divmod(month[0] * 12 + month[1] - 1 + by, 12)
    return year, index + 1
