"""What the JSON-LD of a page says, broken or not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from lxml import etree

_TRAILING_COMMA: Final = re.compile(r",\s*(?=[}\]])")
# A comment or a CDATA section around the data, itself perhaps in a comment of the script.
_OPENING: Final = re.compile(r"\A(?://|/\*)?\s*(?:<!--|<!\[CDATA\[)\s*(?:\*/)?")
_CLOSING: Final = re.compile(r"(?://|/\*)?\s?(?:-->|\]\]>)\s*(?:\*/)?\s*;?\Z|;\Z")
_JSON_STRING: Final = r'"((?:[^"\\]|\\.)*)"'
_LOST: Final = {
    "@type": re.compile(r'"@type"\s*:\s*\[?\s*"(\w*(?:Article|Posting|Report))"'),
    "headline": re.compile(rf'"headline"\s*:\s*{_JSON_STRING}'),
    "datePublished": re.compile(rf'"datePublished"\s*:\s*{_JSON_STRING}'),
    "author": re.compile(rf'"author"\s*:\s*(?:\[?\s*{{[^{{}}]{{0,300}}?"name"\s*:\s*)?{_JSON_STRING}'),
}
# A page's data may nest as deep as it likes; nothing of use is deeper.
DEPTH: Final = 6


def read_json_ld(scripts: Iterable[etree._Element]) -> Iterator[dict[str, Any]]:
    """Yields every object that these scripts describe, and those inside it; of broken ones what can be read."""
    for script in scripts:
        if "ld+json" in (script.get("type") or ""):
            yield from _flatten(_loads(script.text or ""), 0)


def _loads(text: str) -> Any:
    bare = _OPENING.sub("", text.strip()).strip()
    if not bare.endswith(("}", "]")):
        bare = _CLOSING.sub("", bare).strip()
    for attempt in _attempts(bare):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    # Broken beyond that (quotes inside a text, mostly), the values that matter can still be read.
    values = {key: pattern.search(text) for key, pattern in _LOST.items()}
    return {key: match[1] for key, match in values.items() if match}


def _attempts(text: str) -> Iterator[str]:
    yield text
    yield _TRAILING_COMMA.sub("", text)


def _flatten(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _flatten(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            yield from _flatten(value.get(key), depth + 1)
