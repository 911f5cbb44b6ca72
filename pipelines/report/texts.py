"""The texts of the articles for the page's search: a script that the page loads from beside it when they are needed."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, Final

# About 20 MB as a file, and what a browser on a phone still holds.
MOST_CHARACTERS: Final = 40_000_000
_GZIP: Final = 31  # zlib's name for the largest window in a gzip frame


def write_script(file: IO[bytes], bodies: Iterable[str]) -> int:
    """Writes the script that hands the texts to the page, packed, and returns how many of them fit."""
    fitting: list[int] = []
    file.write(b'receiveTexts("')
    left = b""
    for packed in _pack(_json_list(bodies, fitting)):
        left += packed
        whole = len(left) // 3 * 3
        file.write(base64.b64encode(left[:whole]))
        left = left[whole:]
    file.write(base64.b64encode(left) + b'");\n')
    return len(fitting)


def _json_list(bodies: Iterable[str], fitting: list[int]) -> Iterator[bytes]:
    total = 0
    for body in bodies:
        total += len(body)
        if total > MOST_CHARACTERS:
            break
        yield (b"," if fitting else b"[") + json.dumps(body, ensure_ascii=False).encode()
        fitting.append(len(body))
    yield b"]" if fitting else b"[]"


def _pack(chunks: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(wbits=_GZIP)
    yield from filter(None, map(packer.compress, chunks))
    yield packer.flush()
