"""Finds what only forgotten articles say, however it is escaped or encoded, and blackens it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from typing import Final
from urllib.parse import unquote_to_bytes

from pipelines.text.charset import decode

# Escapes are no words: what stands for a blank or a quote must not become a part of the next word.
_TOKEN: Final = re.compile(
    rb"%(?:25)*[0-9A-Fa-f]{2}|\\+u[0-9A-Fa-f]{4}|\\+[bfnrt]|&(?:amp;)*#?[0-9A-Za-z]{1,8};|(?P<word>[0-9A-Za-z]+)"
)
_NAME: Final = re.compile(r"[A-Z][A-Za-z]{4,}")
_PHRASE: Final = 3  # words
_SLASH: Final = re.compile(rb"\\+(?:/|u002[fF])")


class Phrases:
    """The names and the phrases of three words that forgotten articles have, and no other article."""

    def __init__(self, forgotten: Iterable[str], others: Iterable[str]) -> None:
        self._phrases: set[tuple[bytes, ...]] = set()
        self._names: set[bytes] = set()
        for text in forgotten:
            self._phrases.update(_phrases(_words(text)))
            self._names.update(name.lower().encode() for name in _NAME.findall(text))
        for text in others if self._phrases or self._names else ():
            words = _words(text)
            self._phrases.difference_update(_phrases(words))
            self._names.difference_update(words)

    def are_in(self, body: bytes) -> bool:
        """Returns whether bytes hold one of them."""
        return any(True for _ in self._spans(body))

    def blacken(self, body: bytes, is_same: Callable[[bytes], bool]) -> bytes:
        """Returns the bytes with an x for each of their letters.

        What ``is_same`` says would change the page's own article is left.
        """
        spans = list(dict.fromkeys(self._spans(body)))
        whole = _blackened(body, spans)
        if not spans or is_same(whole):
            return whole
        for span in spans:
            changed = _blackened(body, [span])
            body = changed if is_same(changed) else body
        return body

    def _spans(self, body: bytes) -> Iterator[tuple[int, int]]:
        """Yields where the words of each begin and end."""
        last: list[tuple[bytes, tuple[int, int]]] = []
        for match in _TOKEN.finditer(body):
            if match["word"] is None:
                continue
            word = match["word"].lower()
            last = [*last[1 - _PHRASE :], (word, match.span())]
            if word in self._names:
                yield match.span()
            if tuple(each for each, _ in last) in self._phrases:
                yield from (span for _, span in last)


def readable_forms(body: bytes, content_type: str | None) -> Iterator[bytes]:
    """Yields a page in UTF-8, and again without its entities and escapes where it has some."""
    plain = _SLASH.sub(b"/", in_utf8(body, content_type))
    yield plain
    unescaped = unescape(plain.decode("utf-8", "replace")).encode("utf-8", "replace")
    unquoted = unquote_to_bytes(unquote_to_bytes(unescaped))
    yield from {unescaped, unquoted} - {plain}


def in_utf8(body: bytes, content_type: str | None) -> bytes:
    """Returns a page in a charset of which ASCII is a part: in UTF-8 where its own is not one."""
    wide = body[:2] in (b"\xff\xfe", b"\xfe\xff") or body[:4096].count(0) > len(body[:4096]) // 8
    if not wide and not re.search("utf-?(16|32)", content_type or "", re.I):
        return body
    return decode(body, content_type).text.encode("utf-8", "replace")


def _words(text: str) -> list[bytes]:
    found = _TOKEN.finditer(text.encode("utf-8", "replace"))
    return [match["word"].lower() for match in found if match["word"] is not None]


def _phrases(words: list[bytes]) -> Iterator[tuple[bytes, ...]]:
    return (tuple(words[at : at + _PHRASE]) for at in range(len(words) - _PHRASE + 1))


def _blackened(body: bytes, spans: Iterable[tuple[int, int]]) -> bytes:
    changed = bytearray(body)
    for start, end in spans:
        changed[start:end] = b"x" * (end - start)
    return bytes(changed)
