"""Why a page holds no article: an error, a maintenance notice, a redirect, an index, a gallery."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from pipelines.pages.generic.blocks import Block
from pipelines.pages.generic.reading import Reading

_NOTICES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (
        "soft_404",
        re.compile(
            r"\b(?:404|410)\b|(?:halaman|berita|artikel|konten|data|postingan|page|post)\b.{0,40}\b(?:tidak|tak|belum)\s+"
            r"(?:dapat\s+)?(?:di)?(?:temukan|tersedia|ada)\b|not found|(?:telah|sudah)\s+dihapus|no longer available",
            re.I,
        ),
    ),
    ("redirect", re.compile(r"\b30[1278] |moved permanently|document has moved|redirecting", re.I)),
    (
        "blocked",
        re.compile(r"captcha|just a moment|attention required|checking your browser|verify you are", re.I),
    ),
    ("blocked", re.compile(r"\b(?:401|403)\b|forbidden|access denied|akses ditolak|unauthorized", re.I)),
    (
        "maintenance",
        re.compile(
            r"maintenance|under construction|sedang dalam (?:perbaikan|pemeliharaan)|segera kembali|\b50[0234]\b"
            r"|service unavailable|internal server error|bad gateway|coming soon",
            re.I,
        ),
    ),
    (
        "listing",
        re.compile(
            r"^\W*(?:hasil (?:pencarian|penelusuran)|search results?|pencarian|indeks berita|arsip)\b", re.I
        ),
    ),
)
# A notice says little; a page that says more is an article about it.
_NOTICE_CHARS: Final = 600
_SHORT: Final = 150
_LONG_LIST: Final = 6
_GALLERY: Final = 5


def why_no_article(reading: Reading, pictures: int) -> str | None:
    """Returns a reason word where the page holds no article, or None where it does."""
    body = reading.body.text or ""
    prose = sum(b.own_chars for b in reading.body.paragraphs if b.is_prose)
    notice = _notice(reading, prose)
    if notice:
        return notice
    if reading.metadata.refresh and "url" in reading.metadata.refresh.lower() and not prose:
        return "redirect"
    if not body:
        return "listing" if _headlines(reading.blocks) >= _LONG_LIST else "no_article"
    if prose < _SHORT and pictures >= _GALLERY:
        return "gallery"
    unnamed = reading.title_block is None or _is_home(reading)
    if unnamed and (prose < _SHORT or _headlines(reading.blocks) >= 4 * _LONG_LIST):
        return "listing"
    return None


def _notice(reading: Reading, prose: int) -> str | None:
    if prose > _NOTICE_CHARS:
        return None
    headings = [b.text for b in reading.blocks if b.is_heading and len(b.text) < 80]
    texts = [*reading.metadata.titles, *headings]
    if not reading.region.blocks or prose < _SHORT:
        texts += [b.text for b in reading.blocks if len(b.text) < _SHORT and not b.excluded]
    for reason, pattern in _NOTICES:
        if any(pattern.search(text) for text in texts):
            return reason
    return None


def _headlines(blocks: Sequence[Block]) -> int:
    return sum(b.is_link and len(b.text) > 25 for b in blocks)


def _is_home(reading: Reading) -> bool:
    address = reading.metadata.address
    return (
        reading.metadata.og_type == "website" and bool(address) and urlsplit(address or "").path in ("", "/")
    )
