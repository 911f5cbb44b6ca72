"""Which pages are known, which are to be fetched, and when: the crawl's state."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from enum import Enum
from typing import Any, Final, NamedTuple

from pipelines.addresses import Address
from pipelines.archive import Pointer, StoredPayload
from pipelines.corpus.codec import from_micros, to_micros
from pipelines.corpus.decisions import next_check
from pipelines.dates import WIB
from pipelines.pages.columns import Card


class Met(Enum):
    """What meeting an address means: something new to fetch, something lost to look at again, or nothing."""

    NEWS = "news"
    AGAIN = "again"
    KNOWN = "known"


class Page(NamedTuple):
    """One address's crawl state; see the comments of the table ``pages``."""

    article_id: str
    source: str
    post_id: int | None
    url: str
    state: str
    found_by: str
    card: Card | None
    missing_since: dt.datetime | None
    etag: str | None
    last_modified: str | None
    payload_digest: str | None
    payload: StoredPayload | None

    @property
    def address(self) -> Address:
        """The article's identity."""
        return Address(self.source, self.post_id, self.article_id, self.url)

    @property
    def is_guess(self) -> bool:
        """Whether nothing says that there is an article: a number of an id range that was only tried."""
        return self.found_by == "range" and self.card is None


_PAGE: Final = (
    "article_id, source, post_id, url, state, found_by,"
    " card_title, card_date, card_at, card_text, card_source, card_flags, missing_since, etag, last_modified,"
    " payload_digest, payload_file, payload_offset, payload_url, payload_at"
)


def _page(values: tuple[Any, ...]) -> Page:
    article_id, source, post_id, url, state, found_by, *card, missing, etag, modified, digest = values[:16]
    file, offset, address, at = values[16:]
    return Page(
        article_id,
        source,
        post_id,
        url,
        state,
        found_by,
        _card(*card),
        from_micros(missing) if missing is not None else None,
        etag,
        modified,
        digest,
        StoredPayload(Pointer(file, offset), address, from_micros(at)) if file else None,
    )


def _card(
    title: str | None,
    day: str | None,
    moment: int | None,
    text: str | None,
    source: str | None,
    flags: str | None,
) -> Card | None:
    if source is None:
        return None
    return Card(
        published_date=dt.date.fromisoformat(day) if day else None,
        published_at=from_micros(moment).astimezone(WIB) if moment is not None else None,
        date_text=text,
        date_source=source,
        title=title,
        flags=tuple(json.loads(flags or "[]")),
    )


def find_page(connection: sqlite3.Connection, article_id: str) -> Page | None:
    """Returns the crawl state of one article, or None where its address was never met."""
    values = connection.execute(f"SELECT {_PAGE} FROM pages WHERE article_id = ?", (article_id,)).fetchone()
    return _page(values) if values else None


def meet(
    connection: sqlite3.Connection,
    address: Address,
    *,
    found_by: str,
    run_id: int,
    now: dt.datetime,
    card: Card | None = None,
) -> Met:
    """Notes that an address was met, with what a card said of it; returns what to make of it.

    News is an address never met, or a card that says something else than before; its page is due from now on,
    whatever becomes of this run. A card of an article that was gone, missing or unreadable is worth another
    look, but no news: a dead link may stand on a listing for years. A tombstoned article is never met.
    """
    article_id = address.article_id
    is_new = connection.execute(
        "INSERT OR IGNORE INTO pages (article_id, source, post_id, url, state, found_by, found_at, found_run)"
        " SELECT ?1, ?2, ?3, ?4, 'pending', ?5, ?6, ?7 WHERE NOT EXISTS"
        " (SELECT 1 FROM tombstones WHERE article_id = ?1)",
        (article_id, address.source, address.post_id, address.url, found_by, to_micros(now), run_id),
    ).rowcount
    if card is None:
        return Met.NEWS if is_new else Met.KNOWN
    before = find_page(connection, article_id)
    if before is None:  # a tombstone stands in its place
        return Met.KNOWN
    if is_new or _differs(before.card, card):
        _store_card(connection, article_id, _merged(before.card, card), now)
        return Met.NEWS
    return Met.AGAIN if _is_lost(connection, article_id) else Met.KNOWN


def _differs(before: Card | None, card: Card) -> bool:
    if before is None:
        return True
    # A feed that has rolled on, or a card whose date could not be read, takes nothing back.
    changed_day = card.published_date is not None and card.published_date != before.published_date
    changed_title = card.title is not None and card.title != before.title
    return changed_day or changed_title or (before.published_at is None and card.published_at is not None)


def _merged(before: Card | None, card: Card) -> Card:
    """Returns the new card with what only the one before told: a day goes with its own text, time and flags."""
    if before is None:
        return card
    dated = before if before.published_date and not card.published_date else card
    if dated.published_date == before.published_date and dated.published_at is None:
        dated = dated._replace(published_at=before.published_at)
    return dated._replace(title=card.title or before.title)


def _is_lost(connection: sqlite3.Connection, article_id: str) -> bool:
    row = connection.execute(
        "SELECT 1 FROM pages p LEFT JOIN revisions r ON r.article_id = p.article_id AND r.is_current"
        " WHERE p.article_id = ? AND (p.missing_since IS NOT NULL OR r.status = 'gone' OR p.state = 'absent')",
        (article_id,),
    ).fetchone()
    return row is not None


def _store_card(connection: sqlite3.Connection, article_id: str, card: Card, now: dt.datetime) -> None:
    # Without its validators: the server may call a page unchanged whose card says something else now.
    connection.execute(
        "UPDATE pages SET card_title = ?, card_date = ?, card_at = ?, card_text = ?, card_source = ?, card_flags = ?,"
        " next_check_at = ?, etag = NULL, last_modified = NULL WHERE article_id = ?",
        (
            card.title,
            card.published_date.isoformat() if card.published_date else None,
            to_micros(card.published_at) if card.published_at else None,
            card.date_text,
            card.date_source,
            json.dumps(card.flags),
            to_micros(now),
            article_id,
        ),
    )


def note_fetched(
    connection: sqlite3.Connection,
    article_id: str,
    now: dt.datetime,
    *,
    published: dt.date | None,
    first_seen: dt.datetime,
    validators: tuple[str | None, str | None],
) -> None:
    """Notes a page that was read, and when to look again. ``validators`` are its ETag and Last-Modified."""
    due_at = next_check(article_id, published, first_seen, now)
    connection.execute(
        "UPDATE pages SET state = 'known', fetched_at = ?1, read_at = ?1, next_check_at = ?2, failures = 0,"
        " last_error = NULL, etag = ?3, last_modified = ?4 WHERE article_id = ?5",
        (to_micros(now), to_micros(due_at), *validators, article_id),
    )


def note_payload(connection: sqlite3.Connection, article_id: str, digest: str, kept: StoredPayload) -> None:
    """Notes where a page's last payload is kept, so that an identical one becomes a revisit record."""
    connection.execute(
        "UPDATE pages SET payload_digest = ?, payload_file = ?, payload_offset = ?, payload_url = ?,"
        " payload_at = ? WHERE article_id = ?",
        (digest, *kept.pointer, kept.url, to_micros(kept.fetched_at), article_id),
    )


def note_missing(
    connection: sqlite3.Connection, article_id: str, now: dt.datetime, due_at: dt.datetime, *, absent: bool
) -> None:
    """Notes a page that was not there, and when to look again; ``absent`` where no article ever was."""
    connection.execute(
        "UPDATE pages SET state = CASE WHEN ? THEN 'absent' ELSE state END, fetched_at = ?, next_check_at = ?,"
        " failures = 0, last_error = NULL, etag = NULL, last_modified = NULL WHERE article_id = ?",
        (absent, to_micros(now), to_micros(due_at), article_id),
    )


def make_due(connection: sqlite3.Connection, article_id: str, now: dt.datetime) -> None:
    """Notes an article known from elsewhere than its site, whose page is to be looked at, whatever it said before."""
    connection.execute(
        "UPDATE pages SET state = 'known', fetched_at = coalesce(fetched_at, ?1), next_check_at = ?1, etag = NULL,"
        " last_modified = NULL WHERE article_id = ?2",
        (to_micros(now), article_id),
    )


def note_failed(connection: sqlite3.Connection, article_id: str, error: str, now: dt.datetime) -> None:
    """Notes a fetch that failed; the page is due from now on, and never counts as missing for it."""
    connection.execute(
        "UPDATE pages SET failures = failures + 1, last_error = ?1,"
        " next_check_at = min(coalesce(next_check_at, ?2), ?2) WHERE article_id = ?3",
        (error[:500], to_micros(now), article_id),
    )
