"""Ways in which a response goes wrong on the wire."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from typing import Final

import attrs
import brotli
import zstandard

from crawler.minisite.messages import Response

# Turns the head and the body of a response into what is sent.
Delivery = Callable[[bytes, bytes], AsyncIterator[bytes]]
MEGABYTE: Final = 1 << 20


class Dropped(Exception):
    """Raised by a delivery to have the connection reset instead of closed."""


@attrs.frozen(kw_only=True)
class Delivered(Response):
    """A response that is sent by its own ``delivery``."""

    delivery: Delivery


def delivered(response: Response, delivery: Delivery) -> Delivered:
    """Returns a response that is sent by that delivery."""
    return Delivered(status=response.status, body=response.body, headers=response.headers, delivery=delivery)


async def dropped(head: bytes, body: bytes) -> AsyncIterator[bytes]:
    """The connection is reset before a byte is sent."""
    yield b""
    raise Dropped


async def dropped_later(head: bytes, body: bytes) -> AsyncIterator[bytes]:
    """The connection is reset in the middle of the body."""
    yield head + body[: len(body) // 2]
    raise Dropped


def cut(share: float) -> Delivery:
    """Sends that share of the body, then closes: less than was announced."""

    async def deliver(head: bytes, body: bytes) -> AsyncIterator[bytes]:
        yield head + body[: int(len(body) * share)]

    return deliver


async def broken_chunks(head: bytes, body: bytes) -> AsyncIterator[bytes]:
    """One good chunk comes, then one whose size is no number."""
    first = body[: len(body) // 2]
    yield head + b"%x\r\n%s\r\n" % (len(first), first)
    yield b"zz\r\n" + body[len(first) :]


async def unfinished_chunks(head: bytes, body: bytes) -> AsyncIterator[bytes]:
    """One good chunk comes, and not the last, empty one."""
    yield head + b"%x\r\n%s\r\n" % (len(body), body)


async def silence(head: bytes, body: bytes) -> AsyncIterator[bytes]:
    """The headers come, then nothing, and the connection stays."""
    yield head
    await asyncio.Event().wait()


def drip(pause: float) -> Delivery:
    """Sends the body byte by byte with ``pause`` seconds in between."""

    async def deliver(head: bytes, body: bytes) -> AsyncIterator[bytes]:
        yield head
        for position in range(len(body)):
            yield body[position : position + 1]
            await asyncio.sleep(pause)

    return deliver


def huge(megabytes: int) -> Delivery:
    """Sends a page of that size in chunks, made while it is sent."""

    async def deliver(head: bytes, body: bytes) -> AsyncIterator[bytes]:
        text = b"<p>Halaman yang tidak ada habisnya.</p>\n" * 1600
        piece = b"%x\r\n%s\r\n" % (len(text), text)
        yield head
        for _ in range(megabytes * MEGABYTE // len(text)):
            yield piece
        yield b"0\r\n\r\n"

    return deliver


@cache
def bomb(encoding: str, megabytes: int) -> bytes:
    """Returns a small compressed body that unfolds to that size; ``encoding`` is gzip, br or zstd."""
    return b"".join(_compress(encoding, b" " * MEGABYTE, megabytes))


def _compress(encoding: str, block: bytes, times: int) -> Iterator[bytes]:
    if encoding == "br":
        brotli_encoder = brotli.Compressor(quality=5)
        yield from (brotli_encoder.process(block) for _ in range(times))
        yield brotli_encoder.finish()
        return
    encoder = (
        zlib.compressobj(9, wbits=31) if encoding == "gzip" else zstandard.ZstdCompressor().compressobj()
    )
    yield from (encoder.compress(block) for _ in range(times))
    yield encoder.flush()
