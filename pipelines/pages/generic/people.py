"""Who wrote an article, and what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from pipelines.pages.generic import lines
from pipelines.pages.generic.blocks import Block
from pipelines.pages.generic.reading import Reading
from pipelines.pages.generic.title import words
from pipelines.text import fold

_BYLINE: Final = re.compile(
    r"(?:^|[|/•·])\W*(?:ditulis\s+oleh|diposting\s+oleh|posted\s+by|penulis|reporter|wartawan|jurnalis|pewarta|laporan"
    r"|kontributor|oleh|by)\b\s*[:：]?\s*(?:kontributor\s+[\w ]+,\s*)?(?P<name>[^|/•:\d\n(]{3,60})",
    re.I,
)
_ROLE: Final = re.compile(
    r"\b(?:oleh|penulis|reporter|wartawan|jurnalis|pewarta|editor|kontributor|by)\b\W*", re.I
)
_NOBODY: Final = re.compile(
    r"admin|redaksi|\btim\b|super\s?user|user\b|developer|webmaster|\.(?:com|co|id|net|org|go)\b|@|https?:|\d|\bpt\b|media\b"
    r"|news\b|cyber|humas|diskominfo|dinas|kominfo|pemkot|pemkab|prokopim|setda|operator|\btv\b|online|anonim|editor",
    re.I,
)
_NAME: Final = re.compile(r"^[^\W\d_][\w.'’ -]*(?:, ?[\w.'’ -]+){0,2}$")
_MOST_WORDS: Final = 6
_TAG_LENGTH: Final = 60
_PEOPLE: Final = etree.XPath("//*[contains(@itemprop, 'author') or contains(@rel, 'author')]")
_TAGS: Final = etree.XPath("//a[contains(concat(' ', @rel, ' '), ' tag ')]")


def author_of(root: etree._Element, reading: Reading) -> str | None:
    """Returns the person that the page names as the author, without role; never an office or the site."""
    site = {words(name) for name in reading.metadata.site_names}
    for claim in _names(root, reading):
        name = fold(_ROLE.sub("", claim)).strip(" ,;-–|")
        person = _NAME.match(name) and not _NOBODY.search(name) and len(name.split()) <= _MOST_WORDS
        if person and words(name) not in site:
            return name
    return None


def _names(root: etree._Element, reading: Reading) -> Iterator[str]:
    for block in _around(reading):
        match = _BYLINE.search(block.text)
        if match:
            yield match["name"]
    for element in _PEOPLE(root):
        yield element.get("content") or "".join(element.itertext())
    yield from reading.metadata.authors


def _around(reading: Reading) -> Iterator[Block]:
    """Yields the short lines between title and text, and those below the text."""
    body = reading.body.paragraphs
    if not body:
        return
    title = reading.title_block
    start = title.position + 1 if title else max(0, body[0].position - 5)
    for block in (*reading.blocks[start : body[0].position], *reading.blocks[body[-1].position + 1 :][:15]):
        if len(block.text) < 120 and not block.inside("comment", "related", "popular"):
            yield block


def tags_of(root: etree._Element, reading: Reading) -> tuple[str, ...]:
    """Returns the article's tags as printed, each once, without a leading ``#``."""
    title = reading.title_block
    texts = [fold("".join(anchor.itertext())) for anchor in _TAGS(root)]
    if not texts and title is not None:
        texts = [text for block in _tag_lines(reading, title) for _, text in block.line.links]
    texts = texts or list(reading.metadata.tags)
    bare = (text.strip("#, ") for text in texts if len(text) <= _TAG_LENGTH)
    return tuple(dict.fromkeys(filter(None, bare)))


def _tag_lines(reading: Reading, title: Block) -> Iterator[Block]:
    after_head = False
    for block in reading.blocks[title.position + 1 :]:
        if lines.is_tag_head(block):
            after_head = True
            if block.line.links:
                yield block
        elif block.is_link and (after_head or block.inside("tags")) and not block.inside("menu", "related"):
            yield block
        else:
            after_head = False
