"""The report's charts, as Vega-Lite specifications made with Altair; colours are the page's CSS variables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import altair as alt

from pipelines.report.facts import LENGTH_STEP, LONGEST, NO_DATE, Record, ReportData, quarters

Spec = dict[str, Any]
Legend = tuple[tuple[str, str], ...]


class Chart(NamedTuple):
    """A Vega-Lite specification and its legend as (CSS colour, meaning).

    The legend is drawn as an HTML list, which wraps on a narrow screen; a Vega legend does not.
    """

    spec: Spec
    legend: Legend = ()


WEEKS: Final = 54  # columns of a year in the calendar

_PALETTE: Final = tuple(f"var(--c{i})" for i in range(1, 7))
_FEW_QUARTERS: Final = 8
_YEAR_LABEL: Final = "substring(datum.value, 5) == 'Q1' ? substring(datum.value, 0, 4) : ''"
_MONTH_LABEL: Final = "utcmonth(datum.value) ? utcFormat(datum.value, '%b') : utcFormat(datum.value, '%Y')"
_STEPS: Final = tuple(f"var(--q{i})" for i in range(5))
_PER_DAY: Final = ("none", "1", "2 – 3", "4 – 6", "7 and more")
_SHARES: Final = ("none", "under half", "half and more", "90% and more", "all")
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CALENDAR: Final = tuple(zip(_STEPS, _PER_DAY, strict=True))
_COVERAGE: Final = tuple(zip(_STEPS, _SHARES, strict=True))
_ORIGINS: Final = ("page", "feed", "metadata", "listing", "address", NO_DATE)
_OUTCOMES: Final[dict[int | None, str]] = {
    None: "running", 0: "done", 1: "failed", 3: "unreachable", 4: "held back", 5: "busy", 6: "cut short",
}  # fmt: skip
_OUTCOME_COLOURS: Final = {
    "done": "var(--c3)", "running": "var(--muted)", "failed": "var(--bad)", "unreachable": "var(--bad)",
    "held back": "var(--c2)", "cut short": "var(--c4)", "busy": "var(--muted)",
}  # fmt: skip

CONFIG: Final[Spec] = {
    "background": None,
    "padding": {"left": 0, "right": 4, "top": 6, "bottom": 4},
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--muted)", "titleColor": "var(--muted)", "gridColor": "var(--line)",
        "domainColor": "var(--line)", "tickColor": "var(--line)", "labelFontSize": 11, "titleFontSize": 11,
        "titleFontWeight": "normal", "labelPadding": 6, "labelSeparation": 8,
    },
    "bar": {"color": _PALETTE[0]},
}  # fmt: skip


def per_month(facts: ReportData) -> Chart:
    """Returns one bar for each month, split by source: the number of articles published."""
    legend = _sources(facts)
    chart = _chart(facts.months).mark_bar().encode(
        x=_months(facts.months), y=_count(), color=_colour("source", legend),
        tooltip=_tooltip("month", "source", "articles")
    )  # fmt: skip
    return Chart(_spec(chart, 220), legend)


def calendar(facts: ReportData) -> dict[int, Chart]:
    """Returns one strip for each year, newest first. A column is a week, a cell is a day."""
    if not facts.days:
        return {}
    first, last = min(facts.days), max(facts.days)
    return {year: _strip(facts.days, year, first, last) for year in range(last.year, first.year - 1, -1)}


def coverage(facts: ReportData) -> Chart:
    """Returns the grid of fields by quarter of publication; the shade is the share of articles that have the field."""
    periods = [r["period"] for r in facts.coverage]
    every = quarters(min(periods), max(periods)) if periods else []
    label = _YEAR_LABEL if len(every) > _FEW_QUARTERS else alt.Undefined
    names = {name: f"{name}  {share:.0%}" for name, share in facts.overall.items()}
    records = [
        {**r, "field": names[r["field"]], "level": _level(r["share"]), "share": f"{r['share']:.0%}"}
        for r in facts.coverage
    ]
    chart = _chart(records).mark_rect(stroke="var(--paper)", strokeWidth=1).encode(
        x=alt.X("period:O", title=None, scale=alt.Scale(domain=every), axis=alt.Axis(
            labelExpr=label, labelAngle=0, ticks=False, domain=False, labelOverlap=True)),
        y=alt.Y("field:N", title=None, sort=list(names.values()), axis=_names_axis()),
        color=_colour("level", _COVERAGE), tooltip=_tooltip("period", "field", "share", "articles"),
    )  # fmt: skip
    return Chart(_spec(chart, 18 * len(names)), _COVERAGE)


def origins(facts: ReportData) -> Chart:
    """Returns one bar for each source: the shares of the places from which the publication day was read."""
    records = [{**r, "rank": _ORIGINS.index(r["origin"])} for r in facts.origins]
    there = {r["origin"] for r in records}
    colours = zip((*_PALETTE[:5], "var(--bad)"), _ORIGINS, strict=True)
    legend = tuple((colour, origin) for colour, origin in colours if origin in there)
    chart = _chart(records).mark_bar().encode(
        x=alt.X("articles:Q", stack="normalize", title=None, axis=alt.Axis(format="%", grid=False, tickCount=4)),
        y=alt.Y("source:N", title=None, axis=_names_axis()),
        color=_colour("origin", legend), order="rank:Q", tooltip=_tooltip("source", "origin", "articles"),
    )  # fmt: skip
    return Chart(_spec(chart, 34 * len(facts.sources)), legend)


def lengths(facts: ReportData) -> Chart:
    """Returns the histogram of the number of words in a body."""
    legend = _sources(facts)
    records = [{**r, "to": r["words"] + LENGTH_STEP} for r in facts.lengths]
    title = f"words (the last bar: {LONGEST} and more)" if records[-1]["words"] == LONGEST else "words"
    chart = _chart(records).mark_bar().encode(
        x=alt.X("words:Q", bin=alt.Bin(binned=True, step=LENGTH_STEP), title=title,
                axis=alt.Axis(grid=False, tickCount=6)),
        x2="to:Q", y=_count(), color=_colour("source", legend), tooltip=_tooltip("words", "to", "source", "articles"),
    )  # fmt: skip
    return Chart(_spec(chart, 200), legend)


def changes(facts: ReportData) -> Chart:
    """Returns one bar for each month in which edits, disappearances or returns were found."""
    kinds = (
        ("var(--c1)", "edited"),
        ("var(--c2)", "unlisted"),
        ("var(--bad)", "gone"),
        ("var(--c3)", "back"),
    )
    there = {r["change"] for r in facts.changes}
    legend = tuple((colour, kind) for colour, kind in kinds if kind in there)
    chart = _chart(facts.changes).mark_bar().encode(
        x=_months(facts.changes), y=_count(), color=_colour("change", legend),
        tooltip=_tooltip("month", "change", "articles")
    )  # fmt: skip
    return Chart(_spec(chart, 160), legend)


def runs(facts: ReportData) -> Chart:
    """Returns one bar for each run, oldest first: its duration in minutes, coloured by its outcome."""
    records = [
        {
            "run": r["run"],
            "minutes": round((r["seconds"] or 0) / 60, 2),
            "outcome": outcome(r["exit_code"]),
            "command": r["command"],
            "started": f"{r['started']:%Y-%m-%d %H:%M}",
        }
        for r in reversed(facts.runs)
    ]
    shown = {r["outcome"] for r in records}
    legend = tuple((colour, name) for name, colour in _OUTCOME_COLOURS.items() if name in shown)
    chart = _chart(records).mark_bar().encode(
        x=alt.X("run:O", title="run", axis=alt.Axis(labelAngle=0, labelOverlap=True, ticks=False)),
        y=alt.Y("minutes:Q", title="minutes", axis=alt.Axis(tickCount=4)),
        color=_colour("outcome", legend), tooltip=_tooltip("run", "command", "started", "minutes", "outcome"),
    )  # fmt: skip
    return Chart(_spec(chart, 160), legend)


def week(day: dt.date) -> int:
    """Returns the week of the year that a day is in, from 0; a week begins on Monday."""
    return (day.timetuple().tm_yday - 1 + dt.date(day.year, 1, 1).weekday()) // 7


def outcome(exit_code: int | None) -> str:
    """Returns what an exit code means, in one or two words."""
    return _OUTCOMES.get(exit_code, "failed")


def _strip(days: dict[dt.date, int], year: int, first: dt.date, last: dt.date) -> Chart:
    begin, end = max(first, dt.date(year, 1, 1)), min(last, dt.date(year, 12, 31))
    every = [begin + dt.timedelta(days=offset) for offset in range((end - begin).days + 1)]
    chart = _chart([_cell(day, days.get(day, 0)) for day in every]).mark_rect(
        stroke="var(--paper)", strokeWidth=1.5, cornerRadius=2, cursor="pointer"
    ).encode(
        x=alt.X("week:O", scale=alt.Scale(domain=list(range(WEEKS))), axis=None),
        y=alt.Y("weekday:O", scale=alt.Scale(domain=_WEEKDAYS), axis=None),
        color=_colour("level", _CALENDAR), tooltip=_tooltip("day", "weekday", "articles"),
    )  # fmt: skip
    return Chart(_spec(chart, 84), _CALENDAR)


def _cell(day: dt.date, count: int) -> Record:
    level = _PER_DAY[_bin(count, (1, 2, 4, 7))]
    return {
        "day": day.isoformat(),
        "week": week(day),
        "weekday": _WEEKDAYS[day.weekday()],
        "articles": count,
        "level": level,
    }


def _level(share: float) -> str:
    return _SHARES[_bin(share, (1e-9, 0.5, 0.9, 1.0))]


def _bin(value: float, bounds: Sequence[float]) -> int:
    return sum(value >= bound for bound in bounds)


def _chart(records: Iterable[Record]) -> alt.Chart:
    chart: alt.Chart = alt.Chart(alt.InlineData(values=list(records)))
    return chart


def _months(records: Sequence[Record]) -> alt.X:
    years = {r["month"][:4] for r in records}
    axis = alt.Axis(grid=False, labelOverlap=True, labelExpr=_MONTH_LABEL)
    if len(years) > 2:
        axis = alt.Axis(grid=False, labelOverlap=True, format="%Y", tickCount="year")
    # Parsed and shown in UTC: in local time, a reader west of Greenwich sees every bar one month too early.
    return alt.X("month:T", timeUnit="utcyearmonth", title=None, axis=axis)


def _count() -> alt.Y:
    return alt.Y("articles:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=5))


def _sources(facts: ReportData) -> Legend:
    return tuple((_PALETTE[i % len(_PALETTE)], source) for i, source in enumerate(facts.sources))


def _colour(field: str, legend: Legend) -> alt.Color:
    colours, meanings = zip(*legend, strict=True)
    return alt.Color(f"{field}:N", scale=alt.Scale(domain=meanings, range=colours), legend=None)


def _names_axis() -> alt.Axis:
    return alt.Axis(ticks=False, domain=False, labelColor="var(--ink)", labelLimit=150)


def _tooltip(*fields: str) -> list[alt.Tooltip]:
    return [alt.Tooltip(field=name, type="nominal", title=name) for name in fields]


def _spec(chart: alt.Chart, height: int) -> Spec:
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    spec: Spec = chart.properties(width="container", height=height, autosize=fit).to_dict()
    return {key: value for key, value in spec.items() if key not in ("config", "$schema")}
