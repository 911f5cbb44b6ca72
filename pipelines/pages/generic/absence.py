"""Why a page holds no article: an error, a maintenance notice, a redirect, an index, a gallery."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from pipelines.addresses import absolute, canonical
from pipelines.pages.generic.blocks import Block
from pipelines.pages.generic.parts import Reading

_NOTICES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (
        "soft_404",
        re.compile(
            r"^\W*(?:maaf|oops|ups|waduh|sorry|error)?\W*(?:(?:error\W*)?(?:404|410)\b"
            r"|(?:halaman|berita|artikel|konten|data|postingan|dokumen|page|post|article)"
            r"(?:\s+(?:berita|artikel|ini|itu|yang|yg|you)\b.{0,40}?)?"
            r"\s+(?:tidak|tak|belum|telah|sudah|not|is no longer)"
            r"\s+(?:dapat\s+)?(?:di)?(?:temukan|tersedia|ada|hapus|found|available)\b"
            r"|(?:not found|nothing found)\b)",
            re.I,
        ),
    ),
    ("redirect", re.compile(r"^\W*30[1278] |moved permanently|document has moved|^\W*redirecting", re.I)),
    (
        "blocked",
        re.compile(
            r"captcha|^\W*just a moment|attention required|checking your browser|verify you are"
            r"|^\W*(?:error\W*)?(?:401|403)\b|forbidden|access denied|akses ditolak|unauthorized",
            re.I,
        ),
    ),
    (
        "maintenance",
        re.compile(
            r"under (?:maintenance|construction)|^\W*maintenance|sedang dalam (?:perbaikan|pemeliharaan)"
            r"|^\W*(?:error\W*)?50[0234]\b|service unavailable|internal server error|bad gateway|^\W*coming soon",
            re.I,
        ),
    ),
    ("listing", re.compile(r"^\W*(?:hasil (?:pencarian|penelusuran)|search results?|pencarian)\b", re.I)),
)
# A notice says little; a page that says more is an article about it.
_NOTICE_CHARS: Final = 600
_SHORT: Final = 150
_LONG_LIST: Final = 6
_GALLERY: Final = 5
_HOME: Final = ("", "/", "/index.php", "/index.html")


def why_no_article(root: etree._Element, reading: Reading, address: str) -> str | None:
    """Returns a reason word where the page at an address holds no article, or None where it does."""
    prose = sum(b.own_chars for b in reading.body.paragraphs if b.is_prose)
    notice = _notice(reading, prose)
    if notice:
        return notice
    headlines = _headlines(reading.blocks)
    if not prose:
        return _why_empty(root, reading, headlines)
    if _is_excerpt(reading, address):
        return "listing"
    unnamed = reading.title_block is None or _is_home(reading, address)
    if unnamed and headlines >= (_LONG_LIST if prose < _SHORT else 4 * _LONG_LIST):
        return "listing"
    return "no_article" if unnamed and prose < _SHORT else None


def _why_empty(root: etree._Element, reading: Reading, headlines: int) -> str | None:
    """Returns what a page without running text is, or None where its few lines are an article."""
    if "url" in (reading.metadata.refresh or "").lower():
        return "redirect"
    if headlines >= _LONG_LIST:
        return "listing"
    if sum(1 for _ in root.iter("img")) >= _GALLERY:
        return "gallery"
    return None if reading.body.paragraphs else "no_article"


def _notice(reading: Reading, prose: int) -> str | None:
    if prose > _NOTICE_CHARS:
        return None
    texts = list(_telling(reading, prose))
    for reason, pattern in _NOTICES:
        if any(pattern.search(text) for text in texts):
            return reason
    return None


def _telling(reading: Reading, prose: int) -> Iterator[str]:
    """Yields the lines a notice can stand in: the fewer sentences a page has, the more of its lines."""
    yield from reading.metadata.titles
    if reading.title:
        yield reading.title.text
    if prose < _SHORT:
        yield from (b.text for b in reading.blocks if b.is_heading and len(b.text) < _SHORT)
        yield from (b.text for b in reading.body.paragraphs)
    if not prose:
        yield from (b.text for b in reading.blocks if len(b.text) < _SHORT and not b.excluded)


def _headlines(blocks: Sequence[Block]) -> int:
    return sum(b.is_link and len(b.text) > 25 for b in blocks)


def _is_home(reading: Reading, address: str) -> bool:
    named = reading.title is not None and reading.title.claimed
    claimed = reading.metadata.address if reading.metadata.og_type == "website" else None
    addresses = [urlsplit(url) for url in (claimed, None if named else address) if url]
    return any(parts.path in _HOME and not parts.query for parts in addresses)


def _is_excerpt(reading: Reading, address: str) -> bool:
    """Returns whether the text stands under a linked heading that no metadata claims: one post of several."""
    title = reading.title
    if title is None or title.claimed or title.block is None or not title.block.is_link:
        return False
    targets = {absolute(address, anchor.get("href") or "") for anchor, _ in title.block.line.links}
    return address not in {canonical(target) for target in targets if target}
