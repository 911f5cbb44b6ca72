"""Local stand-in for two public web archives by their own protocols: Wayback Machine and Common Crawl."""

from __future__ import annotations

import io
import itertools
import json
import re
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, Final
from urllib.parse import parse_qs, quote_plus, unquote_plus, urlsplit

import attrs
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.minisite.captures import Capture, url_key
from crawler.minisite.faults import Faults
from crawler.minisite.messages import Request, Response, redirect
from crawler.minisite.model import Site
from crawler.minisite.server import Server

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
    if not _matches(row["urlkey"], url, query.get("matchType", ["exact"])[0]):
        return False
    first = query.get("from", ["0"])[0].ljust(14, "0")
    last = query.get("to", ["9"])[0].ljust(14, "9")
    return first <= row["timestamp"] <= last and all(_passes(row, f) for f in query.get("filter", []))


def _matches(key: str, url: str, match_type: str) -> bool:
    if url.endswith("*"):
        url, match_type = url[:-1], "prefix"
    wanted = url_key(url)
    if match_type in ("host", "domain"):
        return key.startswith(wanted.partition(")")[0] + ("" if match_type == "domain" else ")"))
    return key.startswith(wanted) if match_type == "prefix" else key == wanted


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


@attrs.define(slots=False)
class Crawl:
    """One crawl of Common Crawl: its captures as lines of an index and as members of one WARC file."""

    name: str
    captures: list[Capture]

    @property
    def filename(self) -> str:
        """Returns the path of its data file."""
        return f"crawl-data/{self.name}/segments/1/warc/{self.name}-00000.warc.gz"

    @cached_property
    def data(self) -> tuple[bytes, list[dict[str, str]]]:
        """Returns the data file, one gzip member a capture, and the index rows that point into it."""
        file, rows = io.BytesIO(), []
        for capture in sorted(self.captures, key=lambda c: (url_key(c.url), c.timestamp)):
            offset = file.tell()
            _write_record(file, capture)
            rows.append(
                {
                    "urlkey": url_key(capture.url),
                    "timestamp": capture.timestamp,
                    "url": capture.url,
                    "mime": capture.mime,
                    "mime-detected": capture.mime,
                    "status": str(capture.status),
                    "digest": capture.digest,
                    "length": str(file.tell() - offset),
                    "offset": str(offset),
                    "filename": self.filename,
                    "languages": "ind",
                    **({"truncated": "length"} if capture.damage else {}),
                }
            )
        return file.getvalue(), rows


def _write_record(file: io.BytesIO, capture: Capture) -> None:
    writer = WARCWriter(file, gzip=True)
    extra = {"WARC-Date": capture.moment.strftime("%Y-%m-%dT%H:%M:%SZ")}
    if capture.damage:
        extra["WARC-Truncated"] = "length"
    head = StatusAndHeaders(f"{capture.status} OK", list(capture.headers), protocol="HTTP/1.1")
    record = writer.create_warc_record(
        capture.url,
        "response",
        payload=io.BytesIO(capture.stored),
        http_headers=head,
        warc_headers_dict=extra,
    )
    writer.write_record(record)


class CommonCrawl:
    """Answers ``/collinfo.json``, each crawl's ``/NAME-index`` and ranges of ``/crawl-data/…`` files.

    Captures of one ISO week are one crawl; ``page_size`` is the number of index lines a page.
    """

    def __init__(self, captures: Iterable[Capture], page_size: int = 5) -> None:
        weeks: dict[str, list[Capture]] = {}
        for capture in captures:
            year, week, _ = capture.moment.isocalendar()
            weeks.setdefault(f"CC-MAIN-{year}-{week:02}", []).append(capture)
        self._page_size = page_size
        self._crawls = {name: Crawl(name, weeks[name]) for name in sorted(weeks, reverse=True)}

    def __call__(self, request: Request) -> Response:
        """Returns the list of crawls, index lines, or a part of a data file."""
        if request.path == "/collinfo.json":
            return self._list(request.headers.get("host", ""))
        crawl = self._crawls.get(request.path.strip("/").removesuffix("-index"))
        if crawl:
            return self._index(crawl, request)
        files = {"/" + c.filename: c for c in self._crawls.values()}
        return _part(files[request.path].data[0], request) if request.path in files else Response(404)

    def _list(self, host: str) -> Response:
        infos = [
            {"id": name, "name": f"{name} Index", "cdx-api": f"http://{host}/{name}-index"}
            for name in self._crawls
        ]
        return Response(200, json.dumps(infos).encode(), _JSON)

    def _index(self, crawl: Crawl, request: Request) -> Response:
        url = request.parameter("url")
        rows = [
            r for r in crawl.data[1] if _matches(r["urlkey"], url, request.parameter("matchType", "exact"))
        ]
        pages = max(1, -(-len(rows) // self._page_size))
        if request.parameter("showNumPages") == "true":
            return _message({"pages": pages, "pageSize": self._page_size, "blocks": len(rows)})
        if not rows:
            return _message({"message": f"No Captures found for: {url}"}, 404)
        number = int(request.parameter("page", "0"))
        if not 0 <= number < pages:
            return _message(
                {"message": f"Page {number} invalid: First Page is 0, Last Page is {pages - 1}"}, 400
            )
        shown = rows[number * self._page_size : (number + 1) * self._page_size]
        lines = "".join(json.dumps(row) + "\n" for row in shown)
        return Response(200, lines.encode(), (("Content-Type", "text/x-ndjson"),))


def _message(value: dict[str, Any], status: int = 200) -> Response:
    return Response(status, json.dumps(value).encode() + b"\n", _JSON)


def _part(data: bytes, request: Request) -> Response:
    """Returns the range of a file that is asked for, or all of it."""
    kind = ("Content-Type", "application/octet-stream")
    match = re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers.get("range", ""))
    if not match:
        return Response(200, data, (kind,))
    first, last = int(match[1]), min(int(match[2]), len(data) - 1)
    if first > last:
        return Response(416, b"", (("Content-Range", f"bytes */{len(data)}"),))
    return Response(
        206, data[first : last + 1], (kind, ("Content-Range", f"bytes {first}-{last}/{len(data)}"))
    )


class ArchiveServer(Server):
    """Serves one archive on loopback, with faults, and an own answer to clients that ask too fast.

    A request sooner than ``pause`` seconds after the last gets ``too_fast`` and ``Retry-After: 1``.
    """

    def __init__(
        self, archive: Callable[[Request], Response], pause: float = 0.0, too_fast: int = 429, port: int = 0
    ) -> None:
        super().__init__(self._respond, port)
        self.faults = Faults(Site())
        self._archive = archive
        self._pause = pause
        self._too_fast = too_fast
        self._last = float("-inf")

    def _respond(self, request: Request) -> Response:
        now = time.monotonic()
        early, self._last = now - self._last < self._pause, now
        if early:
            return Response(self._too_fast, b"Too fast", (("Retry-After", "1"),))
        return self.faults.respond(request, self._archive)
