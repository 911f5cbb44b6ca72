"""Renders the report as one HTML file that loads nothing else."""

from __future__ import annotations

import functools
import json
import re
from typing import Any, Final

import vl_convert
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipelines.report import charts
from pipelines.report.facts import ReportData

# Characters that could end the script element, or open a comment that hides its end.
_IN_SCRIPT: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def render(facts: ReportData) -> str:
    """Returns the HTML of the page; the same data gives the same bytes."""
    environment = Environment(
        loader=PackageLoader("pipelines.report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=_number, web=_web, words=_words)
    drawn = _charts(facts)
    data = {
        "specs": {name: chart.spec for name, chart in drawn.items()},
        "config": charts.CONFIG,
        "titles": facts.titles,
    }
    return environment.get_template("page.j2").render(
        facts=facts,
        charts=drawn,
        outcome=charts.outcome,
        data=Markup(script_json(data)),
        library=Markup(_library() if drawn else ""),
    )


def script_json(value: Any) -> str:
    """Returns JSON that is safe inside a script element, whatever its texts contain."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda match: _IN_SCRIPT[match[0]], text)


def _charts(facts: ReportData) -> dict[str, charts.Chart]:
    found = {}
    if facts.articles:
        makers = (charts.per_month, charts.coverage, charts.origins, charts.lengths)
        found = {make.__name__: make(facts) for make in makers}
        found |= {f"year_{year}": chart for year, chart in charts.calendar(facts).items()}
    # One or two runs need no chart: the table shows them.
    for make, records in (
        (charts.tags, facts.tags),
        (charts.changes, facts.changes),
        (charts.runs, facts.runs[2:]),
    ):
        if records:
            found[make.__name__] = make(facts)
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


def _words(found: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in found.items()) or "nothing new"
