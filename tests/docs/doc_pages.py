"""The pages of the documentation: their blocks of code, what they name, and the targets of their links."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    page
    for page in (
        ROOT / "README.md",
        ROOT / "CHANGELOG.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "SECURITY.md",
        ROOT / "benchmarks/README.md",
        ROOT / "data/README.md",
        ROOT / "deploy/README.md",
        *sorted((ROOT / "docs").glob("*.md")),
    )
    if page.exists()
]
# Pages whose blocks change the program, each with the test that follows it.
FOLLOWED = {
    "adding-a-column.md": ROOT / "tests/docs/test_adding_a_column.py",
    "adding-a-layout.md": ROOT / "tests/pages/test_adding_a_layout.py",
}
IDS = [str(page.relative_to(ROOT)) for page in PAGES]

_BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.M | re.S)
_NOT_RUN = re.compile(r"<!-- not run: ([^>]+) -->\s*\Z")
_HEADING = re.compile(r"^#+ +(.+)$", re.M)


class Block(NamedTuple):
    """One block of code: ``expected`` is the text block right behind it, ``not_run`` the reason given before it."""

    language: str
    text: str
    line: int
    heading: str
    not_run: str | None
    expected: str | None


def blocks(page: Path, *languages: str) -> list[Block]:
    """Returns the page's blocks in these languages, in order."""
    text = page.read_text("utf-8")
    found = list(_BLOCK.finditer(text))
    result = []
    for match, following in zip(found, [*found[1:], None], strict=False):
        if match[1] not in languages:
            continue
        headings = _HEADING.findall(without_blocks(text[: match.start()]))
        expected = None
        if following and following[1] == "text" and not text[match.end() : following.start()].strip():
            expected = following[2]
        result.append(
            Block(
                match[1],
                match[2],
                text.count("\n", 0, match.start()) + 1,
                headings[-1] if headings else "",
                _reason(text[: match.start()], match[2]),
                expected,
            )
        )
    return result


def without_blocks(text: str) -> str:
    """Returns a page's text without its blocks of code."""
    return _BLOCK.sub("", text)


def spans(page: Path) -> list[str]:
    """Returns what stands between backquotes in the page's sentences, spaces folded."""
    text = without_blocks(page.read_text("utf-8"))
    return [" ".join(span.split()) for span in re.findall(r"``?([^`]+)``?", text)]


def anchors(page: Path) -> set[str]:
    """Returns the anchors of the page's headings, as GitHub makes them."""
    headings = _HEADING.findall(without_blocks(page.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _reason(before: str, text: str) -> str | None:
    match = _NOT_RUN.search(before)
    if match:
        return match[1].strip()
    return "needs root" if re.search(r"^\s*sudo ", text, re.M) else None
