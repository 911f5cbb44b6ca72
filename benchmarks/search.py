"""How long people wait: ``search`` without an index, ``export``, and the report, on 20,000 and 500,000 articles."""

from __future__ import annotations

import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.filling import busy_row, fill
from benchmarks.parquet import ROWS_A_YEAR, VOCABULARY, YEARS, corpus
from benchmarks.spent import Spent, spent
from pipelines.corpus.database import open_writer

PROGRAM = Path(sys.executable).with_name("bogor-news")
COMMON, RARE = VOCABULARY[3], VOCABULARY[-1]
# What one would write without the command.
BY_HAND = """
import re, sys, pandas
rows = pandas.read_parquet(sys.argv[1], columns=["article_id", "published_date", "title", "body"])
found = rows["title"].str.contains(sys.argv[2], flags=re.I) | rows["body"].str.contains(sys.argv[2], flags=re.I)
rows[found].sort_values("published_date", ascending=False).head(20).to_csv(sys.stdout)
"""


def run() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as scratch:
        one, many = Path(scratch) / "one", Path(scratch) / "many"
        corpus(one, 1)
        corpus(many, 25)
        rows = [
            _against_pandas(one, COMMON, "20,000 articles, a common word", "< 1 s"),
            _against_pandas(one, RARE, "20,000 articles, a word that no article has", "< 1 s"),
            _row(
                "search, 500,000 articles, a word that no article has", _search(many, RARE), "s", aim="≤ 10 s"
            ),
            _row(
                "search, 500,000 articles, three words",
                _search(many, COMMON, RARE, "taman"),
                "s",
                aim="≤ 10 s",
            ),
        ]
        seconds = _command("export", "--to", Path(scratch) / "all.csv", "--data", one).seconds
        rows.append(_row("export to CSV, 20,000 articles", seconds, "s"))
        return rows + _report(Path(scratch))


def _against_pandas(data: Path, word: str, what: str, aim: str) -> dict[str, Any]:
    seconds = _search(data, word)
    by_hand = spent(sys.executable, "-c", BY_HAND, str(data / "articles"), rf"\b{word}\b").seconds
    return _row(f"search, {what}", seconds, "s", "pandas str.contains", seconds / by_hand, aim)


def _search(data: Path, *words: str) -> float:
    return min(_command("search", *words, "--data", data).seconds for _ in range(3))


def _report(scratch: Path) -> list[dict[str, Any]]:
    (scratch / "filled").mkdir()
    with closing(open_writer(scratch / "filled")) as connection:
        connection.execute("BEGIN")
        fill(connection, [busy_row(year, number) for year in YEARS for number in range(ROWS_A_YEAR)])
        connection.execute("COMMIT")
    taken = _command("report", "--data", scratch / "filled")
    page, texts = (scratch / "filled" / name for name in ("report.html", "report-texts.js"))
    return [
        _row("report, 20,000 articles", taken.seconds, "s"),
        _row("report, 20,000 articles, peak memory", taken.peak, "MB", aim="< 500 MB at 500,000"),
        _row("report, 20,000 articles, the page", page.stat().st_size / 1e6, "MB", aim="< 5 MB"),
        _row("report, 20,000 articles, the texts beside it", texts.stat().st_size / 1e6, "MB"),
    ]


def _command(*arguments: str | Path) -> Spent:
    return spent(PROGRAM, *arguments)


def _row(
    name: str, value: float, unit: str, compared_with: str = "", ratio: float | None = None, aim: str = ""
) -> dict[str, Any]:
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "compared_with": compared_with,
        "ratio": ratio,
        "aim": aim,
    }
