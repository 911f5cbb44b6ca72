"""Lines among the paragraphs that are no text of the article: share buttons, counters, "Baca juga"."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from pipelines.text.lines import Line

_SHARE_TARGET: Final = re.compile(
    r"^(?:mailto:|javascript:|#|whatsapp:|tg:)|facebook\.com/(?:sharer|share|dialog)|(?:twitter|x)\.com/(?:intent|share)"
    r"|wa\.me/|whatsapp\.com/send|t(?:elegram)?\.me/share|line\.me/|plus\.google\.com/share|linkedin\.com/share"
    r"|pinterest\.com/pin|addtoany\.com|sharethis\.com",
    re.I,
)
_SHARE_WORDS: Final = frozenset(
    "bagikan share shares sebarkan kirim tweet like suka simpan cetak print salin copy link tautan facebook twitter x"  # noqa: SIM905
    " whatsapp wa telegram line email e mail instagram linkedin pinterest threads".split()
)
_SMALL_WORDS: Final = "ke via on di this post berita artikel ini dengan untuk by to lewat"
_BUTTON_WORDS: Final = _SHARE_WORDS.union(_SMALL_WORDS.split())
_WORD: Final = re.compile(r"[^\W\d_]+")
_NUMBER: Final = r"\d[\d.,]*(?: ?(?:rb|ribu|k|jt))?"
_COUNTED: Final = (
    r"(?:di(?:baca|lihat|kunjungi|klik)|baca|hits?|views?|viewed"
    r"|pembaca|pengunjung|komentar|comments?|likes?)"
)
_COUNTER: Final = re.compile(
    rf"(?:sudah |telah )?{_COUNTED} ?:? ?(?:sebanyak )?{_NUMBER} ?(?:kali|x|orang|times|pembaca|views?)?"
    rf"|{_NUMBER} ?(?:kali |x )?{_COUNTED}|[\u2600-\U0001faff]\ufe0f? ?{_NUMBER}",
    re.I,
)
_READ_ALSO: Final = re.compile(r"(?:baca|lihat|simak) (?:juga|pula)\b ?[:\-–—|]?|read also\b ?:?", re.I)
_LONGEST_ROW: Final = 120


def is_share(line: Line) -> bool:
    """Whether the line is a row of share buttons."""
    if len(line.text) > _LONGEST_ROW:
        return False
    if line.is_link and all(is_share_target(a) for a, _ in line.links):
        return True
    first = _WORD.search(line.text)
    if first is None or first[0].casefold() not in _BUTTON_WORDS:
        return False
    tokens = set(_WORD.findall(line.text.casefold()))
    return not tokens.isdisjoint(_SHARE_WORDS) and tokens <= _BUTTON_WORDS


def is_share_target(link: etree._Element) -> bool:
    """Whether a link shares the page with some service, or leads nowhere."""
    return bool(_SHARE_TARGET.search(link.get("href", "#").strip()))


def is_counter(text: str) -> bool:
    """Whether the text is only a number of readers or comments, such as ``Dibaca 120 kali``."""
    return len(text) < _LONGEST_ROW and bool(_COUNTER.fullmatch(text.strip(" |·-–()[]")))


def is_read_also(line: Line) -> bool:
    """Whether the line only points to another article: ``Baca juga: …``, with or without its title."""
    match = _READ_ALSO.match(line.text)
    if not match:
        return False
    return match.end() == len(line.text) or match[0].rstrip()[-1] in ":-–—|" or bool(line.links)


def is_boilerplate(line: Line) -> bool:
    """Whether the line is a share button, a counter or a pointer to another article."""
    return is_share(line) or is_counter(line.text) or is_read_also(line)
