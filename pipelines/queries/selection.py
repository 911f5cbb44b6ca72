"""Which articles are asked for, and a scan of the published files that finds them, newest first.

There is no index to keep in order: a scan of 20,000 articles takes well under a second.
"""

from __future__ import annotations

import datetime as dt
import functools
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import attrs
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from pipelines.text.words import Term, make_term

_SEARCHED: Final = ("title", "body", "tags", "source", "status")
_NEWEST_FIRST: Final = [
    ("published_date", "descending"),
    ("post_id", "descending"),
    ("article_id", "ascending"),
]
# Stands between the tags of an article: neither a space nor a character of a word.
_BETWEEN: Final = "\x1f"
_TAGS: Final = pc.binary_join(pc.field("tags"), _BETWEEN)


@attrs.frozen
class Selection:
    """The filters of a search; an article has to pass all of them. Days are those of publication."""

    terms: tuple[Term, ...] = ()
    source: str | None = None
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    tag: str | None = None
    status: str | None = None

    def filters(self) -> list[pc.Expression]:
        """Returns the filters as Arrow expressions over the columns of the dataset, the most selective first."""
        filters = []
        if self.source is not None:
            filters.append(pc.field("source") == self.source)
        if self.first_day is not None:
            filters.append(pc.field("published_date") >= pa.scalar(self.first_day))
        if self.last_day is not None:
            filters.append(pc.field("published_date") <= pa.scalar(self.last_day))
        if self.status is not None:
            filters.append(pc.field("status") == self.status)
        if self.tag is not None:
            pattern = f"(?:^|{_BETWEEN}){make_term(self.tag).core}(?:$|{_BETWEEN})"
            filters.append(_matches(_TAGS, pattern))
        # Long words are rare ones.
        return filters + [_holds(term) for term in sorted(self.terms, key=lambda t: -len(t.text))]

    def may_hold(self, year: int) -> bool:
        """Returns whether articles of a year of publication (0: unknown) can pass."""
        first, last = self.first_day or dt.date.min, self.last_day or dt.date.max
        return first.year <= year <= last.year if year else not (self.first_day or self.last_day)


def select(articles: Path, selection: Selection, columns: Sequence[str]) -> Iterator[pa.Table]:
    """Yields the selected articles, newest first, undated ones last; a table for each year that has some.

    ``articles`` is a directory of the dataset. Its link is resolved once, so all rows are of one published run.
    Raises FileNotFoundError where there is none, ``pyarrow.ArrowInvalid`` or OSError for a damaged file.
    """
    root = Path(os.path.realpath(articles, strict=True))
    years: dict[int, list[str]] = {}
    for path in root.glob("*/*.parquet"):
        if selection.source in (None, path.parent.name) and selection.may_hold(int(path.stem)):
            years.setdefault(int(path.stem), []).append(str(path))
    first, *others = selection.filters() or [None]
    names = [*columns, *(name for name, _ in _NEWEST_FIRST), *(_SEARCHED if others else ())]
    for year in sorted(years, reverse=True):
        found = ds.dataset(sorted(years[year])).to_table(columns=list(dict.fromkeys(names)), filter=first)
        for other in others:
            found = found.filter(other)
        if found.num_rows:
            yield found.sort_by(_NEWEST_FIRST).select(list(columns))


def sources(articles: Path) -> list[str]:
    """Returns the names of the sources that have articles in the dataset."""
    return sorted({path.parent.name for path in articles.glob("*/*.parquet")} - {"empty"})


def _holds(term: Term) -> pc.Expression:
    texts = (_matches(text, term.re2) for text in (pc.field("title"), pc.field("body"), _TAGS))
    return functools.reduce(lambda one, other: one | other, texts)


def _matches(text: pc.Expression, pattern: str) -> pc.Expression:
    return pc.coalesce(pc.match_substring_regex(text, pattern), pa.scalar(False))
