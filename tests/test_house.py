"""The rules of the source tree: unique names, short files and functions, SQL in one folder."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PRODUCT = sorted(path for folder in ("crawler", "pipelines") for path in (ROOT / folder).rglob("*.py"))
MOST_LINES, LONGEST_FUNCTION, MOST_AT_THE_ROOT = 300, 60, 9
STATEMENTS = {"execute", "executemany", "executescript"}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield node.name, node.end_lineno - node.lineno + 1


def test_the_product_is_found():
    assert len(PRODUCT) > 100


def test_no_two_files_of_pipelines_share_a_name():
    names = Counter(
        path.name
        for path in PRODUCT
        if path.is_relative_to(ROOT / "pipelines")
        and path.name != "__init__.py"
        and path.parent.name != "sites"
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_few_files_stand_at_the_root_of_pipelines():
    assert len(list((ROOT / "pipelines").glob("*.py"))) <= MOST_AT_THE_ROOT


@pytest.mark.parametrize("path", PRODUCT, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_are_short(path: Path):
    assert path.read_text("utf-8").count("\n") <= MOST_LINES
    assert [found for found in functions(path) if found[1] > LONGEST_FUNCTION] == []


def test_every_statement_of_sql_stands_in_corpus():
    calls = Counter(
        str(path.relative_to(ROOT).parent)
        for path in PRODUCT
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in STATEMENTS
    )
    assert set(calls) == {"pipelines/corpus"}
