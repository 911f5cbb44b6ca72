"""Decodes the bytes of a page to text that is always valid UTF-8, whatever the headers claim."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding


class Decoded(NamedTuple):
    """A page's text, the encoding that was used, whether the bytes did not fit the declared one; the text as UTF-8."""

    text: str
    encoding: str
    repaired: bool
    utf8: bytes


_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The legacy encodings of the web; Python knows others ("idna", "hex") that no page may ask for.
_LEGACY: Final = re.compile(
    r"cp(125[0-8]|866|874|932|949)|iso8859-\d+|koi8-[ru]|gb18030|gbk|big5(hkscs)?|euc_(jp|kr)|mac-roman"
)
_CONTROLS: Final = bytes(b for b in (*range(0x20), 0x7F) if b not in b"\t\n\r")
_DECLARED_WITHIN: Final = 4096
_SELDOM: Final = 200  # times that a byte stands in a page


def _cp1252(byte: int) -> str:
    return bytes([byte]).decode("cp1252", "ignore")


def _alternatives(characters: Iterable[str]) -> bytes:
    encoded = [c.encode() for c in characters]
    first = bytes({c[0] for c in encoded})  # what cannot match is told by one byte
    return b"(?=[%b])(?:%b)" % (re.escape(first), b"|".join(map(re.escape, encoded)))


# UTF-8 that was once read as cp1252 (or latin-1): each byte became a character. The patterns below match
# bytes: they all begin with the same byte, so the search costs nearly nothing.
_BYTE_OF: Final = {chr(b): b for b in range(0x80, 0x100)} | {
    _cp1252(b): b for b in range(0x80, 0x100) if _cp1252(b)
}
_TAIL: Final = _alternatives(c for c, b in _BYTE_OF.items() if b < 0xC0)
_LONG: Final = re.compile(rb"\xc3[\xa0-\xaf]%b{2}|\xc3[\xb0-\xb4]%b{3}" % (_TAIL, _TAIL))
_SHORT: Final = re.compile(rb"\xc3[\x82\x83]%b" % _TAIL)
_LEAD: Final = re.compile(rb"\xc3[\x82\x83]")
_LONG_OR_SHORT: Final = re.compile(rb"\xc3[\x82\x83\xa0-\xb4][\x80-\xff]")
_C1: Final = re.compile(rb"\xc2([\x80-\x9f])")
_ENTITY: Final = b"&acirc;"
_AS_ENTITIES: Final = re.compile(_ENTITY + rb"(?:&euro;|\xe2\x82\xac)(?:&\w{2,8};)?")


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Returns the text of a page or feed. Never raises; the text always encodes to UTF-8.

    The first of these decides: a byte order mark; whether the bytes are valid UTF-8; the charset of
    ``content_type`` (the header's value); the charset of a ``meta`` element. As in browsers, latin-1 means cp1252.
    Bytes that fit no charset are read one by one as cp1252. NUL, other controls and surrogates are dropped.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            utf8 = body[len(mark) :].decode(encoding, "replace").encode("utf-8", "ignore")
            return _finish(utf8, encoding, repaired=False)
    declared = _declared(body, content_type)
    text = _as_utf8(body)
    if text is None:
        return _decode_legacy(body, declared)
    wrong = declared not in (None, "utf-8") and not body.isascii()
    return _finish(body, "utf-8", repaired=wrong, text=text)


def _declared(body: bytes, content_type: str | None) -> str | None:
    return http_content_type_encoding(content_type) or html_body_declared_encoding(body[:_DECLARED_WITHIN])


def _decode_legacy(body: bytes, declared: str | None) -> Decoded:
    if declared not in (None, "utf-8", "cp1252") and _LEGACY.fullmatch(declared):
        try:
            return _finish(body.decode(declared).encode(), declared, repaired=False)
        except UnicodeDecodeError:
            pass  # the declared charset does not fit: byte by byte below
    text = body.decode("utf-8", "bogor-cp1252")
    is_pure = len(text) == len(body)
    encoding = "cp1252" if is_pure else "utf-8"
    return _finish(text.encode(), encoding, repaired=not is_pure or declared not in (None, "cp1252"))


def _read_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    body, start = error.object, error.start
    if error.reason == "unexpected end of data":  # the page was cut inside a character
        return "", len(body)
    if body[start] == 0xED and body[start + 1 : start + 2] >= b"\xa0":  # half of a surrogate pair
        return "", min(start + 3, len(body))
    return _cp1252(body[start]), start + 1


codecs.register_error("bogor-cp1252", _read_as_cp1252)


def _finish(utf8: bytes, encoding: str, *, repaired: bool, text: str | None = None) -> Decoded:
    has_controls = any(map(utf8.__contains__, _CONTROLS))  # told sooner than they are deleted
    kept = utf8.translate(None, _CONTROLS) if has_controls else utf8
    mended = _mend(kept)
    if text is None or mended != utf8:
        text = mended.decode("utf-8")
    return Decoded(text, encoding, repaired or mended != kept, mended)


def _mend(utf8: bytes) -> bytes:
    """Returns the text with UTF-8 that was read as cp1252 corrected, where no other reading is possible."""
    if _ENTITY in utf8:
        utf8 = _AS_ENTITIES.sub(lambda m: html.unescape(m[0].decode()).encode(), utf8)
    if _occurs(_LONG_OR_SHORT, utf8, b"\xc3"):
        utf8 = _LONG.sub(_reread, utf8)
        leads = len(_LEAD.findall(utf8))
        if leads and leads == len(_SHORT.findall(utf8)):
            utf8 = _SHORT.sub(_reread, utf8)
    return _C1.sub(lambda m: _cp1252(m[1][0]).encode(), utf8) if _occurs(_C1, utf8, b"\xc2") else utf8


def _occurs(pattern: re.Pattern[bytes], data: bytes, first: bytes) -> bool:
    """Returns whether a pattern, all of whose matches begin with the byte ``first``, matches anywhere.

    Where that byte is seldom, this is several times as fast as a search for the pattern, which is left to other pages.
    """
    place = -1
    for _ in range(_SELDOM):
        place = data.find(first, place + 1)
        if place < 0 or pattern.match(data, place):
            return place >= 0
    return bool(pattern.search(data, place + 1))


def _reread(match: re.Match[bytes]) -> bytes:
    once = bytes(_BYTE_OF[c] for c in match[0].decode())
    return match[0] if _as_utf8(once) is None else once


def _as_utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None
