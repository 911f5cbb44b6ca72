"""Changes the program at random, one place at a time, and lists the changes that no test notices.

``make mutants`` runs it; ``make mutants MUTANTS="--number 20 --only pipelines/dates"`` gives it options: ``--number``
says how many places are changed, ``--seed`` which ones, and ``--only`` in which folder. The checkout itself stays as it
is: a copy is changed.

First the whole fast suite runs once, and coverage notes which tests reach which line. A change is then tried with those
tests of its folder that reach its line, then with all tests of its folder, since some start programs of their own, and
at last with the other tests that reach its line. It survives if none of them notices it.

Numbers that only say how much is kept or read at once (``UNSEEN``) are left out: no test can see another one. Changes
after which the program does the same are listed in ``same_mutants.tsv``, each with the reason; they do not count. The
list is read at the end, so that a survivor that is looked at while the run goes on can still be added.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shlex
import shutil
import subprocess
import tempfile
import time
from itertools import compress
from operator import not_
from pathlib import Path

from cosmic_ray.commands.init import init
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome

ROOT = Path(__file__).resolve().parents[1]
# Each folder with the tests that must notice a change in it. Of other tests only those of whole runs would, which take
# minutes.
TESTS = {
    "pipelines/archive": "tests/archive tests/faults/test_04_cut_short.py tests/faults/test_06_too_much.py",
    "pipelines/corpus": "tests/corpus tests/ingest tests/nights tests/maintenance tests/faults/test_09_gates.py",
    "pipelines/dates": "tests/dates",
    "pipelines/ingest": "tests/ingest tests/nights tests/corpus tests/webarchives_crawl",
    "pipelines/pages": "tests/pages",
    "pipelines/snapshot": "tests/snapshot tests/readers tests/corpus",
    "crawler/middlewares": "tests/faults",
    "crawler/spiders": "tests/nights tests/sites tests/commands tests/faults tests/webarchives_crawl",
}
# Sizes of caches, and of the pieces in which data is read, worked on or written: they change the time, and never
# what comes out.
UNSEEN = re.compile(
    r"lru_cache\(maxsize=|^(?:_(?:BLOCK|PIECE|CHUNK|BATCH|BATCH_BYTES)|ROW_GROUP_CHARACTERS): Final = \d"
)
SAME = ROOT / "tests" / "same_mutants.tsv"  # file, the changed line, why it is the same
ALL = "tests/docs/test_limits.py"  # the values that the documentation promises, of every folder
LONGEST = 900  # seconds; a change that makes a loop endless is noticed by then
FEW = 40  # tests that one process runs sooner than two have started
PYTEST = f"{ROOT}/.venv/bin/pytest -x -q -p no:cacheprovider -m 'not soak'"
# Tests by their functions: pytest does not find every name of one with parameters.
NAMES = """
import coverage, sys
data = coverage.CoverageData()
data.read()
name = lambda context: context.partition("|")[0].partition("[")[0]
"""
REACHED = (
    NAMES
    + """
[measured] = [name for name in data.measured_files() if name.endswith("/" + sys.argv[1])] or [""]
reached = data.contexts_by_lineno(measured) if measured else {}
lines = range(int(sys.argv[2]), int(sys.argv[3]) + 1)
print("\\n".join(sorted({name(test) for line in lines for test in reached.get(line, []) if test})))
"""
)
EVERY = NAMES + 'print("\\n".join(sorted({name(test) for test in data.measured_contexts() if test})))'


def main() -> None:
    """Prints every change that survived, and the score."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=60, help="how many places are changed (default: 60)")
    parser.add_argument("--seed", type=int, default=1, help="another number gives other places (default: 1)")
    parser.add_argument("--only", choices=TESTS, help="change only this folder")
    options = parser.parse_args()
    folders = [options.only] if options.only else list(TESTS)
    with tempfile.TemporaryDirectory() as copy:
        make_copy(Path(copy))
        os.chdir(copy)
        os.environ.update(PYTHONPATH=copy, PYTHONDONTWRITEBYTECODE="1")
        note_what_tests_reach()
        chosen = random.Random(options.seed).sample(places(folders), options.number)
        survived = [change for number, place in enumerate(chosen, 1) if (change := survivor(place, number))]
    why = same()
    different = [change for change in survived if change not in why]
    counted = options.number - len(survived) + len(different)
    noticed = options.number - len(survived)
    for path, line in survived:
        print(f"{path}: {line}\n  {why.get((path, line), 'SURVIVED')}")
    print(
        f"{noticed} of {counted} changes were noticed ({noticed / counted:.0%}), seed {options.seed};"
        f" {options.number - counted} others change nothing"
    )


def note_what_tests_reach() -> None:
    """Runs the fast suite once, and leaves in ``.coverage`` which test reached which line."""
    measured = "--cov=pipelines --cov=crawler --cov-context=test --cov-report="
    command = shlex.split(f"{PYTEST} -n 2 {measured}")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the tests fail without any change:\n{done.stdout[-3000:]}")
    # pytest refuses the whole list when it cannot find one test of it, which would look like a change noticed.
    Path("likely.txt").write_text(asked(EVERY), "utf-8")
    found = shlex.split(f"{PYTEST} --collect-only @likely.txt")
    done = subprocess.run(found, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"measured tests are not found by name:\n{done.stderr[-3000:]}")


def asked(program: str, *arguments: object) -> str:
    """Returns what a program prints that reads the coverage with the project's Python."""
    command = [f"{ROOT}/.venv/bin/python", "-c", program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def make_copy(to: Path) -> None:
    """Copies what git knows of the checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)


def tests_of(place: MutationSpec) -> list[str]:
    """Returns the commands that may notice a change in this place, the likely ones first."""
    folder = next(folder for folder in TESTS if str(place.module_path).startswith(folder))
    reaching = asked(REACHED, place.module_path, place.start_pos[0], place.end_pos[0]).split()
    is_own = [test.startswith(tuple(TESTS[folder].split())) for test in reaching]
    likely, others = [[*compress(reaching, is_wanted)] for is_wanted in (is_own, map(not_, is_own))]
    commands = [f"{PYTEST} -n 2 {TESTS[folder]} {ALL}"]
    if likely:
        commands.insert(0, of_tests("likely.txt", [*likely, ALL]))
    return [*commands, of_tests("others.txt", others)] if others else commands


def of_tests(name: str, tests: list[str]) -> str:
    """Returns the command that runs these tests, which a file lists."""
    Path(name).write_text("\n".join(tests), "utf-8")
    return f"{PYTEST} -n {0 if len(tests) < FEW else 2} @{name}"


def places(folders: list[str]) -> list[MutationSpec]:
    """Returns every change that can be made in these folders and seen; an annotation is never run."""
    modules = [path for folder in folders for path in sorted(Path(folder).rglob("*.py"))]
    texts = {str(path): path.read_text("utf-8") for path in modules}
    annotated = {path: annotations(text) for path, text in texts.items()}
    unseen = {
        (path, number)
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if UNSEEN.search(line)
    }
    with use_db("places.sqlite", WorkDB.Mode.create) as database:
        init(modules, database, {})
        every = [mutation for item in database.work_items for mutation in item.mutations]
    return [
        place
        for place in every
        if (str(place.module_path), place.start_pos[0]) not in unseen
        and not any(start <= place.start_pos < end for start, end in annotated[str(place.module_path)])
    ]


def annotations(text: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Returns where the annotations of a module begin and end, as line and column."""
    found: list[ast.expr | None] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.arg | ast.AnnAssign):
            found.append(node.annotation)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(node.returns)
    return [
        ((node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0))
        for node in found
        if node
    ]


def survivor(place: MutationSpec, number: int) -> tuple[str, str] | None:
    """Makes one change, runs the tests, and takes it back; returns its file and line if no test notices it."""
    began = time.monotonic()
    diff = ""
    for command in tests_of(place):
        done = mutate_and_test([place], command, LONGEST)
        if done.test_outcome is not TestOutcome.SURVIVED:
            break
    else:
        diff = done.diff or "+ (no line differs)"
    result = f"survived\n{diff}" if diff else "noticed"
    where = f"{place.module_path}:{place.start_pos[0]}"
    print(f"{number}: {where}, {time.monotonic() - began:.0f} s, {result}", flush=True)
    return (str(place.module_path), changed_line(diff)) if diff else None


def same() -> dict[tuple[str, str], str]:
    """Returns why a change does nothing, by its file and the line as it is after the change."""
    rows = (line.split("\t") for line in SAME.read_text("utf-8").splitlines())
    return {(path, changed): why for path, changed, why in rows}


def changed_line(diff: str) -> str:
    """Returns the line as it is after the change, without its indent."""
    added = (
        line[1:].strip() for line in diff.splitlines() if line.startswith("+") and not line.startswith("+++")
    )
    return next(added, "")


if __name__ == "__main__":
    main()
