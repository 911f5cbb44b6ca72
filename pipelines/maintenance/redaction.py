"""Removes from a page what it says of another article, without changing what it says of its own. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from html import unescape
from typing import Final
from urllib.parse import urlsplit

from pipelines.addresses import HOMES, absolute, address_for, identify
from pipelines.maintenance.phrases import readable_forms
from pipelines.text.lines import fold

# An entity, since it means the same in every charset a page may be in.
_BAR: Final = b"&#9608;"
_PARTS: Final = re.compile(rb"(<[^>]*>)")
_ANCHOR: Final = re.compile(rb"<a[\s/]", re.I)
_ANCHOR_END: Final = re.compile(rb"</a\s*>", re.I)
_ATTRIBUTE: Final = re.compile(rb"""(?<=[\s"'/])([a-z-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.I)
_SPOKEN: Final = frozenset({b"alt", b"title", b"aria-label"})
_TOKEN: Final = re.compile(rb"[^\s\"'<>]{1,2000}")


class Forgotten:
    """The articles to be taken out, by ``article_id``."""

    def __init__(self, article_ids: Collection[str]) -> None:
        self.article_ids = frozenset(article_ids)
        names = [article_id.partition(":") for article_id in self.article_ids]
        numbers = [name for _, _, name in names if name.isdecimal() and len(name) < 16]
        # A site without numbers has ids made of addresses: every address must then be tried.
        self._hashed = {source for source, _, name in names if name not in numbers}
        self._number = re.compile(rb"(?<=[/=:])(?:%s)(?!\d)" % "|".join(numbers or ["(?!)"]).encode())

    def is_at(self, url: str) -> bool:
        """Returns whether an address is one of theirs, also below another host (``--base-url``, web archives)."""
        if absolute(url, url) is None:
            return False
        known = identify(url)
        if known:
            return known.article_id in self.article_ids
        if any(address_for(source, url).article_id in self.article_ids for source in self._hashed):
            return True
        return any(
            address.article_id in self.article_ids
            for tail in _tails(url)
            for home in HOMES
            if (address := identify(home + tail))
        )

    def is_named_in(self, body: bytes, base: str, content_type: str | None = None) -> bool:
        """Returns whether a page, listing or feed from ``base`` holds an address of theirs, escaped or not."""
        return any(self._is_named(form, base) for form in readable_forms(body, content_type))

    def _is_named(self, form: bytes, base: str) -> bool:
        if not self._may_be_in(form):
            return False
        tokens = (match[0] for match in _TOKEN.finditer(form))
        return any(self._leads_to(token, base) for token in dict.fromkeys(tokens) if self._may_be_in(token))

    def redact(
        self, body: bytes, base: str, words: Collection[str], is_same: Callable[[bytes], bool]
    ) -> bytes:
        """Returns the page with every text of a link to one of them, and every text in ``words``, blacked out.

        Slugs go from the links too. What ``is_same`` says would change the page's own article is left: a link in
        a sentence is part of that sentence.
        """
        if not self._may_be_in(body) and not words:
            return body
        end = body.rfind(b">") + 1  # without an end every "<" behind it would be tried to the last byte
        parts = _PARTS.split(body[:end])
        parts[-1] += body[end:]
        changes = dict(self._changes(parts, base, words))
        whole = _changed(parts, changes)
        if not changes or is_same(whole):
            return whole
        kept: dict[int, bytes] = {}
        for index, part in changes.items():
            if is_same(_changed(parts, {**kept, index: part})):
                kept[index] = part
        return _changed(parts, kept)

    def _changes(self, parts: list[bytes], base: str, words: Collection[str]) -> Iterator[tuple[int, bytes]]:
        inside = False
        for index, part in enumerate(parts):
            after = part
            if index % 2 == 0:
                after = _bars(part) if inside or _text(part) in words else part
            elif _ANCHOR.match(part):
                inside = self._is_link(part, base)
                after = self._without_words(part) if inside else part
            elif _ANCHOR_END.match(part):
                inside = False
            elif inside:
                after = self._without_words(part)
            if after != part:
                yield index, after

    def _is_link(self, tag: bytes, base: str) -> bool:
        return any(
            name.lower() == b"href" and self._leads_to(value.strip(b"\"'"), base)
            for name, value in _ATTRIBUTE.findall(tag)
        )

    def _leads_to(self, href: bytes, base: str) -> bool:
        url = absolute(base, unescape(href.decode("utf-8", "replace")))
        return url is not None and self.is_at(url)

    def _without_words(self, tag: bytes) -> bytes:
        def replaced(match: re.Match[bytes]) -> bytes:
            name = match[1].lower()
            if name == b"href":
                return b'href="' + self._without_slug(match[2].strip(b"\"'")) + b'"'
            return match[1] + b'=""' if name in _SPOKEN and match[2] != b'""' else match[0]

        return _ATTRIBUTE.sub(replaced, tag)

    def _without_slug(self, href: bytes) -> bytes:
        match = self._number.search(href)
        if match is None:
            return b"#"
        rest = href[match.end() :]
        return href[: match.end()] if rest.startswith((b"/", b":")) else href

    def _may_be_in(self, body: bytes) -> bool:
        return bool(self._hashed) or self._number.search(body) is not None


def _tails(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    whole = parts.path + (f"?{parts.query}" if parts.query else "")
    return (whole[match.start() :] for match in re.finditer("/", whole))


def _text(part: bytes) -> str:
    return fold(unescape(part.decode("utf-8", "replace")))


def _bars(part: bytes) -> bytes:
    """Returns bars in place of a text: as long, since layouts tell teasers by length, but not its words' shape."""
    text = _text(part)
    if not re.search(r"\w", text):
        return part
    length = len(text)
    bars = b"".join(b" " if i % 6 == 5 and i < length - 1 else _BAR for i in range(length))
    return part.replace(part.strip(), bars)


def _changed(parts: list[bytes], changes: dict[int, bytes]) -> bytes:
    return b"".join(changes.get(index, part) for index, part in enumerate(parts))
