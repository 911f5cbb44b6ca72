"""The article's title: the line on the page that the page's own metadata agrees with."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import takewhile, zip_longest
from typing import Final, NamedTuple

from pipelines.pages.generic.blocks import HEADINGS, Block

_SEPARATOR: Final = re.compile(r"\s+[-–—|:»«•·/~]+\s+|\s*(?:\||::|»|«)\s*")
_HOME: Final = re.compile(r"(?:https?:)?(?://[^/?#]+)?/?(?:index\.(?:php|html?)/?)?")
_WORD: Final = re.compile(r"\w+")
_LONGEST: Final = 300
_LONGEST_CLAIM: Final = 1_000
_PUNCTUATION: Final = 20
_SHORTEST: Final = 3
_SURE: Final = 0.75
_HEADING_LINES: Final = 4
# A script without spaces writes a title in one word.
_LONG_WORD: Final = 8


class Title(NamedTuple):
    """A title, the block it is printed in, if it is, and whether the metadata claims it."""

    text: str
    block: Block | None
    claimed: bool = True


def words(text: str) -> tuple[str, ...]:
    """Returns a text's words in lower case, without punctuation."""
    return tuple(_WORD.findall(text.casefold()))


def says(text: str, wanted: tuple[str, ...]) -> bool:
    """Returns whether a text is made of these words; a text of another length is told without reading it."""
    least = sum(map(len, wanted))
    return least <= len(text) <= 2 * least + _PUNCTUATION and words(text) == wanted


def variants(text: str) -> list[str]:
    """Returns a title with and without the parts that separators cut off, longest first.

    A text of over 1,000 characters is no title, and returned alone.

    >>> variants("Rapat Desk Pilkada - Berita | Kota")[1]
    'Rapat Desk Pilkada - Berita'
    """
    if len(text) > _LONGEST_CLAIM:
        return [text]
    cuts = [(match.start(), match.end()) for match in _SEPARATOR.finditer(text)]
    heads = [text[:start] for start, _ in reversed(cuts)]
    tails = [text[end:] for _, end in cuts]
    return [text, *sorted(heads + tails, key=len, reverse=True)]


def find_title(blocks: list[Block], claims: tuple[str, ...], site_names: tuple[str, ...]) -> Title | None:
    """Returns the printed line that fits one of the claimed titles best, or None where none fits."""
    wanted = _wanted(claims, site_names)
    longest = max((len(claim) for claim in claims), default=0) + _PUNCTUATION
    initials = {claim[0][0] for claim in wanted}
    best: tuple[float, Block, str] | None = None
    for block in blocks:
        # A line that is no heading must print a claim whole: a longer one cannot, nor one that begins otherwise.
        if not block.is_heading and (block.is_link or len(block.text) > longest):
            continue
        if not block.is_heading and block.text[0].isalnum() and block.text[0].casefold()[0] not in initials:
            continue
        if len(block.text) > _LONGEST or block.inside("footer") or leads_home(block):
            continue
        for text in dict.fromkeys((block.text, _heading_text(block, blocks))):
            score = _score(block, text, wanted)
            if score and (best is None or score > best[0]):
                best = (score, block, text)
    return Title(_bare(best[2], site_names), _above_text(best[1], blocks)) if best else None


def _heading_text(block: Block, blocks: list[Block]) -> str:
    """Returns a heading's lines from this one on as one, the line's own text where it is in no heading."""
    heading = block.element if block.is_heading else block.element.getparent()
    if heading is None or heading.tag not in HEADINGS:
        return block.text
    below = blocks[block.position + 1 : block.position + _HEADING_LINES]
    rest = takewhile(lambda b: heading in (b.element, b.element.getparent()), below)
    return " ".join((block.text, *(b.text for b in rest)))


def _above_text(found: Block, blocks: list[Block]) -> Block:
    """Returns, of the headings that print the same title, the one with the most running text below it."""
    same = [b for b in blocks if b.is_heading and b.text == found.text] if found.is_heading else []
    prose = dict.fromkeys(same, 0)
    for block, following in zip_longest(same, same[1:]):
        below = blocks[block.position : following.position if following else None]
        prose[block] = sum(b.own_chars for b in below if b.is_prose and not b.inside("footer", "comment"))
    return max(prose, key=prose.__getitem__, default=found)


def leads_home(block: Block) -> bool:
    """Returns whether a line is a link to the site's home, as its name and its logo are."""
    hrefs = ((a.get("href") or "").strip() for a, _ in block.line.links)
    return block.is_link and any(href and _HOME.fullmatch(href) for href in hrefs)


def _bare(text: str, site_names: tuple[str, ...]) -> str:
    """Returns a printed title without the site's name behind it."""
    names = {words(name) for name in site_names}
    for cut in reversed(list(_SEPARATOR.finditer(text))):
        if words(text[cut.end() :]) in names:
            return text[: cut.start()]
    return text


def claimed_title(claims: tuple[str, ...], site_names: tuple[str, ...]) -> str | None:
    """Returns the best title of the metadata alone, without the site's name."""
    names = {words(name) for name in site_names}
    for claim in claims:
        if words(claim) in names:
            continue
        parts = variants(claim)
        known = [p for p in parts[1:] if any(p == other for other in claims)]
        if known:
            return known[0]
        if len(parts) > 1:
            return _without_site(claim, names)
        return claim
    return None


def _without_site(claim: str, names: set[tuple[str, ...]]) -> str:
    segments = _SEPARATOR.split(claim)
    head, tail = segments[0], segments[-1]
    if words(head) in names:
        return claim[claim.index(segments[1]) :]
    short = len(words(tail)) <= 4 and len(words(head)) > len(words(tail))
    return claim[: claim.rindex(tail)].rstrip(" -–—|:»«•·/~") if words(tail) in names or short else claim


def _wanted(claims: tuple[str, ...], site_names: tuple[str, ...]) -> list[tuple[str, ...]]:
    names = {words(name) for name in site_names}
    found = dict.fromkeys(words(variant) for claim in claims for variant in variants(claim))
    return [w for w in found if (len(w) >= 2 or len("".join(w)) >= _LONG_WORD) and w not in names]


def _score(block: Block, text: str, wanted: list[tuple[str, ...]]) -> float:
    own = words(text)
    if not own or not (block.is_heading or own in wanted):  # only a heading may print a part or a variant
        return 0.0
    fit = max([_fit(own, claim, block.is_heading) for claim in wanted], default=0.0)
    if not fit:
        return 0.0
    # Among equal texts the highest heading wins, then the first; a menu or list never does before the article.
    level = 0.02 * (7 - int(block.tag[1])) if block.is_heading else 0.0
    listed = block.is_link and block.tag != "h1"
    return fit + level - (0.15 if listed or block.inside("menu") or block.inside("related") else 0.0)


def _fit(own: tuple[str, ...], claim: tuple[str, ...], heading: bool) -> float:
    length = min(len(claim), 12) / 12
    if own == claim:
        return 2 + length if len(own) >= _SHORTEST or heading else 0.0
    if not heading or min(len(own), len(claim)) < _SHORTEST:
        return 0.0
    shorter, longer = sorted((own, claim), key=len)
    if longer[: len(shorter)] == shorter and len(shorter) > _SHORTEST:
        return 1 + length
    if 2 * len(set(own) & set(claim)) < len(claim) or 2 * len(own) > 3 * len(claim):
        return 0.0
    ratio = SequenceMatcher(None, own, claim, autojunk=False).ratio()
    return ratio if ratio >= _SURE else 0.0
