"""A stand-in for Common Crawl by its own protocol."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

import attrs
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.minisite.messages import Request, Response
from support.webarchives.captures import Capture, matches, url_key

_JSON: Final = (("Content-Type", "application/json"),)


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
            r for r in crawl.data[1] if matches(r["urlkey"], url, request.parameter("matchType", "exact"))
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
