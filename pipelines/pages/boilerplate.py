"""Lines among the paragraphs that are no text of the article: share buttons, counters, "Baca juga"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lxml import etree

from pipelines.text.lines import Line

# Links that hand the page on. A link to one person or office (wa.me/62811…, mailto:kota@…) is part of the text.
_SHARE_TARGET: Final = re.compile(
    r"^(?:javascript:|#)|facebook\.com/(?:sharer|share|dialog)|(?:twitter|x)\.com/(?:intent|share)|^mailto:(?:\?|$)"
    r"|wa\.me/?\?|whatsapp(?:\.com/|://)send/?\?(?!(?:.*&)?phone=\d)|^tg:|t(?:elegram)?\.me/share"
    r"|line\.me/(?:R/)?(?:msg|share)|line\.me/lineit|plus\.google\.com/share|linkedin\.com/share|pinterest\.com/pin"
    r"|addtoany\.com|sharethis\.com",
    re.I,
)
_CALLS: Final = frozenset(
    "bagikan share shares sebarkan kirim tweet like suka simpan cetak print salin copy".split()  # noqa: SIM905
)
_SERVICES: Final = frozenset(
    "link tautan facebook twitter x whatsapp wa telegram line email e mail instagram linkedin pinterest threads".split()  # noqa: SIM905
)
_SHARE_WORDS: Final = _CALLS | _SERVICES
_SMALL_WORDS: Final = "ke via on di this post berita artikel ini dengan untuk by to lewat"
_BUTTON_WORDS: Final = _SHARE_WORDS.union(_SMALL_WORDS.split())
_WORD: Final = re.compile(r"[^\W\d_]+")
_NUMBER: Final = r"\d[\d.,]*(?: ?(?:rb|ribu|k|jt))?"
_READ: Final = r"di(?:baca|lihat|kunjungi|klik)|hits?|views?|viewed"
_COUNTED: Final = rf"(?:{_READ}|baca|pembaca|pengunjung|komentar|comments?|likes?)"
# An eye, a heart, a thumb, a speech bubble; a number behind another picture is text (a medal, a telephone).
_SYMBOL: Final = "[\U0001f440\U0001f441\u2764\u2665\U0001f44d\U0001f4ac\U0001f5e8]"
_COUNTER: Final = re.compile(
    rf"(?:sudah |telah )?{_COUNTED} ?:? ?(?:sebanyak )?{_NUMBER} ?(?:kali|x|orang|times|pembaca|views?)?"
    rf"|{_NUMBER} ?(?:kali |x )?{_COUNTED}|{_SYMBOL}\ufe0f? ?{_NUMBER}"
)
_READERS: Final = re.compile(rf"(?:sudah |telah )?(?:{_READ})\b|{_NUMBER} ?(?:kali |x )?(?:{_READ})", re.I)
_READ_ALSO: Final = re.compile(r"(?:baca|lihat|simak) (?:juga|pula)\b ?[:\-–—|]?|read also\b ?:?")
_LONGEST_ROW: Final = 120


def is_share(line: Line) -> bool:
    """Whether the line is a row of share buttons."""
    if len(line.text) > _LONGEST_ROW:
        return False
    if _has_share_links(line):
        return True
    first = _WORD.search(line.text)
    if first is None or first[0].casefold() not in _BUTTON_WORDS:
        return False
    tokens = set(_WORD.findall(line.text.casefold()))
    return not tokens.isdisjoint(_SHARE_WORDS) and tokens <= _BUTTON_WORDS


def _has_share_links(line: Line) -> bool:
    return line.is_link and all(is_share_target(a) for a, _ in line.links)


def is_share_target(link: etree._Element) -> bool:
    """Whether a link shares the page with some service, or leads nowhere."""
    return bool(_SHARE_TARGET.search(link.get("href", "#").strip()))


def is_counter(text: str) -> bool:
    """Whether the text is only a number of readers or comments, such as ``Dibaca 120 kali``."""
    return len(text) < _LONGEST_ROW and bool(_COUNTER.fullmatch(text.lower().strip(" |·-–()[]")))


def is_read_also(line: Line) -> bool:
    """Whether the line only points to another article: ``Baca juga: …``, with or without its title.

    A sentence that begins with these words and goes on, such as ``Baca juga kitab itu``, is text.
    """
    match = _READ_ALSO.match(line.text.lower())
    if not match:
        return False
    if match.end() == len(line.text) or match[0].rstrip()[-1] in ":-–—|":
        return True
    return line.text[match.end() :].strip() == " ".join(text for _, text in line.links)


def is_boilerplate(line: Line) -> bool:
    """Whether the line is a share button, a counter or a pointer to another article."""
    return is_share(line) or is_counter(line.text) or is_read_also(line)


def without_furniture(lines: Sequence[Line]) -> list[Line]:
    """Returns the lines without share buttons, counters and pointers to other articles.

    Buttons without a link that shares, and counters of anything but readers, count only above or below the whole
    text. The name of one service (``Instagram``, ``Link:``) counts there only beside other furniture.
    """
    kept = [not is_boilerplate(line) for line in lines]
    if all(kept):
        return list(lines)
    first = kept.index(True) if any(kept) else len(lines)
    last = len(lines) - 1 - kept[::-1].index(True) if any(kept) else len(lines)
    for i, line in enumerate(lines):
        if not kept[i] and not _is_certain(line):
            kept[i] = first < i < last or _is_label(line, lines[:first] if i < first else lines[last + 1 :])
    return [line for line, is_kept in zip(lines, kept, strict=True) if is_kept]


def _is_certain(line: Line) -> bool:
    """Whether the line is furniture wherever it stands."""
    return _has_share_links(line) or is_read_also(line) or bool(_READERS.match(line.text.strip(" |·-–()[]")))


def _is_label(line: Line, edge: Sequence[Line]) -> bool:
    """Whether a line above or below the text names one service and nothing beside it is furniture."""
    words = set(_WORD.findall(line.text.casefold()))
    return len(edge) == 1 and len(words) == 1 and words <= _SERVICES
