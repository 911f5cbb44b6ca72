"""Renders the report as one HTML file; the texts for its search may lie in a second file beside it."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import vl_convert
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipelines.report import charts
from pipelines.report.facts import SOME, WIB, Article, ReportData

# Characters that could end the script element, or open a comment that hides its end.
_IN_SCRIPT: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_COLUMNS: Final = {
    "published_date": "day", "published_at": "time", "event_date": "day of the event", "body": "text",
    "images": "pictures",
}  # fmt: skip
_KINDS: Final = ("new", "edited", "unlisted", "gone", "back")


class TextsFile(NamedTuple):
    """The file beside the page: its name, how many articles' texts it holds, and its size in bytes."""

    file: str
    articles: int
    size: int


def render(data: ReportData, texts: TextsFile | None = None) -> str:
    """Returns the HTML of the page; the same data gives the same bytes."""
    environment = Environment(
        loader=PackageLoader("pipelines.report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=_number, bytes=_bytes, web=_web, words=_words, lately=_lately, ended=_ended, column=_column
    )
    drawn = _charts(data)
    specs = {"specs": {name: chart.spec for name, chart in drawn.items()}, "config": charts.CONFIG}
    return environment.get_template("page.j2").render(
        data=data,
        texts=texts,
        charts=drawn,
        calendar=list(_calendar(data)),
        some=SOME,
        wib=WIB,
        outcome=charts.outcome,
        articles=Markup(script_json(_searched(data.searched) | {"texts": texts and texts._asdict()})),
        specs=Markup(script_json(specs)),
        library=Markup(_library() if drawn else ""),
    )


def script_json(value: Any) -> str:
    """Returns JSON that is safe inside a script element, whatever its texts contain."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda match: _IN_SCRIPT[match[0]], text)


def _searched(articles: list[Article]) -> dict[str, Any]:
    """Returns what the search reads: what repeats, beginnings of addresses and tags, is written once."""
    bases: dict[str, int] = {}
    tags: dict[str, int] = {}
    lines = []
    for article in articles:
        base, slash, rest = article.url.rpartition("/")
        lines.append(
            (
                article.day and article.day.isoformat(),
                article.title,
                bases.setdefault(base + slash, len(bases)),
                rest,
                [tags.setdefault(tag, len(tags)) for tag in article.tags],
                "" if article.status == "live" else article.status,
            )
        )
    return {"bases": list(bases), "tags": list(tags), "articles": lines}


def _calendar(data: ReportData) -> Iterator[tuple[int, list[tuple[int, str, float]]]]:
    """Yields each year, newest first, with its months: number, name, and place on the strip in percent."""
    if not data.days:
        return
    first, last = min(data.days), max(data.days)
    for year in range(last.year, first.year - 1, -1):
        starts = (dt.date(year, month, 1) for month in range(1, 13))
        yield (
            year,
            [
                (
                    start.month,
                    calendar.month_abbr[start.month],
                    round(charts.week(start) / charts.WEEKS * 100, 1),
                )
                for start in starts
                if first.replace(day=1) <= start <= last
            ],
        )


def _charts(data: ReportData) -> dict[str, charts.Chart]:
    found = {}
    if data.articles:
        makers = (charts.per_month, charts.coverage, charts.origins, charts.lengths)
        found = {make.__name__: make(data) for make in makers}
        found |= {f"year_{year}": chart for year, chart in charts.calendar(data).items()}
    # One or two runs need no chart: the table shows them. Neither do a few changes.
    for make, records in ((charts.changes, data.changes[2:]), (charts.runs, data.runs[2:])):
        if records:
            found[make.__name__] = make(data)
    return found


@functools.cache
def _library() -> str:
    """Returns Vega, Vega-Lite and Vega-Embed as one script for all charts."""
    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return re.sub(r"<(?=/script|!--)", r"\\x3c", bundle, flags=re.I)


def _number(value: int) -> str:
    return f"{value:,}"


def _web(url: str) -> str | None:
    """Returns the address if it is one of the web, else None: other schemes could run code."""
    return url if url.startswith(("https://", "http://")) else None


def _bytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size > 100_000 else f"{size / 1e3:.0f} kB"


def _column(name: str) -> str:
    return _COLUMNS.get(name, name)


def _words(found: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in found.items()) or "nothing new"


def _lately(counts: Mapping[str, int]) -> str:
    found = [f"{counts[kind]:,} {kind}" for kind in _KINDS if counts.get(kind)]
    return f"In the last 30 days: {', '.join(found) or 'no change'}."


def _ended(run: Mapping[str, Any]) -> str:
    return f"{charts.outcome(run['exit_code'])} on {run['started']:%Y-%m-%d}"
