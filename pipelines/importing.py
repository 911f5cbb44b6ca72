"""Takes in pages from other people's WARC files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from pipelines.addresses import Address, address_for, host_of, identify
from pipelines.archive import Capture, iter_captures
from pipelines.article import NotAnArticle
from pipelines.extract import extract
from pipelines.ingest import Ingest
from pipelines.past import Past

Report = Callable[[str], None]

_OUTCOMES: Final = ("new", "edited", "same")


def import_files(ingest: Ingest, files: Iterable[Path], *, all_sites: bool, report: Report) -> Counter[str]:
    """Stores every article of known sites (or of all) in the files, publishes, and returns counts by outcome.

    Broken records are named through ``report`` and skipped. ``other`` counts captures that are of other sites, no
    web page, or no article. Memory stays flat: one capture at a time. Raises OSError for a file that isn't there.
    """
    counts: Counter[str] = Counter()
    past = Past(ingest)
    for path in files:
        for capture in _captures(path, counts, report):
            counts[_take(past, capture, all_sites=all_sites)] += 1
            ingest.tick()
    past.finish()
    return counts


def _captures(path: Path, counts: Counter[str], report: Report) -> Iterator[Capture]:
    def on_problem(offset: int, reason: str) -> None:
        counts["broken"] += 1
        report(f"{path} at byte {offset}: {reason}")

    return iter_captures(path, on_problem=on_problem)


def _take(past: Past, capture: Capture, *, all_sites: bool) -> str:
    address = _address(capture, all_sites=all_sites)
    if capture.status != 200 or address is None:
        return "other"
    headers = {name.lower(): value for name, value in capture.headers}
    try:
        article = extract(
            capture.body, address.url, content_type=headers.get("content-type"), fetched_at=capture.fetched_at
        )
    except NotAnArticle:
        return "other"
    page = past.page(address, "import")
    if page is None:
        return "forgotten"
    return past.see(page, article, capture.exchange())


def _address(capture: Capture, *, all_sites: bool) -> Address | None:
    address = identify(capture.url)
    host = host_of(capture.url)
    if address is None and all_sites and host:
        return address_for(host, capture.url)
    return address
