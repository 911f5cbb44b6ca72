"""What the spiders of kotabogor.go.id share: links between its generations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipelines.addresses import Address, article_url, identify

_ARTICLE_LINK: Final = re.compile(rb"/(berita-detail|show_post/detail)/(\d{1,12})\b")
_SOURCES: Final = {b"berita-detail": "berita", b"show_post/detail": "show_post"}


def linked_articles(body: bytes) -> Iterator[Address]:
    """Yields the articles of both generations that a page links to, each once."""
    for kind, number in dict.fromkeys(_ARTICLE_LINK.findall(body)):
        address = identify(article_url(_SOURCES[kind], int(number)))
        if address:
            yield address
