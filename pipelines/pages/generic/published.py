"""The publication time of an article, from the printed date line and the page's machine-readable dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

import attrs

from pipelines.dates import WIB, parse_publication_date
from pipelines.pages.generic import furniture as lines
from pipelines.pages.generic.blocks import Block
from pipelines.pages.generic.stamps import Source, Stamp

_MODIFIED: Final = re.compile(
    r"\b(?:di-?\s?)?(?:per\s?baru?i|perbaharui|updated?|ubah|revisi|sunting|modif\w*)\b|\bperubahan\b|\blast\b",
    re.I,
)
_PUBLISHED: Final = re.compile(
    r"\b(?:di)?(?:terbit|publikasi|publish|tayang|posting|rilis|unggah|upload|muat|tulis|buat)(?:kan|ed)?\b"
    r"|\b(?:posted|created|written)\b|\btanggal\b|\btgl\b",
    re.I,
)
_TIME_ONLY: Final = re.compile(
    r"^\W*(?:pukul|jam|pkl)?\W*\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s*(?:wi[bt]a?)?\W*$", re.I
)
_AGO: Final = re.compile(r"^\W*(?:\d{1,3}|se)\s*(?:menit|jam|hari|minggu)\s+(?:yang\s+)?lalu\W*$", re.I)
_LONGEST: Final = 160
# How far from the title a printed date belongs to it, in lines.
_BEFORE: Final = 3
_AFTER: Final = 25
_BELOW: Final = 12
_WITHIN: Final = 8
_DATE_CLASS: Final = re.compile(r"publish|posted|created|\bpost-?date|tanggal|\btgl\b", re.I)
_OTHERS: Final = ("related", "popular", "comment")
_MINUTE: Final = dt.timedelta(minutes=1)
_NEAR: Final = dt.timedelta(days=2)
# News is printed within days of what its lead reports.
_REPORTED: Final = dt.timedelta(days=10)


@attrs.frozen
class Published:
    """A publication day, its moment where one is told (aware), the text it was read from, and from where."""

    date: dt.date
    moment: dt.datetime | None
    text: str
    source: Source
    flags: tuple[str, ...] = ()
    above_title: bool = False


def find_published(
    printed: Published | None, stamps: Sequence[Stamp], event: dt.date | None, fetched_at: dt.datetime
) -> Published | None:
    """Returns when the article was published; what is printed by its title decides, stamps make it exact.

    A stamp whose clock shows the printed hour is local time, whatever zone it claims; else its zone counts.
    ``event`` is the day the lead names: where print and stamps differ, the date that fits it wins.
    """
    latest = fetched_at + dt.timedelta(days=1)
    stamps = [s for s in stamps if s.moment(WIB) <= latest]
    stamps = [attrs.evolve(s, offset=None) if _is_local(s, stamps, fetched_at) else s for s in stamps]
    stamped = _from_stamps(stamps)
    if printed is None or stamped is None:
        return printed or stamped
    if _AGO.match(printed.text) or _is_clock(printed, stamped, event):
        return stamped
    zone = (printed.moment.tzinfo if printed.moment else None) or WIB
    for stamp in stamps:
        for moment in (stamp.moment(zone), stamp.as_local(zone)):
            if stamp.has_time and moment.time() != dt.time() and _agree(printed, moment):
                return attrs.evolve(printed, moment=moment)
    return printed


def _is_local(stamp: Stamp, stamps: Sequence[Stamp], fetched_at: dt.datetime) -> bool:
    """Returns whether a stamp marked UTC is local time: a local one repeats it, or it would be in the future."""
    repeated = any(other.offset is None and other.clock == stamp.clock for other in stamps)
    return not stamp.offset and (repeated or stamp.moment(WIB) > fetched_at)


def _is_clock(printed: Published, stamped: Published, event: dt.date | None) -> bool:
    """Returns whether a printed date is of the page's visit, not of the article, or the stamp the template's."""
    if abs(printed.date - stamped.date) <= _NEAR:
        return False
    if event is not None:
        fits = [abs(candidate.date - event) <= _REPORTED for candidate in (printed, stamped)]
        if fits[0] != fits[1]:
            return fits[1]
    return printed.above_title and stamped.moment is not None


def _agree(printed: Published, moment: dt.datetime) -> bool:
    if printed.moment is None:
        return moment.date() == printed.date
    return abs(moment - printed.moment) < _MINUTE


def _from_stamps(stamps: Sequence[Stamp]) -> Published | None:
    if not stamps:
        return None
    moment = stamps[0].moment(WIB)
    told = stamps[0].has_time and moment.time() != dt.time()
    return Published(moment.date(), moment if told else None, stamps[0].text, stamps[0].source)


def read_printed(
    blocks: Sequence[Block], title: Block | None, body: Sequence[Block], fetched_at: dt.datetime
) -> Published | None:
    """Returns the date printed by the title: below it, else right above it, else a labelled one below the text.

    A line that says it is the day of a change does not count.
    """
    for block in _candidates(blocks, title, body):
        text = _published_part(block.text)
        if not text or not (lines.is_dated(block) or _AGO.match(text)):
            continue
        reading = parse_publication_date(text, fetched_at)
        if reading is not None and reading.datetime is None:
            timed = _with_time(text, block, blocks)
            if timed is not None:
                text, reading = timed, parse_publication_date(timed, fetched_at) or reading
        if reading is not None:
            above = title is not None and block.position < title.position
            return Published(
                reading.date, reading.datetime, text.strip(" |•·,-"), "page", reading.flags, above_title=above
            )
    return None


def _candidates(blocks: Sequence[Block], title: Block | None, body: Sequence[Block]) -> Iterator[Block]:
    first = body[0].position if body else len(blocks)
    last = body[-1].position + 1 if body else len(blocks)
    anchor = title.position if title else max(0, first - _BEFORE)
    below = [b for b in blocks[anchor : min(first, anchor + _AFTER)] if not b.inside(*_OTHERS)]
    # A line in a menu or a page's head comes last: it may be a clock between a hidden title and the visible one.
    yield from (b for b in sorted(below, key=lambda b: b.inside("menu")) if len(b.text) <= _LONGEST)
    for block in reversed(blocks[max(0, anchor - _BEFORE) : anchor]):
        if len(block.text) <= _LONGEST and not block.inside("menu", "footer", *_OTHERS):
            yield block
    for block in blocks[last : last + _BELOW]:
        if len(block.text) <= _LONGEST and not block.is_prose and _is_labelled(block):
            yield block


def _is_labelled(block: Block) -> bool:
    """Returns whether a line calls its date one of publication, in words or by a class of the template."""
    if block.inside(*_OTHERS):
        return False
    elements = (block.element, *islice(block.element.iterdescendants(), _WITHIN))
    return bool(_PUBLISHED.search(block.text)) or any(
        _DATE_CLASS.search(e.get("class") or "") for e in elements
    )


def _published_part(text: str) -> str | None:
    """Returns a line up to a label such as "diperbarui", or from one of publication behind it."""
    changed = _MODIFIED.search(text)
    if changed is None:
        return text
    before, after = text[: changed.start()], text[changed.end() :]
    if lines.has_date(before):
        return before
    label = _PUBLISHED.search(after)
    return after[label.start() :] if label else None


def _with_time(text: str, block: Block, blocks: Sequence[Block]) -> str | None:
    for neighbour in blocks[block.position + 1 : block.position + 3]:
        if _TIME_ONLY.match(neighbour.text):
            return f"{text} {neighbour.text}"
    return None
