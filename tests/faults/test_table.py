"""The table in the docs names every test of this directory, and only tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HOME = Path(__file__).parents[2]
LINES = range(1, 36)
ROW = re.compile(r"\| (\d+) \|.*\|.*\| (.+) \|")
CELL = re.compile(r"`(tests/[\w/]+\.py)`: ((?:`\w+`(?:, )?)+)")


def named() -> dict[int, set[str]]:
    """The tests that the table names, by line."""
    rows = ROW.findall((HOME / "docs" / "reliability.md").read_text())
    return {
        int(number): {
            f"{path}::{name}" for path, names in CELL.findall(cell) for name in re.findall(r"`(\w+)`", names)
        }
        for number, cell in rows
    }


def functions_of(path: str) -> set[str]:
    tree = ast.parse((HOME / path).read_text())
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {f"{path}::{node.name}" for node in functions if node.name.startswith("test_")}


def test_every_line_has_tests_that_exist() -> None:
    table = named()
    assert table.keys() >= set(LINES)
    for number, tests in table.items():
        assert tests, number
        for test in tests:
            assert test in functions_of(test.partition("::")[0]), test


def test_every_test_of_a_line_is_in_its_row() -> None:
    table = named()
    for path in sorted(Path(__file__).parent.glob("test_[0-9]*.py")):
        for test in functions_of(str(path.relative_to(HOME))):
            number = re.search(r"::test_line_(\d+)_", test)
            assert number, f"{test} is named after no line"
            assert test in table[int(number[1])], test
