"""Removes content codings, and stops when the result is larger than a limit."""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Callable, Iterator
from typing import Final

from pipelines.archive.exchange import MAX_BODY, ArchiveError, TooLargeError

# The largest window a sender may use for HTTP (RFC 9659), so also the most memory a decoder takes.
_ZSTD_WINDOW: Final = 8 * 1024 * 1024
# Bytes given at once to a decoder without an output limit: they hold at most 64 zstd blocks of 128 kB.
_ZSTD_STEP: Final = 256

_MARKS: Final = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def remove_codings(payload: bytes, codings: str | None, limit: int = MAX_BODY) -> bytes:
    """Returns the payload without its content codings, which are given as in ``Content-Encoding``.

    Raises ArchiveError for broken or truncated data, TooLargeError above ``limit`` bytes. A payload that is plain HTML,
    or has a byte-order mark, although its header names a coding is returned unchanged: many tools decode pages and
    keep the header.
    """
    for coding in reversed((codings or "").lower().split(",")):
        decoder = _DECODERS.get(coding.strip())
        if decoder is None or not payload:
            continue
        try:
            payload = _bounded(decoder(payload), limit)
        except _DecodingError as error:
            if not (payload.startswith(_MARKS) or payload.lstrip().startswith(b"<")):
                raise ArchiveError(f"its {coding.strip()} content is damaged: {error}") from error
    if len(payload) > limit:
        raise TooLargeError(f"its content is larger than {limit} bytes")
    return payload


class _DecodingError(Exception):
    pass


def _bounded(pieces: Iterator[bytes], limit: int) -> bytes:
    out = bytearray()
    for piece in pieces:
        out += piece
        if len(out) > limit:
            raise TooLargeError(f"its content is larger than {limit} bytes")
    return bytes(out)


def _zlib(data: bytes, window: int) -> Iterator[bytes]:
    while data:
        inflater = zlib.decompressobj(window)
        try:
            yield inflater.decompress(data, MAX_BODY + 1)
        except zlib.error as error:
            raise _DecodingError(str(error)) from error
        if not inflater.eof:
            raise _DecodingError("it is cut short")
        # More members may follow. Other bytes are padding, which browsers ignore too.
        data = inflater.unused_data if inflater.unused_data[:2] == b"\x1f\x8b" else b""


def _gzip(data: bytes) -> Iterator[bytes]:
    return _zlib(data, 31)


def _deflate(data: bytes) -> Iterator[bytes]:
    # "deflate" means zlib, but many servers send raw deflate under that name.
    zlib_framed = len(data) > 1 and data[0] & 15 == 8 and (data[0] << 8 | data[1]) % 31 == 0
    return _zlib(data, 15 if zlib_framed else -15)


def _brotli(data: bytes) -> Iterator[bytes]:
    import brotli

    decoder = brotli.Decompressor()
    try:
        yield decoder.process(data, output_buffer_limit=1 << 16)
        while not decoder.is_finished():
            if decoder.can_accept_more_data():
                raise _DecodingError("it is cut short")
            yield decoder.process(b"", output_buffer_limit=1 << 16)
    except brotli.error as error:
        raise _DecodingError(str(error)) from error


def _zstd(data: bytes) -> Iterator[bytes]:
    import zstandard

    decoder = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
    try:
        for at in range(0, len(data), _ZSTD_STEP):
            yield decoder.decompress(data[at : at + _ZSTD_STEP])
            if decoder.eof:
                return
    except zstandard.ZstdError as error:
        raise _DecodingError(str(error)) from error
    raise _DecodingError("it is cut short")


_DECODERS: Final[dict[str, Callable[[bytes], Iterator[bytes]]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
