"""Pages without an article: errors, maintenance notices, redirects, lists, galleries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from pipelines.addresses import absolute, canonical
from pipelines.pages.generic.blocks import Block
from pipelines.pages.generic.parts import PageParts

# What pages say that have nothing to show: missing, moved, refused, under repair, or found by a search.
_NOTICE: Final = re.compile(
    r"^\W*(?:(?:maaf|oops|ups|waduh|sorry|error)\W*){0,2}(?:30[1278]|40[134]|410|50[0234])"
    r"(?:\W*$|\s*[^\w\s]|\s+(?:not|page|file|error|object|temporary|permanent|halaman|bad|too|service|internal|server"
    r"|gateway|unauthorized|forbidden|moved|found|gone|see)\b)"
    r"|^\W*(?:(?:maaf|oops|ups|waduh|sorry|error)\W*){0,2}(?:halaman|berita|artikel|konten|data|postingan|dokumen|page|post|article)"
    r"(?:\s+(?:berita|artikel|ini|itu|yang|yg|you)\b.{0,40}?)?\s+(?:tidak|tak|belum|telah|sudah|not|is no longer)"
    r"\s+(?:dapat\s+)?(?:di)?(?:temukan|tersedia|ada|hapus|found|available)\b"
    r"|^\W*(?:not found|nothing found|redirecting|just a moment|maintenance|coming soon)\b"
    r"|moved permanently|document has moved|captcha|attention required|checking your browser|verify you are|forbidden"
    r"|access denied|akses ditolak|unauthorized"
    r"|under (?:maintenance|construction)|sedang dalam (?:perbaikan|pemeliharaan)"
    r"|service unavailable|internal server error|bad gateway"
    r"|^\W*(?:hasil (?:pencarian|penelusuran)|search results?)\b|^\W*pencarian(?:\W*$|\s*[:\"“'‘]|\s+(?:untuk|kata)\b)",
    re.I,
)
_SHORT: Final = 150
_LONG_LIST: Final = 6
_GALLERY: Final = 5
_HOME: Final = ("", "/", "/index.php", "/index.html")


def why_no_article(root: etree._Element, parts: PageParts, address: str, *, is_dated: bool) -> str | None:
    """Returns a reason word where the page at an address holds no article, or None where it does.

    The words of a notice count only on a page that has nothing of an article: no day, no claim to be one, and no
    more than a sentence of text.
    """
    prose = sum(b.own_chars for b in parts.body.paragraphs if b.is_prose)
    if prose < _SHORT and not (is_dated or parts.metadata.is_article) and _is_notice(parts):
        return "soft_404"
    headlines = _headlines(parts.blocks)
    if not prose:
        return _why_empty(root, parts, headlines)
    if _is_excerpt(parts, address):
        return "listing"
    unnamed = parts.title_block is None or _is_home(parts, address)
    if unnamed and headlines >= (_LONG_LIST if prose < _SHORT else 4 * _LONG_LIST):
        return "listing"
    return "no_article" if unnamed and prose < _SHORT else None


def _why_empty(root: etree._Element, parts: PageParts, headlines: int) -> str | None:
    """Returns what a page without running text is, or None where its few lines are an article."""
    if headlines >= _LONG_LIST:
        return "listing"
    if sum(1 for _ in root.iter("img")) >= _GALLERY:
        return "gallery"
    return None if parts.body.paragraphs else "no_article"


def _is_notice(parts: PageParts) -> bool:
    texts = [*parts.metadata.titles, *(b.text for b in parts.body.paragraphs)]
    texts += [b.text for b in parts.blocks if len(b.text) < _SHORT and (b.is_heading or not b.excluded)]
    return any(_NOTICE.search(text[:_SHORT]) for text in texts)


def _headlines(blocks: Sequence[Block]) -> int:
    return sum(b.is_link and len(b.text) > 25 for b in blocks)


def _is_home(parts: PageParts, address: str) -> bool:
    named = parts.title is not None and parts.title.claimed
    claimed = parts.metadata.address if parts.metadata.og_type == "website" else None
    addresses = [urlsplit(url) for url in (claimed, None if named else address) if url]
    return any(url.path in _HOME and not url.query for url in addresses)


def _is_excerpt(parts: PageParts, address: str) -> bool:
    """Returns whether the text stands under a linked heading that no metadata claims: one post of several."""
    title = parts.title
    if title is None or title.claimed or title.block is None or not title.block.is_link:
        return False
    targets = {absolute(address, anchor.get("href") or "") for anchor, _ in title.block.line.links}
    return address not in {canonical(target) for target in targets if target}
