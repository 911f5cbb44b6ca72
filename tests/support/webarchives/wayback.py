"""A stand-in for the Wayback Machine by its own protocol."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import parse_qs, quote_plus, unquote_plus, urlsplit

from crawler.minisite.messages import Request, Response, redirect
from support.webarchives.captures import Capture, matches, url_key

_JSON: Final = (("Content-Type", "application/json"),)
_FIELDS: Final = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
_TOOLBAR: Final = b"<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id='wm-ipp'>Wayback Machine</div>"


class Wayback:
    """Answers CDX queries at ``/cdx/search/cdx`` and playback at ``/web/TIMESTAMP[id_]/ORIGINAL``."""

    def __init__(self, captures: Iterable[Capture]) -> None:
        self._captures = sorted(captures, key=lambda c: (url_key(c.url), c.timestamp))

    def __call__(self, request: Request) -> Response:
        """Returns the answer of the query or the capture that is asked for."""
        if request.path == "/cdx/search/cdx":
            return self._index(parse_qs(urlsplit(request.target).query, keep_blank_values=True))
        match = re.fullmatch(r"/web/(\d{1,14})(id_)?/(.+)", request.target)
        return self._play(request, *match.groups()) if match else Response(404)

    def _index(self, query: dict[str, list[str]]) -> Response:
        rows = [_row(c) for c in self._captures]
        rows = [r for r in rows if _wanted(r, query)]
        rows = _collapsed(rows, query.get("collapse", []))
        start = query.get("resumeKey")
        if start:
            rows = [r for r in rows if f"{r['urlkey']} {r['timestamp']}" > unquote_plus(start[0])]
        limit = int(query.get("limit", ["150000"])[0])
        shown = rows[:limit] if limit >= 0 else rows[limit:]
        fields = query.get("fl", [",".join(_FIELDS)])[0].split(",")
        table = [[row[f] for f in fields] for row in shown]
        more = query.get("showResumeKey") == ["true"] and 0 < len(shown) < len(rows)
        tail = [[], [quote_plus(f"{shown[-1]['urlkey']} {shown[-1]['timestamp']}")]] if more else []
        if query.get("output") == ["json"]:
            return Response(200, json.dumps([fields, *table, *tail] if table else []).encode(), _JSON)
        lines = "".join(" ".join(line) + "\n" for line in table + tail)
        return Response(200, lines.encode(), (("Content-Type", "text/plain"),))

    def _play(self, request: Request, timestamp: str, raw: str | None, url: str) -> Response:
        key = url_key(url)
        found = [c for c in self._captures if url_key(c.url) == key]
        if not found:
            return Response(404, b"<html><body>Not in archive</body></html>")
        asked = int(timestamp.ljust(14, "0"))
        nearest = min(found, key=lambda c: abs(int(c.timestamp) - asked))
        if nearest.timestamp != timestamp:
            return redirect(f"/web/{nearest.timestamp}{raw or ''}/{nearest.url}")
        body = nearest.stored if raw else nearest.stored.replace(b"<body>", b"<body>" + _TOOLBAR, 1)
        kept = [(n if n.lower() == "content-type" else f"x-archive-orig-{n}", v) for n, v in nearest.headers]
        memento = nearest.moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
        return Response(nearest.status, body, (*kept, ("Memento-Datetime", memento)))


def _row(capture: Capture) -> dict[str, str]:
    values = (
        url_key(capture.url),
        capture.timestamp,
        capture.url,
        capture.mime,
        str(capture.status),
        capture.digest,
        str(len(capture.stored) + 300),
    )
    return dict(zip(_FIELDS, values, strict=True))


def _wanted(row: dict[str, str], query: dict[str, list[str]]) -> bool:
    """Returns whether a row fits url, match type, time range and filters."""
    url = query["url"][0]
    if not matches(row["urlkey"], url, query.get("matchType", ["exact"])[0]):
        return False
    first = query.get("from", ["0"])[0].ljust(14, "0")
    last = query.get("to", ["9"])[0].ljust(14, "9")
    return first <= row["timestamp"] <= last and all(_passes(row, f) for f in query.get("filter", []))


def _passes(row: dict[str, str], text: str) -> bool:
    field, _, pattern = text.removeprefix("!").partition(":")
    return bool(re.fullmatch(pattern, row[field])) != text.startswith("!")


def _collapsed(rows: list[dict[str, str]], keys: Sequence[str]) -> list[dict[str, str]]:
    """Returns the rows without those that repeat the row before in a field, or in its first N characters."""
    for key in keys:
        field, _, digits = key.partition(":")
        length = int(digits) if digits else None
        groups = itertools.groupby(rows, key=lambda r: r[field][:length])
        rows = [next(group) for _, group in groups]
    return rows
