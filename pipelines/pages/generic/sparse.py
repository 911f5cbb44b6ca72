"""Texts without running prose (a greeting, a list of names, verses), and texts that only machines are given."""

from __future__ import annotations

from collections.abc import Container, Sequence
from copy import deepcopy
from itertools import islice
from typing import Final

from lxml import etree

from pipelines.pages.generic import furniture as lines
from pipelines.pages.generic.blocks import Block
from pipelines.pages.generic.body import Body
from pipelines.pages.generic.region import holds
from pipelines.text.lines import Line, fold

_FEWEST_WORDS: Final = 6
_LEVELS: Final = 4
_BULLETS: Final = "-•*0123456789. "
_NO_TEXT: Final = (lines.is_credit, lines.is_dated, lines.is_noise, lines.is_list_head)


def read_sparse(blocks: Sequence[Block], title: Block, teasers: Container[Block]) -> Body:
    """Returns the lines of the smallest subtree around the title that holds some; empty where there are hardly any."""
    return Body(tuple(_around(blocks, title, teasers, _LEVELS)[1]))


def read_by_trafilatura(blocks: Sequence[Block], title: Block, teasers: Container[Block]) -> Body:
    """Returns the lines that trafilatura takes for the text in the article's subtree, however far from the title.

    The whole body of the page is no such subtree, because it holds the menus and lists of the site.
    """
    container, lines_below = _around(blocks, title, teasers, None)
    if not lines_below or container.tag == "body":
        return Body()
    content = _content(container)
    kept = tuple(b for b in lines_below if b.text.lstrip(_BULLETS) in content)
    return Body(kept if _word_count(kept) >= _FEWEST_WORDS else ())


def read_claimed(text: str | None, root: etree._Element, position: int) -> Body:
    """Returns the paragraphs of a text that the page only gives to machines (``articleBody``)."""
    paragraphs = filter(None, map(fold, (text or "").splitlines()))
    return Body(tuple(Block(Line(line, root), (), position) for line in paragraphs))


def _around(
    blocks: Sequence[Block], title: Block, teasers: Container[Block], levels: int | None
) -> tuple[etree._Element, list[Block]]:
    """Returns the smallest subtree around the title that holds enough lines, and these lines."""
    below = [b for b in blocks[title.position + 1 :] if not (b.excluded or b.is_link or b in teasers)]
    below = [b for b in below if not any(is_kind(b) for is_kind in _NO_TEXT)]
    for container in islice(title.element.iterancestors(), levels):
        own = [b for b in below if holds(container, b.element)]
        if _word_count(own) >= _FEWEST_WORDS:
            return container, own
    return title.element, []


def _word_count(blocks: Sequence[Block]) -> int:
    return sum(len(block.text.split()) for block in blocks)


def _content(container: etree._Element) -> set[str]:
    # Imported late: it takes half a second, and few pages need it.
    from trafilatura import bare_extraction

    page = etree.Element("html")
    etree.SubElement(etree.SubElement(page, "body"), "article").append(deepcopy(container))
    html = etree.tostring(page, encoding="unicode", method="html")
    document = bare_extraction(html, favor_recall=True, include_comments=False)
    text = None if document is None or isinstance(document, dict) else document.text
    return {fold(line).lstrip(_BULLETS) for line in (text or "").splitlines()}
