"""Dates: how many are read right and how fast, side by side with dateparser.

Run with ``python -m benchmarks.dates``. The texts are those of the test suite and, where they are at hand, the
shared examples; dateparser runs with the settings that serve it best on them.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from pipelines.dates import WIB, parse_date
from pipelines.dates.fallback import ask_dateparser

NOW = dt.datetime(2024, 9, 10, 12, tzinfo=WIB)
ROOT = Path(__file__).resolve().parents[1]
SETS = {
    "shared examples": ROOT.parent / "shared" / "dates" / "examples.tsv",
    "own texts": ROOT / "tests" / "dates" / "texts.tsv",
}
SINGLE = {
    "plain date": ("08 September 2024", 100),
    "line with weekday and time": ("Senin, 25 Maret 2024 | 10:05 WIB", 100),
    "relative date": ("2 jam yang lalu", 50),
    "no date": ("Berita Terkini", 50),
}
ROUNDS = 5

Parser = Callable[[str, dt.datetime], object]


def run() -> list[dict[str, object]]:
    """Returns a row a measurement: accuracy in per cent of texts, time in microseconds a text."""
    rows: list[dict[str, object]] = []
    for name, path in SETS.items():
        if path.exists():
            labelled = list(_labelled(path))
            ours, theirs = (_accuracy(parser, labelled) for parser in (parse_date, ask_dateparser))
            rows.append(_row(f"right days, {name}", ours, "%", theirs, ours / theirs, "≥ 99.5 %"))
            rows.append(_speed(f"mean of the {name}", [text for text, _ in labelled], 50))
    rows.extend(_speed(name, [text], aim) for name, (text, aim) in SINGLE.items())
    return rows


def _row(name: str, value: float, unit: str, theirs: float, ratio: float, aim: str) -> dict[str, object]:
    return {
        "name": f"dates: {name}",
        "value": round(value, 1),
        "unit": unit,
        "compared_with": f"dateparser {theirs:.1f} {unit}",
        "ratio": round(ratio, 2),
        "aim": aim,
    }


def _speed(name: str, texts: list[str], aim: int) -> dict[str, object]:
    """Returns how much longer dateparser takes; the two take turns, so that a busy machine slows both."""
    ours = theirs = float("inf")
    for _ in range(ROUNDS):
        ours = min(ours, _microseconds(parse_date, texts))
        theirs = min(theirs, _microseconds(ask_dateparser, texts))
    return _row(name, ours, "µs", theirs, theirs / ours, f"≥ {aim} times faster")


def _microseconds(parser: Parser, texts: list[str]) -> float:
    calls, start = 0, time.perf_counter()
    while (seconds := time.perf_counter() - start) < 0.2:
        for text in texts:
            parser(text, NOW)
        calls += len(texts)
    return seconds / calls * 1e6


def _accuracy(parser: Parser, labelled: Iterable[tuple[str, set[str]]]) -> float:
    right = [_day(parser(text, NOW)) in days for text, days in labelled]
    return 100 * sum(right) / len(right)


def _day(found: object) -> str:
    if found is None:
        return "REJECT"
    day = found if isinstance(found, dt.datetime) else found.date  # type: ignore[attr-defined]
    return str(day)[:10]


def _labelled(path: Path) -> Iterable[tuple[str, set[str]]]:
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        category, text, expected, *_ = line.split("\t")
        if category != "unreachable":
            plain = text.encode("raw_unicode_escape").decode("unicode_escape") if "\\" in text else text
            yield plain, {label[:10] for label in expected.split("|")}


if __name__ == "__main__":
    for row in run():
        print("{name:45} {value:>8} {unit:3} {compared_with:22} ratio {ratio:>7}  aim {aim}".format(**row))
