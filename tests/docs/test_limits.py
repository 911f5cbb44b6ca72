"""docs/limits.md agrees with the program: every environment variable, and the value of every limit."""

from __future__ import annotations

import datetime as dt
import re
from importlib import import_module

import pytest
from doc_pages import ROOT

TEXT = (ROOT / "docs/limits.md").read_text("utf-8")
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| `([^`]+)\.py` \| `(\w+)` \|$", TEXT, re.M)
UNITS = {
    "": 1, "s": 1, "minutes": 60, "hours": 3600, "day": 86400, "days": 86400, "kB": 1024, "MB": 1024 * 1024,
}  # fmt: skip


def in_units(limit: str) -> float:
    """Returns a limit of the table in seconds, bytes or pieces."""
    number, _, unit = limit.partition(" ")
    return float(number.replace(",", "")) * UNITS[unit]


def test_the_table_is_read():
    section = TEXT.partition("## Limits\n")[2]
    assert len(ROWS) == section.count("\n| ") - 1


@pytest.mark.parametrize(("limit", "file", "name"), [row[1:] for row in ROWS], ids=[row[3] for row in ROWS])
def test_a_limit_is_that_of_the_program(limit, file, name):
    value = getattr(import_module(file.replace("/", ".")), name)
    if isinstance(value, dt.timedelta):
        value = value.total_seconds()
    assert in_units(limit) == value


def test_every_environment_variable_is_listed():
    sources = [*ROOT.glob("crawler/**/*.py"), *ROOT.glob("pipelines/**/*.py")]
    read = {
        name
        for source in sources
        for name in re.findall(r"(?:environ(?:\.get\(|\[)|getenv\()\s*\"(\w+)\"", source.read_text("utf-8"))
    }
    assert read
    assert read == set(re.findall(r"^\| `(BOGOR_\w+)` \|", TEXT, re.M))
