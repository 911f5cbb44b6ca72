"""The frontier: which pages are known, what their cards say, and the time for which each fetch is planned."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from enum import Enum
from typing import Any, Final, NamedTuple

from pipelines.addresses import Address
from pipelines.archive import Pointer, StoredPayload
from pipelines.article import Card
from pipelines.corpus import cards
from pipelines.corpus.codec import from_micros, to_micros
from pipelines.corpus.schedule import next_attempt, next_check

# The ways of discovery that are offers of the site itself.
OFFERS: Final = frozenset({"listing", "search"})


class Discovery(Enum):
    """What discovering an address means: the page is new or its card changed, it was lost before, or neither."""

    NEW = "new"
    LOST = "lost"
    KNOWN = "known"


class PageState(NamedTuple):
    """The crawl state of one page; see the comments of the table ``pages``."""

    article_id: str
    source: str
    post_id: int | None
    url: str
    state: str
    found_by: str
    card: Card | None
    missing_since: dt.datetime | None
    listed_at: dt.datetime | None
    failures: int
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
        """Whether the page is only a tried number of an id range, which no card or link announces."""
        return self.found_by in ("range", "gap") and self.card is None


_PAGE: Final = (
    "article_id, source, post_id, url, state, found_by,"
    " card_title, card_date, card_at, card_text, card_source, card_flags, missing_since, listed_at, failures,"
    " etag, last_modified, payload_digest, payload_file, payload_offset, payload_url, payload_at"
)


# The articles of a source that were not offered since a moment, beside their current rows.
_UNOFFERED: Final = (
    "FROM pages p JOIN revisions r ON r.article_id = p.article_id AND r.is_current WHERE p.source = ?1"
    " AND p.state = 'known' AND p.failures = 0 AND p.read_at IS NOT NULL AND coalesce(p.listed_at, 0) < ?2"
)

_DUE: Final = (
    "UPDATE pages SET next_check_at = ?3, etag = NULL, last_modified = NULL"
    " WHERE coalesce(next_check_at, ?3 + 1) > ?3 AND article_id IN"
)
_TAKEN_OFF_PER_WALK: Final = 50


class Frontier:
    """The crawl state of every page: what is known of it, and when to fetch it again."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def find(self, article_id: str) -> PageState | None:
        """Returns the crawl state of one article's page, or None where its address was never discovered."""
        values = self._connection.execute(
            f"SELECT {_PAGE} FROM pages WHERE article_id = ?", (article_id,)
        ).fetchone()
        return _page(values) if values else None

    def discover(
        self, address: Address, *, found_by: str, run_id: int, now: dt.datetime, card: Card | None = None
    ) -> Discovery:
        """Adds a discovered address to the frontier, with its card; returns what that means.

        A page is new where its address was never discovered, or where its card differs from the stored one; it is due
        from now on, whatever becomes of this run. The card of an article that is gone, missing or unreadable is a
        reason to fetch it once more, but it makes nothing new: a dead link may stand on a listing for years. So is the
        card of an unlisted one. The address of a forgotten article is never added.
        """
        article_id = address.article_id
        is_new = self._connection.execute(
            "INSERT OR IGNORE INTO pages (article_id, source, post_id, url, state, found_by, found_at, found_run)"
            " SELECT ?1, ?2, ?3, ?4, 'pending', ?5, ?6, ?7 WHERE NOT EXISTS"
            " (SELECT 1 FROM tombstones WHERE article_id = ?1)",
            (article_id, address.source, address.post_id, address.url, found_by, to_micros(now), run_id),
        ).rowcount
        if found_by in OFFERS:
            self.note_offered(article_id, now)
        if card is None:
            return Discovery.NEW if is_new else Discovery.KNOWN
        before = self.find(article_id)
        if before is None:  # a tombstone stands in its place
            return Discovery.KNOWN
        if is_new or cards.differ(before.card, card):
            self._store_card(article_id, cards.merged(before.card, card), now)
            return Discovery.NEW
        if not self._is_lost(article_id):
            return Discovery.KNOWN
        if found_by == "search":  # which comes at the end of a run; a walk asks at once
            self._connection.execute(
                "UPDATE pages SET next_check_at = ? WHERE article_id = ?", (to_micros(now), article_id)
            )
        return Discovery.LOST

    def _is_lost(self, article_id: str) -> bool:
        row = self._connection.execute(
            "SELECT 1 FROM pages p LEFT JOIN revisions r ON r.article_id = p.article_id AND r.is_current"
            " WHERE p.article_id = ? AND p.failures = 0"
            " AND (p.missing_since IS NOT NULL OR r.status IN ('gone', 'unlisted') OR p.state = 'absent')",
            (article_id,),
        ).fetchone()
        return row is not None

    def _store_card(self, article_id: str, card: Card, now: dt.datetime) -> None:
        # The validators are dropped: the server may call the page unchanged although its card has changed.
        self._connection.execute(
            "UPDATE pages SET card_title = ?, card_date = ?, card_at = ?, card_text = ?, card_source = ?,"
            " card_flags = ?, next_check_at = ?, etag = NULL, last_modified = NULL WHERE article_id = ?",
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
        self,
        article_id: str,
        now: dt.datetime,
        *,
        published: dt.date | None,
        first_seen: dt.datetime,
        validators: tuple[str | None, str | None],
    ) -> None:
        """Stores that a page was read, and when its next re-check is. ``validators`` are its ETag and Last-Modified."""
        due_at = next_check(article_id, published, first_seen, now)
        self._connection.execute(
            "UPDATE pages SET state = 'known', fetched_at = ?1, read_at = ?1, next_check_at = ?2, failures = 0,"
            " failing_since = NULL, last_error = NULL, etag = ?3, last_modified = ?4 WHERE article_id = ?5",
            (to_micros(now), to_micros(due_at), *validators, article_id),
        )

    def note_payload(self, article_id: str, digest: str, kept: StoredPayload) -> None:
        """Stores where a page's last payload is kept, so that an identical one becomes a revisit record."""
        self._connection.execute(
            "UPDATE pages SET payload_digest = ?, payload_file = ?, payload_offset = ?, payload_url = ?,"
            " payload_at = ? WHERE article_id = ?",
            (digest, *kept.pointer, kept.url, to_micros(kept.fetched_at), article_id),
        )

    def note_missing(
        self, article_id: str, now: dt.datetime, due_at: dt.datetime | None, *, absent: bool
    ) -> None:
        """Stores that a page is missing, and when it is fetched again, None for never by itself.

        ``absent`` where it never was an article.
        """
        self._connection.execute(
            "UPDATE pages SET state = CASE WHEN ? THEN 'absent' ELSE state END, fetched_at = ?, next_check_at = ?,"
            " failures = 0, failing_since = NULL, last_error = NULL, etag = NULL, last_modified = NULL"
            " WHERE article_id = ?",
            (absent, to_micros(now), to_micros(due_at) if due_at else None, article_id),
        )

    def make_due(self, article_id: str, now: dt.datetime) -> None:
        """Makes the page of an article known from elsewhere than its site due, without its validators."""
        self._connection.execute(
            "UPDATE pages SET state = 'known', fetched_at = coalesce(fetched_at, ?1), next_check_at = ?1, etag = NULL,"
            " last_modified = NULL WHERE article_id = ?2",
            (to_micros(now), article_id),
        )

    def note_unanswered(self, article_id: str, error: str, now: dt.datetime) -> None:
        """Stores a fetch without an answer of the page's own: the page is due from now on."""
        self._connection.execute(
            "UPDATE pages SET last_error = ?1, next_check_at = min(coalesce(next_check_at, ?2), ?2)"
            " WHERE article_id = ?3",
            (error[:500], to_micros(now), article_id),
        )

    def note_failed(self, page: PageState, error: str, now: dt.datetime, *, offered: bool = False) -> None:
        """Stores that a page answered with an error, which is fetched ever more seldom.

        Where its site still ``offered`` the article, an earlier run was wrong to call it missing.
        """
        due_at = next_attempt(page.failures + 1, now)
        self._connection.execute(
            "UPDATE pages SET failures = failures + 1, failing_since = coalesce(failing_since, ?1), last_error = ?2,"
            " missing_since = iif(?4, NULL, missing_since), next_check_at = ?3, etag = NULL, last_modified = NULL"
            " WHERE article_id = ?5",
            (to_micros(now), error[:500], to_micros(due_at), offered, page.article_id),
        )

    # -- what the listing offers

    def note_offered(self, article_id: str, now: dt.datetime) -> None:
        """Stores that the site's listing or search offers an article."""
        self._connection.execute(
            "UPDATE pages SET listed_at = ? WHERE article_id = ?", (to_micros(now), article_id)
        )

    def count_offered(self, source: str, since: dt.datetime) -> int:
        """Returns how many articles of a source were offered since a moment."""
        (count,) = self._connection.execute(
            "SELECT count(*) FROM pages WHERE source = ? AND listed_at >= ?", (source, to_micros(since))
        ).fetchone()
        return int(count)

    def make_unoffered_due(
        self, source: str, walked_at: dt.datetime, now: dt.datetime, *, some_hidden: bool
    ) -> None:
        """Makes the pages of live articles due that a walk through the whole listing did not meet.

        Where the listing shows fewer articles than it counts, one that was taken off may be back on none of its pages:
        then some of those are due too, the longest not fetched first.
        """
        values = (source, to_micros(walked_at), to_micros(now))
        self._connection.execute(f"{_DUE} (SELECT p.article_id {_UNOFFERED} AND r.status = 'live')", values)
        if some_hidden:
            self._connection.execute(
                f"{_DUE} (SELECT p.article_id {_UNOFFERED} AND r.status <> 'live'"
                f" ORDER BY p.fetched_at, p.article_id LIMIT {_TAKEN_OFF_PER_WALK})",
                values,
            )


def _page(values: tuple[Any, ...]) -> PageState:
    article_id, source, post_id, url, state, found_by, *card, missing, listed, failures = values[:15]
    etag, modified, digest, file, offset, address, at = values[15:]
    return PageState(
        article_id,
        source,
        post_id,
        url,
        state,
        found_by,
        cards.decode(*card),
        from_micros(missing) if missing is not None else None,
        from_micros(listed) if listed is not None else None,
        failures,
        etag,
        modified,
        digest,
        StoredPayload(Pointer(file, offset), address, from_micros(at)) if file else None,
    )
