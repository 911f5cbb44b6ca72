"""Imports pages from other people's WARC files."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from pipelines.addresses import Address, address_for, canonical, host_of, identify, part
from pipelines.archive import Answers, Capture, iter_captures
from pipelines.article import Card, RawPage
from pipelines.executor.engines import Engine, local_engine
from pipelines.ingest import Ingest, past
from pipelines.ingest.past import PastCapture
from pipelines.pages.page_to_row import EXTRACTOR_ERROR, Extraction, extract_columns

ReportProblem = Callable[[str], None]
ShowProgress = Callable[[int, int], None]

# A batch for a worker ends at this number of pages, or of bytes (as sent plus decoded).
_BATCH: Final = 50
_BATCH_BYTES: Final = 4_000_000


# What a worker needs: a page, whose it is, and what its card says.
Task = tuple[RawPage, Address, Card | None]


class _Taken(NamedTuple):
    """A capture that is to be extracted: how it is stored, and what a worker needs of it."""

    capture: PastCapture
    task: Task
    size: int

    @property
    def address(self) -> Address:
        return self.task[1]


def import_files(
    ingest: Ingest,
    files: Sequence[Path],
    *,
    all_sites: bool,
    hosts: Collection[str] = (),
    engine: Engine | None = None,
    report: ReportProblem,
    progress: ShowProgress = lambda done, total: None,
) -> Counter[str]:
    """Stores every article of known sites (or of all) in the files, publishes, and returns counts by outcome.

    With ``hosts`` (without ``www.``) only pages of these. ``engine`` reads the pages, by default in this process; the
    rows are the same whichever it is. Broken records are reported through ``report`` and skipped; ``progress`` gets
    the kilobytes done and in all. ``other`` counts captures that are of other sites, no web page, or no article,
    ``failed`` those that raised an error in the extractor. Memory holds a few batches. Raises OSError for a file that
    isn't there, and what the engine raises.
    """
    counts: Counter[str] = Counter()
    waiting: deque[_Taken] = deque()

    def batches() -> Iterator[list[Task]]:
        found = _captures(ingest, files, counts, report, progress)
        for batch in _in_batches(_to_read(ingest, found, counts, hosts, all_sites=all_sites)):
            waiting.extend(batch)
            yield [taken.task for taken in batch]

    for extractions in (engine or local_engine(1))(extract_batch, batches()):
        for extraction in extractions:
            counts[_store(ingest, waiting.popleft(), extraction, report)] += 1
            ingest.tick()
    ingest.publish()
    return counts


def extract_batch(tasks: Sequence[Task]) -> list[Extraction]:
    """Returns the columns of each page. Runs in a worker, which needs nothing but the pages."""
    return [extract_columns(*task) for task in tasks]


def _captures(
    ingest: Ingest, files: Sequence[Path], counts: Counter[str], report: ReportProblem, progress: ShowProgress
) -> Iterator[Capture]:
    def on_problem(path: Path | None, offset: int, reason: str) -> None:
        counts["broken"] += 1
        report(f"{path} at byte {offset}: {reason}")

    sizes = [path.stat().st_size for path in files]
    answers = Answers()
    for number, path in enumerate(files):
        for capture in iter_captures(path, on_problem=partial(on_problem, path), answers=answers):
            yield capture
            progress((sum(sizes[:number]) + capture.pointer.offset) // 1000, sum(sizes) // 1000)
            # Commits what was stored before, however long the next page takes.
            ingest.tick()
    yield from answers.late(on_problem)


def _to_read(
    ingest: Ingest, found: Iterable[Capture], counts: Counter[str], hosts: Collection[str], *, all_sites: bool
) -> Iterator[_Taken]:
    """Yields the captures whose page has to be extracted, and counts the others."""
    for capture in found:
        address = _address(capture, hosts, all_sites=all_sites)
        if address is None:
            counts["other"] += 1
            continue
        taken = _taken(ingest, capture, address)
        if _is_known(ingest, taken):
            counts["same"] += 1
        else:
            yield taken


def _taken(ingest: Ingest, capture: Capture, address: Address) -> _Taken:
    # An import changes no card, so this one is still current when the extraction comes back.
    page = ingest.frontier.find(address.article_id)
    card = page.card if page else None
    past_capture = past.past_capture(ingest, capture.exchange())
    return _Taken(
        past_capture, (capture.page(address.url), address, card), len(capture.payload) + len(capture.body)
    )


def _in_batches(found: Iterable[_Taken]) -> Iterator[list[_Taken]]:
    batch: list[_Taken] = []
    size = 0
    for taken in found:
        batch.append(taken)
        size += taken.size
        if len(batch) == _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _store(ingest: Ingest, taken: _Taken, extraction: Extraction, report: ReportProblem) -> str:
    capture, address = taken.capture, taken.address
    # The same capture may have been earlier in this batch.
    if _is_known(ingest, taken):
        return "same"
    failed = extraction.reason == EXTRACTOR_ERROR
    if failed:
        report(f"{address.url} cannot be read: {extraction.detail}")
    elif extraction.columns is None and address.post_id is None:
        # An address of another site may be any page: only an address with a post_id is known to be an article's.
        return "other"
    page = ingest.page_of(address, "import")
    if extraction.columns is None:
        if page is not None:
            past.add_unreadable(ingest, page, extraction.reason or "", extraction.detail, capture)
        return "failed" if failed else "other"
    if page is None:
        return "forgotten"
    return past.add_capture(ingest, page, extraction.columns, capture, extraction.sketch)


def _is_known(ingest: Ingest, taken: _Taken) -> bool:
    article_id = taken.address.article_id
    return ingest.captures.is_known(article_id, taken.capture.at, taken.capture.digest)


def _address(capture: Capture, hosts: Collection[str], *, all_sites: bool) -> Address | None:
    """Returns the article address of a capture, or None where it is not to be imported."""
    host = host_of(capture.url)
    if capture.status != 200 or (hosts and host not in hosts) or part(capture.url) > 1:
        return None
    address = identify(capture.url)
    if address is None and all_sites and host and canonical(capture.url):
        return address_for(host, capture.url)
    return address
