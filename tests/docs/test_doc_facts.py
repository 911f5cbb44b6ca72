"""Everything that the documentation names exists: links, commands, options, modules, files, exit codes, rows."""

from __future__ import annotations

import argparse
import ast
import re
import shlex
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

import pyarrow.dataset as ds
import pytest
from doc_pages import FOLLOWED, IDS, PAGES, ROOT, anchors, blocks, spans, without_blocks

from crawler.cli.main import COMMANDS, build_parser
from crawler.exits import Exit
from pipelines.corpus.gates import SourceFacts, judge
from pipelines.schema import NAMES

EACH = pytest.mark.parametrize("page", PAGES, ids=IDS)
OUR_FOLDERS = ("benchmarks/", "crawler/", "deploy/", "docs/", "pipelines/", "tests/")
ENDS = {";", "|", "&&", "||", "&"}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def parsers() -> dict[str, argparse.ArgumentParser]:
    (commands,) = [a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction)]
    return commands.choices


def shell_commands(page: Path) -> list[list[str]]:
    """Returns the simple commands of the page's shell blocks, also of those that are not run."""
    lines = [
        line
        for block in blocks(page, "sh", "bash", "shell", "")
        for line in block.text.replace("\\\n", " ").splitlines()
    ]
    return [
        list(words)
        for line in lines
        for ends, words in groupby(shell_words(line), ENDS.__contains__)
        if not ends
    ]


def shell_words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="();<>|&")
    lexer.whitespace_split = True
    return list(lexer)


def named_commands(page: Path) -> list[list[str]]:
    """Returns the words that follow ``bogor-news`` wherever the page names a command."""
    found = []
    for words in [*shell_commands(page), *(span.split() for span in spans(page))]:
        program, *arguments = words[3:] if words[:2] == ["sudo", "-u"] else words
        if program.split("/")[-1] == "bogor-news" and arguments:
            found.append(arguments)
        elif program in COMMANDS and arguments:
            found.append([program, *arguments])
    return found


@EACH
def test_links_lead_somewhere(page):
    for target in LINK.findall(without_blocks(page.read_text("utf-8"))):
        if re.match(r"https?://|mailto:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        assert file.is_relative_to(ROOT), target
        assert not anchor or anchor in anchors(file), target


@EACH
def test_commands_and_options_exist(page):
    known = parsers()
    for words in named_commands(page):
        options = {word.split("=")[0] for word in words if re.match(r"--\w", word)}
        if words[0].startswith("-"):
            assert options <= build_parser()._option_string_actions.keys(), words
        else:
            assert words[0] in known, words
            assert options <= known[words[0]]._option_string_actions.keys(), words


@EACH
def test_modules_targets_and_files_exist(page):
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for words in [*shell_commands(page), *(span.split() for span in spans(page))]:
        if "-m" in words[:-1] and words[0].split("/")[-1].startswith("python"):
            module = words[words.index("-m") + 1]
            assert find_spec(module), words
        if words[0] == "make" and len(words) > 1 and re.fullmatch(r"[a-z]+", words[1]):
            assert re.search(rf"^{words[1]}:", makefile, re.M), words
    for span in spans(page) if page.name not in FOLLOWED else ():
        if span.startswith(OUR_FOLDERS) and re.fullmatch(r"[\w./-]+", span) and "NAME" not in span:
            assert (ROOT / span).exists(), span
    for words in shell_commands(page):
        if words[0].split("/")[-1] == "pytest":
            for word in words[1:]:
                assert not word.startswith("tests/") or (ROOT / word).exists(), words


def test_questions_are_answered_by_a_file():
    text = (ROOT / "docs/how-it-works.md").read_text("utf-8")
    section = text.partition("## Questions and where the answer is\n")[2].partition("\n## ")[0]
    answers = re.findall(r"^\| [^|]+\? \| `([^`]+)` \| `(\w+)` \|$", section, re.M)
    assert len(answers) == 13
    for path, name in answers:
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        assert name in defined, path


@EACH
def test_a_block_that_is_not_run_says_why(page):
    text = page.read_text("utf-8")
    assert text.count("<!-- not run:") == len(re.findall(r"<!-- not run: [^>]{5,} -->\n+```", text))


def test_every_page_is_reached_from_the_readme():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        targets = LINK.findall(without_blocks(page.read_text("utf-8")))
        files = [(page.parent / target.split("#")[0]).resolve() for target in targets if "://" not in target]
        waiting += [file for file in files if file.exists()]
    assert set(PAGES) <= reached


def test_exit_codes():
    rows = re.findall(r"^\| (\d) \| ([^|]+) \| ([^|]+) \|$", (ROOT / "docs/run.md").read_text("utf-8"), re.M)
    assert [(int(code), meaning) for code, meaning, _ in rows] == [(int(c), c.meaning) for c in Exit]
    assert all(what_to_do.strip() for *_, what_to_do in rows)


def source_text() -> str:
    files = [*ROOT.glob("crawler/**/*.py"), *ROOT.glob("pipelines/**/*.py"), ROOT / "Makefile"]
    return "\n".join(file.read_text("utf-8") for file in files)


@pytest.mark.parametrize(("heading", "at_least"), [("Gates", 6), ("Messages and what to do", 8)])
def test_quoted_messages_are_the_programs(heading, at_least):
    text = (ROOT / "docs/run.md").read_text("utf-8")
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    quoted = re.findall(r"^\| `([^`]+)` \|", section, re.M)
    assert len(quoted) >= at_least
    source = source_text()
    assert [message for message in quoted if message not in source] == []


def test_every_gate_is_explained():
    """A source on which every gate closes gives each of the quoted reasons, and no other."""
    fields = ("title", "published_date", "body")
    worst = dict.fromkeys(SourceFacts._fields, 100) | {
        "offered": 0,
        "read": 20,
        "usual_change": 0.0,
        "usual_missing": 0.0,
        "coverage": dict.fromkeys(fields, 0.0),
        "usual_coverage": dict.fromkeys(fields, 1.0),
    }
    text = (ROOT / "docs/run.md").read_text("utf-8")
    section = text.partition("## Gates\n")[2].partition("\n## ")[0]
    quoted = re.findall(r"^\| `([^`]+)` \|", section, re.M)
    explained = [[phrase for phrase in quoted if phrase in reason] for reason in judge(SourceFacts(**worst))]
    assert all(len(phrases) == 1 for phrases in explained), explained
    assert {phrase for (phrase,) in explained} == set(quoted)


def test_the_rows_of_the_readme(demo_data):
    text = (ROOT / "README.md").read_text("utf-8")
    assert f"[{len(NAMES)} columns]" in text
    lines = re.findall(r"^\| (\w+:\d+) \| (.+) \|$", text, re.M)
    assert len(lines) == 3
    columns = ["article_id", "published_date", "event_date", "title", "word_count", "tags"]
    stored = {
        row["article_id"]: row for row in ds.dataset(demo_data / "articles").to_table(columns).to_pylist()
    }
    for article_id, cells in lines:
        row = stored[article_id]
        values = [row[name] for name in columns[1:-1]]
        expected = ["" if value is None else str(value) for value in values]
        assert cells.split(" | ") == [*expected, ", ".join(row["tags"])]
