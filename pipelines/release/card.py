"""The release's pages for people: dataset card, citation file, and the list of versions."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final

import jinja2
import pyarrow as pa

from pipelines.release.dictionary import columns_table, flags_table, structs_list
from pipelines.release.totals import Facts, Month
from pipelines.schema import COLUMNS, arrow_schema

TITLE: Final = "Bogor news corpus"

_DATE_SOURCES: Final = {
    "page": "printed on the article's page",
    "listing": "printed on its card in the site's listing",
    "feed": "from the site's feed",
    "metadata": "from metadata in the page",
}
_SIZES: Final = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"))

_TEMPLATES: Final = jinja2.Environment(
    loader=jinja2.PackageLoader("pipelines.release", "."),
    undefined=jinja2.StrictUndefined,
    autoescape=False,  # Markdown and YAML; the only texts from outside are names of sources
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def render(template: str, **values: Any) -> str:
    """Returns a page made from one of the templates beside this module."""
    return _TEMPLATES.get_template(template).render(title=TITLE, **values)


def card(
    facts: Facts,
    *,
    version: str,
    day: dt.date,
    forgotten: int,
    since: str | None,
    changes: Mapping[str, int],
    change_meanings: Mapping[str, str],
    has_report: bool,
) -> str:
    """Returns the dataset card: front matter for the Hugging Face Hub, then what a reader should know."""
    return render(
        "card.md.j2",
        facts=facts,
        version=version,
        day=day,
        forgotten=forgotten,
        since=since,
        changes=changes,
        change_meanings=change_meanings,
        has_report=has_report,
        size=size_category(facts.rows),
        features=[json.dumps(feature(field)) for field in arrow_schema()],
        coverage=[(c.name, facts.filled[c.name]) for c in COLUMNS if c.nullable],
        date_sources=[(text, facts.date_sources[name]) for name, text in _DATE_SOURCES.items()],
        gaps=[_stretch(*gap) for gap in facts.gaps()],
        columns=columns_table(),
        structs=structs_list(),
        flags=flags_table(),
    )


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
