"""The files for maintainers agree with the program: hooks, templates of issues, the list of make targets."""

from __future__ import annotations

import re
import shlex

import pytest
import yaml
from doc_pages import ROOT

from crawler.cli.main import COMMANDS

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TEMPLATES = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[!c]*.yml"))


def recipe(target: str) -> list[str]:
    """Returns the commands of a target, with ``.venv/bin`` as the shell sees it."""
    text = re.search(rf"^{target}:[^\n]*\n((?:\t[^\n]*\n)+)", MAKEFILE, re.M)[1]
    lines = text.replace("$(BIN)", ".venv/bin").splitlines()
    return [command.strip() for line in lines for command in line.split("&&")]


def test_the_hooks_are_the_linters_of_make_test():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    (repo,) = config["repos"]
    assert repo["repo"] == "local"
    assert all(hook["language"] == "system" and not hook["pass_filenames"] for hook in repo["hooks"])
    linters = [command for command in recipe("test") if "pytest" not in command]
    assert [hook["entry"] for hook in repo["hooks"]] == linters


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_is_a_form_that_github_accepts(path):
    form = yaml.safe_load(path.read_text("utf-8"))
    assert form["name"]
    assert form["description"]
    identifiers = [part["id"] for part in form["body"]]
    assert len(set(identifiers)) == len(identifiers)
    for part in form["body"]:
        assert part["type"] in {"input", "textarea", "dropdown", "checkboxes"}
        assert part["attributes"]["label"]
        if part["type"] == "checkboxes":
            assert all(option["label"] for option in part["attributes"]["options"])


def test_the_templates_name_commands_that_exist():
    assert len(TEMPLATES) == 3
    for path in TEMPLATES:
        for span in re.findall(r"`([^`]+)`", path.read_text("utf-8")):
            words = shlex.split(span)
            if words[0] == "bogor-news":
                assert words[1] == "--version" or words[1] in COMMANDS


def test_make_help_names_every_target():
    targets = set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.M)[1].split()) - {"help", "lock"}
    assert set(re.findall(r"@echo \"make (\w+)", MAKEFILE)) == targets
