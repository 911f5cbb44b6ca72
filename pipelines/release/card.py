"""The release's pages for people: dataset card, citation file, and the list of versions."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa

from pipelines.release.about import About
from pipelines.release.counts import Month, Totals
from pipelines.release.dictionary import columns_table, flags_table, structs_list
from pipelines.release.templates import render
from pipelines.schema import COLUMNS, arrow_schema

_DATE_SOURCES: Final = {
    "page": "printed on the article's page",
    "listing": "printed on its card in the site's listing",
    "feed": "from the site's feed",
    "metadata": "from metadata in the page",
    "address": "from the article's address",
}
_SIZES: Final = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"))


def card(
    totals: Totals,
    about: About,
    *,
    version: str,
    day: dt.date,
    forgotten: int,
    since: str | None,
    changes: Mapping[str, int],
    change_meanings: Mapping[str, str],
    has_report: bool,
    has_archive: bool,
) -> str:
    """Returns the dataset card: front matter for the Hugging Face Hub, then the text for people."""
    return render(
        "card.md.j2",
        totals=totals,
        about=about,
        example=json.dumps(_shortened(totals.example), ensure_ascii=False, indent=1, default=str),
        version=version,
        day=day,
        forgotten=forgotten,
        since=since,
        changes=changes,
        change_meanings=change_meanings,
        has_report=has_report,
        has_archive=has_archive,
        size=size_category(totals.rows),
        features=[json.dumps(feature(field)) for field in arrow_schema()],
        coverage=[(c.name, totals.filled[c.name]) for c in COLUMNS if c.nullable],
        date_sources=[(text, totals.date_sources[name]) for name, text in _DATE_SOURCES.items()],
        gaps=[_stretch(*gap) for gap in totals.gaps()],
        columns=columns_table(),
        structs=structs_list(),
        flags=flags_table(),
    )


def _shortened(row: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a row as an example: long texts cut, of each list the first entry."""
    return {
        name: value[:200] + "…"
        if isinstance(value, str) and len(value) > 200
        else value[:1]
        if isinstance(value, list)
        else value
        for name, value in row.items()
    }


def size_category(rows: int) -> str:
    """Returns the Hub's name for a number of rows."""
    return next((name for limit, name in _SIZES if rows < limit), "1M<n<10M")


def feature(field: pa.Field) -> dict[str, Any]:
    """Returns a column as the ``datasets`` library describes it in a card."""
    kind = field.type
    if not pa.types.is_list(kind):
        names = {"date32[day]": "date32"}
        return {"name": field.name, "dtype": names.get(str(kind), str(kind))}
    inner = kind.value_type
    parts = [feature(part) for part in inner] if pa.types.is_struct(inner) else str(inner)
    return {"name": field.name, "list": parts}


def _stretch(first: Month, last: Month) -> str:
    names = [f"{year}-{month:02}" for year, month in (first, last)]
    return names[0] if first == last else " to ".join(names)
