"""The contents of the report, counted from the rows and runs of the corpus. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

import attrs

from pipelines.corpus.failed_pages import FailedPage
from pipelines.corpus.history import moment
from pipelines.corpus.run_log import RunRecord
from pipelines.queries.article_changes import Change, compare, found_at, kind_of
from pipelines.report.newest import Newest
from pipelines.schema import COLUMNS, Row

WIB: Final = dt.timezone(dt.timedelta(hours=7), "WIB")
NO_DATE: Final = "no date"
LENGTH_STEP: Final = 50  # words
LONGEST: Final = 1000  # words; longer texts share the last bar
TAGS: Final = 40
GAPS: Final = 5
CHANGES: Final = 30
VANISHED: Final = 100
SOME: Final = 20  # of a list, before it is folded or ends
FAILURES: Final = 30
RUNS: Final = 60
LATELY: Final = dt.timedelta(days=30)
# A page with more articles to search is slow to open, so only the newest are searched.
SEARCHED: Final = 20_000

# The columns that a page can leave empty. The three left out describe the extraction, not the article.
FIELDS: Final = tuple(
    c.name
    for c in COLUMNS
    if c.nullable and c.origin == "page" and c.name not in ("quality", "extractor_version", "content_hash")
)

Record = dict[str, Any]


@attrs.frozen
class Article:
    """A current row, as far as the page shows it."""

    article_id: str
    day: dt.date | None
    title: str | None
    url: str
    source: str
    status: str
    tags: tuple[str, ...]
    body: str

    @classmethod
    def of(cls, row: Row) -> Article:
        """Returns the article of a row."""
        names = ("article_id", "title", "url", "source", "status")
        kept = {name: row[name] for name in names}
        return cls(**kept, day=row["published_date"], tags=tuple(row["tags"] or ()), body=row["body"] or "")


@attrs.define
class ReportData:
    """Everything that the report shows. Days and months are those of publication, in WIB.

    The records are the rows of a chart: ``months`` {month, source, articles}; ``coverage`` {period, field,
    share, articles}, where the share is that of the articles with the field; ``origins`` {source, origin,
    articles}; ``lengths`` {words, source, articles}, where words is the lower bound; ``changes`` {month,
    change, articles}. ``overall`` is the coverage of all periods together. ``lately`` counts the changes of the
    last 30 days by kind. ``recent`` are the newest changes of articles that were there, ``vanished`` articles
    with the moment at which they were missed; both newest first, as are ``searched``, the newest articles.
    """

    now: dt.datetime
    forgotten: int = 0
    status: Counter[str] = attrs.Factory(Counter)
    revisions: int = 0
    sources: list[str] = attrs.Factory(list)
    months: list[Record] = attrs.Factory(list)
    days: dict[dt.date, int] = attrs.Factory(dict)
    gaps: list[tuple[dt.date, dt.date]] = attrs.Factory(list)
    coverage: list[Record] = attrs.Factory(list)
    overall: dict[str, float] = attrs.Factory(dict)
    origins: list[Record] = attrs.Factory(list)
    lengths: list[Record] = attrs.Factory(list)
    tags: list[tuple[str, int]] = attrs.Factory(list)
    changes: list[Record] = attrs.Factory(list)
    lately: dict[str, int] = attrs.Factory(dict)
    recent: list[Change] = attrs.Factory(list)
    vanished: list[tuple[dt.datetime, Article]] = attrs.Factory(list)
    searched: list[Article] = attrs.Factory(list)
    failures: Sequence[FailedPage] = ()
    failed: int = 0
    runs: list[Record] = attrs.Factory(list)

    @property
    def articles(self) -> int:
        """Returns how many articles there are, vanished ones included."""
        return self.status.total()

    @property
    def undated(self) -> int:
        """Returns how many articles have no day of publication."""
        return self.articles - sum(self.days.values())


class _Counts:
    """The sums that one pass over the rows adds up."""

    def __init__(self, now: dt.datetime) -> None:
        self.since = now - LATELY
        self.status: Counter[str] = Counter()
        self.revisions = 0
        self.months: Counter[tuple[str, str]] = Counter()
        self.days: Counter[dt.date] = Counter()
        self.quarters: Counter[str] = Counter()
        self.covered: Counter[tuple[str, str]] = Counter()
        self.anywhere: Counter[str] = Counter()
        self.origins: Counter[tuple[str, str]] = Counter()
        self.lengths: Counter[tuple[int, str]] = Counter()
        self.tags: Counter[str] = Counter()
        self.changes: Counter[tuple[str, str]] = Counter()
        self.lately: Counter[str] = Counter()
        self.recent: Newest[tuple[Row, Row]] = Newest(CHANGES)
        self.vanished: Newest[tuple[dt.datetime, Article]] = Newest(VANISHED)
        self.searched: Newest[Article] = Newest(SEARCHED)

    def add_version(self, before: Row | None, row: Row) -> None:
        """Counts a version by what it changed of the version before, None for the first one."""
        self.revisions += 1
        kind, at = kind_of(before, row), found_at(before, row)
        if at >= self.since:
            self.lately[kind] += 1
        if before is not None:
            self.changes[_month(at.astimezone(WIB).date()), kind] += 1
            self.recent.add((at, row["article_id"], row["revision"]), (before, row))

    def add_article(self, row: Row) -> None:
        """Counts a current row."""
        source, day = row["source"], row["published_date"]
        self.status[row["status"]] += 1
        self.origins[source, row["date_source"] or NO_DATE] += 1
        words = min(row["word_count"], LONGEST) // LENGTH_STEP * LENGTH_STEP
        self.lengths[words, source] += 1
        self.tags.update(set(row["tags"] or ()))
        present = [name for name in FIELDS if row[name] not in (None, [])]
        self.anywhere.update(present)
        if day is not None:
            self.days[day] += 1
            self.months[_month(day), source] += 1
            self.quarters[_quarter(day)] += 1
            self.covered.update((_quarter(day), name) for name in present)
        article = Article.of(row)
        self.searched.add((day or dt.date.min, row["post_id"] or 0, row["article_id"]), article)
        if row["status"] != "live":
            self.vanished.add((moment(row), row["article_id"]), (moment(row), article))


def gather(
    rows: Iterable[Row],
    runs: Sequence[RunRecord] = (),
    failures: Sequence[FailedPage] = (),
    *,
    now: dt.datetime,
    forgotten: int = 0,
    failed: int = 0,
) -> ReportData:
    """Returns the contents of the report.

    ``rows`` are all revisions, those of one article together and oldest first; ``runs`` and ``failures`` are
    newest first, and left out for a page that others read. ``failed`` is the number of failures in all.
    """
    counts = _Counts(now)
    last: Row | None = None
    for row in rows:
        same = last is not None and last["article_id"] == row["article_id"]
        if last is not None and not same:
            counts.add_article(last)
        counts.add_version(last if same else None, row)
        last = row
    if last is not None:
        counts.add_article(last)
    data = _data(counts, now)
    data.runs = [_run(record) for record in runs[:RUNS]]
    data.failures, data.failed, data.forgotten = failures[:FAILURES], max(failed, len(failures)), forgotten
    return data


def _data(counts: _Counts, now: dt.datetime) -> ReportData:
    articles = counts.status.total()
    return ReportData(
        now=now,
        status=counts.status,
        revisions=counts.revisions,
        sources=sorted({source for _, source in counts.lengths}),
        months=_records(counts.months, "month", "source"),
        days=dict(sorted(counts.days.items())),
        gaps=longest_gaps(sorted(counts.days)),
        coverage=list(_coverage(counts)),
        overall={name: counts.anywhere[name] / articles for name in FIELDS if articles},
        origins=_records(counts.origins, "source", "origin"),
        lengths=_records(counts.lengths, "words", "source"),
        tags=sorted(counts.tags.items(), key=lambda item: (-item[1], item[0]))[:TAGS],
        changes=_records(counts.changes, "month", "change"),
        lately=dict(counts.lately),
        recent=[compare(before, row) for before, row in counts.recent.items()],
        vanished=counts.vanished.items(),
        searched=counts.searched.items(),
    )


def longest_gaps(days: Sequence[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """Returns the longest gaps of two days or more without an article, as (first, last) empty day, longest first."""
    one = dt.timedelta(days=1)
    gaps = [(a + one, b - one) for a, b in pairwise(days) if (b - a).days > 2]
    return sorted(gaps, key=lambda gap: (gap[0] - gap[1], gap[0]))[:GAPS]


def quarters(first: str, last: str) -> list[str]:
    """Returns every quarter from the first to the last, such as ``2024 Q3``."""

    def number(text: str) -> int:
        year, _, quarter = text.partition(" Q")
        return int(year) * 4 + int(quarter) - 1

    return [f"{n // 4} Q{n % 4 + 1}" for n in range(number(first), number(last) + 1)]


def _coverage(counts: _Counts) -> Iterator[Record]:
    for period, articles in sorted(counts.quarters.items()):
        for name in FIELDS:
            share = counts.covered[period, name] / articles
            yield {"period": period, "field": name, "share": round(share, 4), "articles": articles}


def _records(counter: Counter[Any], first: str, second: str) -> list[Record]:
    return [{first: a, second: b, "articles": n} for (a, b), n in sorted(counter.items())]


def _run(record: RunRecord) -> Record:
    totals: Counter[str] = Counter()
    for found in record.counts.values():
        totals.update({name: n for name, n in found.items() if isinstance(n, int)})
    ended = record.ended_at
    return {
        "run": record.run_id,
        "command": record.command,
        "started": record.started_at.astimezone(WIB),
        "seconds": round((ended - record.started_at).total_seconds(), 1) if ended else None,
        "exit_code": record.exit_code,
        "reason": record.reason,
        "found": {name: n for name, n in sorted(totals.items()) if n},
    }


def _month(day: dt.date) -> str:
    return f"{day:%Y-%m}"


def _quarter(day: dt.date) -> str:
    return f"{day.year} Q{(day.month + 2) // 3}"
