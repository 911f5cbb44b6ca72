"""Links to other articles: pointers among the paragraphs, and the lists offered with the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from pipelines.pages.generic import furniture as lines
from pipelines.pages.generic.blocks import Block
from pipelines.pages.generic.parts import PageParts
from pipelines.pages.generic.title import words

_HEADLINE_WORDS: Final = 3
# Lines between two links of one list: a date, a section, a teaser.
_BETWEEN: Final = 3
_LABEL: Final = re.compile(
    r"^\W*(?:baca|simak|lihat|tonton)\s+(?:juga|pula)\b\s*[:;：]?\s*|^\W*baca\s*[:;：]\s*", re.I
)
_NO_ARTICLE: Final = re.compile(
    r"^(?:#|javascript:|mailto:|tel:|whatsapp:)|/(?:tags?|topi[ck]s?|label|kategori|category|author|penulis|search|cari"
    r"|indeks?|share|sharer|intent)(?:[/.?]|$)"
    r"|^https?://(?:\w+\.)?(?:facebook|twitter|x|instagram|youtube|whatsapp|wa|t|pinterest|linkedin|tiktok)\.(?:com|me|be)/",
    re.I,
)


def offered_links(parts: PageParts) -> Iterator[tuple[etree._Element, str]]:
    """Yields the links (``a`` elements with their text) to the articles offered with this one, in page order."""
    blocks = {b.position: b for b in (*parts.body.pointers, *_listed(parts))}
    for position in sorted(blocks):
        for anchor, text in blocks[position].line.links:
            if len(words(text)) >= _HEADLINE_WORDS and not _NO_ARTICLE.search(anchor.get("href") or "#"):
                yield anchor, _LABEL.sub("", text).strip(" ()")


def _listed(parts: PageParts) -> Iterator[Block]:
    title = parts.title_block
    if title is None:
        return
    closed = gap = _BETWEEN + 1
    body = parts.body.paragraphs
    below_comments = False
    for block in parts.blocks[title.position + 1 :]:
        if body and block.position > body[-1].position and not below_comments:
            below_comments = lines.is_comment_head(block)
        if block.inside("menu", "footer", "popular"):
            gap = closed
        elif lines.is_offer_head(block) and not below_comments:
            gap = 0
        elif (gap < closed or block.inside("related")) and _is_headline(block):
            gap = 0
            yield block
        elif gap < closed:
            is_end = (
                block.is_link or block.is_heading or lines.is_list_head(block) or lines.is_end_head(block)
            )
            gap = closed if is_end else gap + 1


def _is_headline(block: Block) -> bool:
    return block.is_link and len(words(block.text)) >= _HEADLINE_WORDS
