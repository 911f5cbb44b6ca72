"""The author and the tags of an article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from typing import Final

from lxml import etree

from pipelines.pages.generic import furniture as lines
from pipelines.pages.generic.blocks import Block
from pipelines.pages.generic.metadata import MARKED
from pipelines.pages.generic.parts import PageParts
from pipelines.pages.generic.title import words
from pipelines.text.lines import fold

_ROLES: Final = (
    r"penulis|reporter|rep|wartawan|jurnalis|pewarta|kontributor|koresponden|di\w+\s+oleh|posted\s+by|submitted\s+by"
    r"|laporan|oleh|by|author"
)
_BYLINE: Final = re.compile(
    rf"(?:^|[|/•·])\W*(?:(?:kontributor|koresponden)\s+\w+,(?=\s*\w+ \w+)|(?:{_ROLES})\b\s*[:：]?)\s*"
    r"(?:(?:wartawan|reporter|kontributor|koresponden|jurnalis)\s+[\w ]+,\s*)?"
    r"(?P<name>[^|/•:\d\n(]{3,60}?)(?=$|[|/•:\d\n(])",
    re.I,
)
# What may stand behind a name in its line: a day, a label of a day, a place, another role.
_BEHIND: Final = re.compile(
    r"\s+(?:pada|on|diperbarui|diperbaharui|diterbitkan|dipublikasikan|diposting|updated?|published|posted|last)\b.*"
    r"|\s+(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\s*,?\s*(?=\(?\d).*"
    r"|\s+[a-z]{3,9}\.?\s+\d{1,2}\s*,\s*(?:19|20)\d\d.*|\s+\d{1,2}\s+[a-z]{3,9}\.?\s+(?:19|20)\d\d.*"
    r"|\s+(?:editor|red|redaktur|redaksi|penyunting|foto|fotografer|photo|sumber)\s*[:：/].*",
    re.I,
)
_PLACE: Final = re.compile(r"\s+(?:di|dari|in|from)\s+[A-Z].*|(\w\s\w[^,]*),\s+[A-Z][a-z]{3,}\s*$")
_ROLE: Final = re.compile(rf"^\W*(?:{_ROLES})\b\W*|\W*\b(?:{_ROLES})\W*$", re.I)
_SITE: Final = re.compile(r"\s+[-–—|/]\s+.*$|\s*[-–—|,]\s*$")
_NOBODY: Final = re.compile(
    r"admin|redaksi|\btim\b|super\s?user|user\b|developer|webmaster|\.(?:com|co|id|net|org|go)\b|@|https?:|\d|\bpt\b"
    r"|media\b|news\b|cyber|humas|diskominfo|dinas|kominfo|pemkot|pemkab|prokopim|setda|operator|\btv\b|online"
    r"|anonim|editor|komentar|share|bagikan|views?\b|baca\b",
    re.I,
)
_NAME: Final = re.compile(
    r"^(?:[a-z]{1,4}\. ?)?[^\W\d_a-z][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,5}(?:, ?[\w.'’ -]+){0,2}$"
)
_AUTHORS: Final = etree.XPath(
    "body/descendant::*/@itemprop[contains(., 'author')]/.. | body/descendant::a/@rel[contains(., 'author')]/.."
)
_TAG_LENGTH: Final = 60
_LONGEST: Final = 160
# Of a claim, such as a box about the author, the name stands in its beginning.
_CLAIM_READ: Final = 300
_PEOPLE_READ: Final = 5
# How far below the text its tags and its author stand, in lines.
_BELOW: Final = 30


def author_of(parts: PageParts, root: etree._Element) -> str | None:
    """Returns the person that the page names as the author, without role; never an office or the site."""
    site = {words(name) for name in parts.metadata.site_names}
    for claim in _names(parts, root):
        text = fold(claim)[:_CLAIM_READ]
        name = fold(_SITE.sub("", _ROLE.sub("", _PLACE.sub(r"\1", _BEHIND.sub("", text))))).strip(" ,;")
        if _NAME.match(name) and not _NOBODY.search(name) and words(name) not in site:
            return name
    return None


def _names(parts: PageParts, root: etree._Element) -> Iterator[str]:
    above, below = _above(parts), _below(parts)
    for block in (*above, *below):
        text = block.text if len(block.text) < _LONGEST else ""
        if _BYLINE.search(text) and (match := _BYLINE.search(_BEHIND.sub("", text))):
            yield match["name"]
    for block, following in zip_longest(above, above[1:]):
        if block.inside("byline") or (_is_role(following) and not lines.is_dated(block)):
            yield block.text
        elif following is not None and _is_role(block):
            yield following.text
    people = (element for element in _AUTHORS(root) if element.tag in MARKED)
    for element in islice(people, _PEOPLE_READ):
        yield element.get("content") or "".join(element.itertext())
    yield from parts.metadata.authors


def _is_role(block: Block | None) -> bool:
    return block is not None and len(block.text) < _LONGEST and not _ROLE.sub("", block.text)


def _above(parts: PageParts) -> Sequence[Block]:
    body = parts.body.paragraphs
    if not body or parts.title_block is None:
        return ()
    return parts.blocks[parts.title_block.position + 1 : body[0].position]


def _below(parts: PageParts) -> Sequence[Block]:
    body = parts.body.paragraphs
    if not body:
        return ()
    below = parts.blocks[body[-1].position + 1 :][:_BELOW]
    end = next((i for i, block in enumerate(below) if lines.is_comment_head(block)), len(below))
    return below[:end]


def tags_of(parts: PageParts) -> tuple[str, ...]:
    """Returns the article's tags as printed, each once, without a leading ``#``."""
    groups = (_tag_texts(_below(parts)), _tag_texts(_above(parts)), parts.metadata.tags)
    texts = next((group for group in groups if group), ())
    bare = (text.strip("#, ") for text in texts if len(text) <= _TAG_LENGTH)
    return tuple(dict.fromkeys(filter(None, bare)))


def _tag_texts(blocks: Sequence[Block]) -> list[str]:
    """Returns the texts of the first run of tag links: behind a heading, in a tag zone, or marked as tags."""
    found: list[str] = []
    places: set[tuple[str, str | None]] = set()
    headed = False
    for block in blocks:
        links = [(anchor, text) for anchor, text in block.line.links if len(text) <= _TAG_LENGTH]
        alike = not places or any(_place(anchor) in places for anchor, _ in links)
        headed = headed or lines.is_tag_head(block)
        if links and alike and (headed or block.inside("tags") or all(map(_is_marked, links))):
            found += [text for _, text in links]
            places.update(_place(anchor) for anchor, _ in links)
        elif found:
            break
    return found


def _place(anchor: etree._Element) -> tuple[str, str | None]:
    parent = anchor.getparent()
    return ("", None) if parent is None else (str(parent.tag), parent.get("class"))


def _is_marked(link: tuple[etree._Element, str]) -> bool:
    anchor, text = link
    return text.startswith("#") or "tag" in (anchor.get("rel") or "").split()
