"""The parts of one page, in the order in which they are found: metadata, lines, title, subtree, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

import attrs
from lxml import etree

from pipelines.pages.generic.blocks import Block, read_blocks
from pipelines.pages.generic.body import Body, read_body
from pipelines.pages.generic.furniture import is_credit, is_dated, is_list_head, is_noise
from pipelines.pages.generic.metadata import Metadata, read_metadata
from pipelines.pages.generic.region import Region, find_region, without_own_zones
from pipelines.pages.generic.sparse import read_by_trafilatura, read_claimed, read_sparse
from pipelines.pages.generic.title import Title, claimed_title, find_title, leads_home, variants, words
from pipelines.text.lines import fold

# How far above the text a heading can stand that is its title.
_ABOVE: Final = 15
_WITHIN: Final = 4
_TITLE_CLASS: Final = re.compile(r"(?:^|[\s_-])(?:judul|jdl|title|heading|headline)(?=$|[\s_-])", re.I)
# What a template calls the part of the site above the title.
_SECTION: Final = re.compile(
    r"^\W*(?:(?:detail|detil|isi|baca|halaman)\s+)?(?:berita|artikel|kabar|info(?:rmasi)?|news|warta|pengumuman|kegiatan)"
    r"(?:\s+(?:detail|detil|kota|daerah|utama|umum|kami))?\W*$",
    re.I,
)
_FEW: Final = 3
_LEVELS: Final = ("h1", "h2", "h3", "h4")


@attrs.frozen
class PageParts:
    """The lines of one page, and which of them are its title and its paragraphs."""

    blocks: tuple[Block, ...]
    metadata: Metadata
    title: Title | None
    region: Region
    body: Body

    @property
    def title_block(self) -> Block | None:
        """The line the title is printed in."""
        return self.title.block if self.title else None


def read_parts(root: etree._Element, elements: Mapping[str, list[etree._Element]]) -> PageParts:
    """Returns the parts of a page; any of them may be absent. ``elements`` are those that tell of the page."""
    metadata = read_metadata(elements)
    lines = read_blocks(root)
    title = find_title(lines, metadata.titles, metadata.site_names)
    blocks = without_own_zones(lines, title.block if title else None)
    region = find_region(blocks, title.block if title else None)
    if title is None or _may_be_site(title, metadata):
        above = _heading_above(blocks, region, title)
        if above is not None:
            title = Title(above.text, above, claimed=False)
            blocks = without_own_zones(blocks, above)
            region = find_region(blocks, above)
    if title is None:
        text = claimed_title(metadata.titles, metadata.site_names)
        title = Title(text, None) if text else None
    body = read_body(region, title.text if title else None)
    printed = title.block if title else None
    if not body.paragraphs and printed is not None:
        body = read_sparse(blocks, printed, region.teasers)
    if not body.paragraphs:
        body = read_claimed(metadata.body, root, len(blocks))
    if not body.paragraphs and printed is not None and metadata.is_article:
        body = read_by_trafilatura(blocks, printed, region.teasers)
    return PageParts(tuple(blocks), metadata, title, region, body)


def _is_only_claim(title: Title, metadata: Metadata) -> bool:
    """Returns whether a printed line is the whole of ``title`` and nothing else claims a title: perhaps the site's."""
    is_only = not metadata.confirmed and bool(metadata.titles)
    return is_only and words(title.text) == words(metadata.titles[-1])


def _may_be_site(title: Title, metadata: Metadata) -> bool:
    """Returns whether such a line stands in the page's head, or names section and site."""
    if title.block is None or not _is_only_claim(title, metadata):
        return False
    return len(variants(title.text)) > 1 or any(zone.kind == "menu" for zone in title.block.zones)


def _heading_above(blocks: Sequence[Block], region: Region, below: Title | None) -> Block | None:
    """Returns the highest heading close above the text, the nearest of equals; ``below`` stands above it.

    Without a heading it is the nearest line that the template calls a title, or that is all bold.
    """
    first = next((b.position for b in region.blocks if b.is_prose), 0)
    start = below.block.position + 1 if below and below.block else 0
    near = [b for b in blocks[max(start, first - _ABOVE) : first] if len(words(b.text)) > 1]
    near = [b for b in near if not (is_list_head(b) or leads_home(b))]
    headings = [b for b in reversed(near) if b.tag in _LEVELS and not _SECTION.match(b.text)]
    styled = [b for b in reversed(near) if _is_styled(b, bold=below is None)]
    own = [b for b in headings if not b.excluded] or [b for b in styled if not b.excluded] or headings
    if not (own or below):
        own = [b for b in near if _is_plain_title(b)][-1:]
    return min(own, key=lambda b: (len(words(b.text)) < _FEW, b.tag if b.is_heading else ""), default=None)


def _is_plain_title(block: Block) -> bool:
    """Returns whether a line without any mark of a heading can be one: words enough, no label, no sentence."""
    if block.is_link or block.excluded or is_dated(block) or is_credit(block) or is_noise(block):
        return False
    return len(words(block.text)) > _FEW and not block.text.endswith((".", ":", ","))


def _is_styled(block: Block, *, bold: bool) -> bool:
    """Returns whether the template calls a line a title, or, where ``bold`` counts too, prints it all bold."""
    if block.is_link or is_dated(block) or is_credit(block):
        return False
    own = (block.element, *islice(block.element.iterdescendants(), _WITHIN))
    if any(_TITLE_CLASS.search(e.get("class") or "") for e in own):
        return True
    return bold and any(e.tag in ("b", "strong") and fold("".join(e.itertext())) == block.text for e in own)
