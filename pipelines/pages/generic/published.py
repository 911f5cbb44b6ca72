"""The publication time of an article, from the printed date line and the page's machine-readable dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from typing import Final

import attrs

from pipelines.dates import WIB, Source, Stamp, is_relative, parse_publication_date
from pipelines.pages.generic import furniture as lines
from pipelines.pages.generic.blocks import Block
from pipelines.text.lines import fold

_MODIFIED: Final = re.compile(
    r"\b(?:di-?\s?)?(?:per\s?baru?i|perbaharui|updated?|ubah|revisi|sunting|modif\w*)\b|\bperubahan\b|\blast\b",
    re.I,
)
_PUBLISHED: Final = re.compile(
    r"\b(?:di)?(?:terbit|publikasi|publish|tayang|posting|rilis|unggah|upload|muat|tulis|buat)(?:kan|ed)?\b"
    r"|\b(?:posted|created|written)\b|\btanggal\b|\btgl\b",
    re.I,
)
# A day and a month that may have changed places.
_NUMERIC: Final = re.compile(r"(?<![\d/.-])(\d{1,2})([-/.])(\d{1,2})\2(?:\d{4}|\d\d)(?!\d)")
# Forms that are dates only by a title: a year of two digits (the words before it tell), a year first with dots.
_RARE_DATE: Final = re.compile(
    r"^\W*(?:[^\W\d_]\D{1,30}\d{1,2}([-.])\d{1,2}\1\d\d(?![\d.-])|(?:19|20)\d\d\.\d\d\.\d\d(?!\d)"
    r"|(?:[^\W\d_]{4,6},\s)?\d{1,2}[ -][^\W\d_]{3,9}\.?[ -]['’]?\d\d(?!\d)"
    r"|(?:[^\W\d_]{3,9} )?\d{1,2}(?:st|nd|rd|th),? (?:[^\W\d_]{3,9},? )?(?:19|20)\d\d)"
)
_LONGEST_PIECE: Final = 20
_PIECES: Final = 4
_ELEMENTS: Final = 12
_DIGIT: Final = re.compile(r"\d")
_PIECE: Final = re.compile(r"\d|^[a-z]{3,10}\.?$", re.I)
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MONTH: Final = re.compile(r"[^\W\d_]{3,}")
_DAY: Final = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_LOOSE: Final = re.compile(r"(?<!\S)[/|,.·•-]+(?!\S)|(?<!\S)/(?=\d)")
_ZONES: Final = tuple(dt.timedelta(hours=hours) for hours in (7, 8, 9))
_LONGEST: Final = 160
# How far from the title a printed date belongs to it, in lines.
_BEFORE: Final = 3
_AFTER: Final = 25
_BELOW: Final = 12
# Weekday and month.
_DATE_WORDS: Final = 2
_OTHER_WORD: Final = re.compile(r"\b(?!wi[bt]a?\b|pukul\b|jam\b)[^\W\d_]+", re.I)
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
    stamps = [_with_zone(stamp, stamps, fetched_at) for stamp in stamps]
    stamped = _from_stamps(stamps)
    if printed is None or stamped is None:
        return printed or stamped
    if is_relative(printed.text) or _is_clock(printed, stamped, event):
        return stamped
    swapped = _as_swapped(printed, stamps)
    if swapped is not None:
        return swapped
    zone = (printed.moment.tzinfo if printed.moment else None) or WIB
    for stamp in stamps:
        for moment in (stamp.moment(zone), stamp.as_local(zone)):
            if stamp.has_time and moment.time() != dt.time() and _agree(printed, moment):
                return attrs.evolve(printed, moment=moment)
    return printed


def _with_zone(stamp: Stamp, stamps: Sequence[Stamp], fetched_at: dt.datetime) -> Stamp:
    """Returns a stamp marked UTC with the zone its clock shows, where it is local time; any other as it is.

    It is local time where a local stamp repeats it, where it would be in the future, or where another stamp is
    exactly as many hours earlier as one of the country's zones is ahead of UTC.
    """
    if stamp.offset is None or stamp.offset:
        return stamp
    earlier = {stamp.clock - other.clock for other in stamps if other.offset == dt.timedelta(0)}
    zone = next((zone for zone in _ZONES if stamp.has_time and zone in earlier), None)
    repeated = any(other.offset is None and other.clock == stamp.clock for other in stamps)
    if zone or repeated or stamp.moment(WIB) > fetched_at:
        return attrs.evolve(stamp, offset=zone)
    return stamp


def _as_swapped(printed: Published, stamps: Sequence[Stamp]) -> Published | None:
    """Returns the stamp's date where the printed one is the same numbers with the month first, else None."""
    numbers = _NUMERIC.search(printed.text)
    days = [stamp.moment(WIB) for stamp in stamps]
    if numbers is None or any(day.date() == printed.date for day in days):
        return None
    written = (int(numbers[1]), int(numbers[3]))
    for stamp, day in zip(stamps, days, strict=True):
        if (day.month, day.day) == written == (printed.date.day, printed.date.month):
            moment = day if stamp.has_time and day.time() != dt.time() else None
            return attrs.evolve(printed, date=day.date(), moment=moment)
    return None


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
        if len(block.text) > _LONGEST_PIECE and not _DIGIT.search(block.text):
            continue
        text, last = _published_part(block.text), block
        if not text or not (lines.is_dated(block) or _RARE_DATE.search(block.text)):
            spaced = _published_part(_spaced(block))
            text, last = (spaced, block) if spaced else _joined(block, blocks)
        reading = parse_publication_date(text, fetched_at) if text else None
        if reading is not None and reading.datetime is None:
            timed = _with_time(text, last, blocks)
            if timed is not None:
                text, reading = timed, parse_publication_date(timed, fetched_at) or reading
        if reading is not None:
            above = title is not None and block.position < title.position
            return Published(
                reading.date, reading.datetime, text.strip(" |•·,-"), "page", reading.flags, above_title=above
            )
    return None


def _spaced(block: Block) -> str:
    """Returns a line with spaces between its elements, where only a style sets them apart; else no text."""
    text = fold(" ".join(islice(block.element.itertext(), _ELEMENTS)))
    is_whole = text.replace(" ", "") == block.text.replace(" ", "")
    return text if is_whole and lines.has_date(text) and not lines.has_date(block.text) else ""


def _joined(block: Block, blocks: Sequence[Block]) -> tuple[str, Block]:
    """Returns a date whose day, month and year stand in neighbouring elements, and the last of them; else no text."""
    pieces: list[str] = []
    for piece in blocks[block.position : block.position + _PIECES]:
        if len(piece.text) > _LONGEST_PIECE or piece.is_link or not _PIECE.search(piece.text):
            break
        pieces.append(piece.text)
        text = _LOOSE.sub(" ", " ".join(pieces))
        if len(pieces) > 1 and _YEAR.search(text) and _MONTH.search(text) and _DAY.search(text):
            return " ".join(text.split()), piece
    return "", block


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
    below = [b for b in blocks[last : last + _BELOW] if len(b.text) <= _LONGEST and not b.is_prose]
    yield from filter(_is_labelled, below)
    # Without a label it is a line of its own, in front of any list.
    own = takewhile(
        lambda b: not ((b.is_link and len(b.text) > _LONGEST_PIECE) or lines.is_list_head(b)), below
    )
    yield from (b for b in own if not b.excluded and len(_OTHER_WORD.findall(b.text)) <= _DATE_WORDS)


def _is_labelled(block: Block) -> bool:
    """Returns whether a line calls its date one of publication, in words or by a class of the template."""
    if block.inside(*_OTHERS):
        return False
    if _PUBLISHED.search(block.text):
        return True
    elements = (block.element, *islice(block.element.iterdescendants(), _WITHIN))
    return any(_DATE_CLASS.search(e.get("class") or "") for e in elements)


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
        if lines.is_clock(neighbour):
            return f"{text} {neighbour.text}"
    return None
