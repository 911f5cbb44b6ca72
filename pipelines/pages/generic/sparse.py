"""Texts without running prose (a greeting, a list of names, verses), and texts that only machines are given."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Final

from lxml import etree

from pipelines.pages.generic import furniture as lines
from pipelines.pages.generic.blocks import Block
from pipelines.pages.generic.body import Body
from pipelines.pages.generic.region import holds
from pipelines.text.lines import Line, fold

_FEWEST_WORDS: Final = 6
_LEVELS: Final = 4


def read_sparse(blocks: Sequence[Block], title: Block, teasers: Container[Block]) -> Body:
    """Returns the lines of the smallest subtree around the title that holds some; empty where there are hardly any."""
    below = [
        b
        for b in blocks[title.position + 1 :]
        if not (b.excluded or b.is_link or b in teasers or _is_label(b))
    ]
    container = title.element
    for _ in range(_LEVELS):
        parent = container.getparent()
        if parent is None or parent.tag == "html":
            break
        container = parent
        own = [b for b in below if holds(container, b.element)]
        if sum(len(b.text.split()) for b in own) >= _FEWEST_WORDS:
            return Body(tuple(own))
    return Body()


def read_claimed(text: str | None, root: etree._Element, position: int) -> Body:
    """Returns the paragraphs of a text that the page only gives to machines (``articleBody``)."""
    paragraphs = filter(None, map(fold, (text or "").splitlines()))
    return Body(tuple(Block(Line(line, root), (), position) for line in paragraphs))


def _is_label(block: Block) -> bool:
    return (
        lines.is_credit(block) or lines.is_dated(block) or lines.is_noise(block) or lines.is_list_head(block)
    )
