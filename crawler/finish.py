"""The end of a run: gates, publication, exit code, and one line that says how it went."""

from __future__ import annotations

from collections import defaultdict
from typing import Final, NamedTuple

from crawler.crawl_run import CrawlRun, SourceReport, State
from crawler.exits import Exit
from pipelines.ingest import SourceResult

OUTCOMES: Final = (
    "new",
    "edited",
    "back",
    "gone",
    "unlisted",
    "updated",
    "missing",
    "same",
    "failed",
    "damaged",
    "quarantined",
)

_ADVICE: Final[dict[State, str]] = {
    "ok": "",
    "empty": "",
    "unreachable": "; check the network, or try again later",
    "refused": "; its operators can say why",
}


class Figures(NamedTuple):
    """What a run did: findings by source and outcome, requests, bytes of bodies as sent, bytes of Parquet written."""

    counts: dict[str, dict[str, int]]
    requests: int
    bytes_received: int
    bytes_written: int


class Summary(NamedTuple):
    """How a run ended; each of ``problems`` is a line that says what to look at."""

    code: Exit
    line: str
    problems: list[str]
    figures: Figures


def finish(run: CrawlRun) -> Summary:
    """Returns the summary of a run, after it settled every source, published what passed, and recorded the run."""
    ingest = run.ingest
    settled = _settle(run) if run.options.origin == "live" else {}
    ingest.publish()
    code = _exit_code(run, settled)
    problems = _problems(run, settled)
    ingest.end(code, "; ".join(problems) or None)
    counts = {name: {outcome: ingest.counts[name][outcome] for outcome in OUTCOMES} for name in run.reports}
    figures = Figures(counts, run.requests, run.bytes_received, ingest.bytes_written)
    line = _line(code, figures) + _hidden(run)
    return Summary(code, line, problems, figures)


def _settle(run: CrawlRun) -> dict[str, SourceResult]:
    """Returns the gates' decision on each source. Only the live site is judged: archives say nothing about it."""
    ingest = run.ingest
    settled = {
        name: ingest.settle(name, offered=report.offered, accept=run.options.accept)
        for name, report in run.reports.items()
    }
    for name, report in run.reports.items():
        state = "held" if settled[name].held else report.state
        detail = "; ".join(settled[name].held) or report.trouble
        ingest.sources.note_state(name, state, detail, ingest.clock())
    return settled


def _exit_code(run: CrawlRun, settled: dict[str, SourceResult]) -> Exit:
    if run.error:
        return Exit.FAILED
    if run.cut_short:
        return Exit.CUT_SHORT
    if any(result.held for result in settled.values()):
        return Exit.HELD
    if not any(report.state == "ok" for report in run.reports.values()):
        return Exit.UNREACHABLE
    return Exit.OK


def _line(code: Exit, figures: Figures) -> str:
    total = {outcome: sum(counts[outcome] for counts in figures.counts.values()) for outcome in OUTCOMES}
    found = ", ".join(f"{count} {outcome}" for outcome, count in total.items() if count) or "nothing new"
    return (
        f"{code.name.lower()}: {found}; {figures.requests} request{'' if figures.requests == 1 else 's'},"
        f" {figures.bytes_written / 1e6:.1f} MB of Parquet written"
    )


def _problems(run: CrawlRun, settled: dict[str, SourceResult]) -> list[str]:
    lines = [line for line in (run.error, run.cut_short) if line]
    for name, report in run.reports.items():
        if name in settled:
            lines += [f"{name} is held back: {reason}" for reason in settled[name].held]
        if report.state == "ok" and report.unread:
            lines.append(f"{name}: {report.unread}; the next run goes on there")
        lines += _failing(run, name)
    lines += _states(run)
    if any(result.held for result in settled.values()):
        lines.append(
            f"after a look, `bogor-news crawl --accept --data {run.options.data}` publishes what was held back"
        )
    return lines


def _states(run: CrawlRun) -> list[str]:
    """Returns a line for each reason why sources could not be crawled; sources with the same reason share it."""
    sources: defaultdict[tuple[State, str], list[str]] = defaultdict(list)
    for name, report in run.reports.items():
        if report.state != "ok" and not run.ingest.sources.is_dead(name, run.ingest.clock()):
            sources[report.state, report.trouble or _why(report)].append(name)
    return [
        f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} {state}: {why}{_advice(state, why)}"
        for (state, why), names in sources.items()
    ]


def _advice(state: State, why: str) -> str:
    return "" if "--insecure" in why else _ADVICE[state]


def _hidden(run: CrawlRun) -> str:
    hidden = sum(report.hidden for report in run.reports.values())
    return f"; a listing counts {plural(hidden, 'article')} that it does not show" if hidden else ""


def _failing(run: CrawlRun, name: str) -> list[str]:
    count, since = run.ingest.queue.failing_totals(name)
    if not count or since is None:
        return []
    verb = "fails" if count == 1 else "fail"
    return [
        f"{name}: {plural(count, 'page')} {verb}, the first since {since:%Y-%m-%d}: `bogor-news status` says more"
    ]


def plural(count: int, noun: str) -> str:
    """Returns a count with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _why(report: SourceReport) -> str:
    return "no article was found there" if report.state == "empty" else "no answer"
