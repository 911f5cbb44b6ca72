"""Takes in pages from other people's WARC files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from pipelines import past
from pipelines.addresses import Address, address_for, host_of, identify
from pipelines.archive import Capture, iter_captures
from pipelines.article import NotAnArticle
from pipelines.checks import page_columns
from pipelines.corpus import captures
from pipelines.extract import extract
from pipelines.ingest import Ingest

Report = Callable[[str], None]
Progress = Callable[[int, int], None]


def import_files(
    ingest: Ingest,
    files: Sequence[Path],
    *,
    all_sites: bool,
    hosts: Collection[str] = (),
    report: Report,
    progress: Progress = lambda done, total: None,
) -> Counter[str]:
    """Stores every article of known sites (or of all) in the files, publishes, and returns counts by outcome.

    With ``hosts`` (without ``www.``) only pages of these. Broken records are named through ``report`` and skipped;
    ``progress`` is told kilobytes done and in all. ``other`` counts captures that are of other sites, no web page, or
    no article. Memory stays flat: one capture at a time. Raises OSError for a file that isn't there.
    """
    counts: Counter[str] = Counter()
    sizes = [path.stat().st_size for path in files]
    for number, path in enumerate(files):
        for capture in _captures(path, counts, report):
            wanted = not hosts or host_of(capture.url) in hosts
            counts[_take(ingest, capture, all_sites=all_sites) if wanted else "other"] += 1
            progress((sum(sizes[:number]) + capture.pointer.offset) // 1000, sum(sizes) // 1000)
            ingest.tick()
    ingest.publish()
    return counts


def _captures(path: Path, counts: Counter[str], report: Report) -> Iterator[Capture]:
    def on_problem(offset: int, reason: str) -> None:
        counts["broken"] += 1
        report(f"{path} at byte {offset}: {reason}")

    return iter_captures(path, on_problem=on_problem)


def _take(ingest: Ingest, capture: Capture, *, all_sites: bool) -> str:
    address = _address(capture.url, all_sites=all_sites)
    if capture.status != 200 or address is None:
        return "other"
    seen = past.sight(ingest, capture.exchange())
    if captures.is_known(ingest.connection, address.article_id, seen.at, seen.digest):
        return "same"
    headers = {name.lower(): value for name, value in capture.headers}
    try:
        article = extract(
            capture.body, address.url, content_type=headers.get("content-type"), fetched_at=capture.fetched_at
        )
    except NotAnArticle as answer:
        # Of other sites every address is a guess: only an article's own is missed.
        if address.post_id is not None and (page := ingest.page_of(address, "import")):
            past.refuse(ingest, page, answer.reason, answer.detail, seen)
        return "other"
    page = ingest.page_of(address, "import")
    if page is None:
        return "forgotten"
    return past.see(ingest, page, page_columns(article, address, page.card), seen)


def _address(url: str, *, all_sites: bool) -> Address | None:
    address = identify(url)
    host = host_of(url)
    if address is None and all_sites and host:
        return address_for(host, url)
    return address
