"""What listings and feeds say of an article: a card as it is stored, compared and merged."""

from __future__ import annotations

import datetime as dt
import json

from pipelines.article import Card
from pipelines.corpus.codec import from_micros
from pipelines.dates import WIB


def decode(
    title: str | None,
    day: str | None,
    moment: int | None,
    text: str | None,
    source: str | None,
    flags: str | None,
) -> Card | None:
    """Returns the card whose columns in the table of pages have these values, None where there is none."""
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


def differ(before: Card | None, card: Card) -> bool:
    """Returns whether a card says something else than the stored one."""
    if before is None:
        return True
    # If the new card has fewer fields than the stored one, the stored fields are kept.
    changed_day = card.published_date is not None and card.published_date != before.published_date
    changed_title = card.title is not None and card.title != before.title
    return changed_day or changed_title or (before.published_at is None and card.published_at is not None)


def merged(before: Card | None, card: Card) -> Card:
    """Returns the new card; a field it lacks is taken from the stored one, a day with its text, time and flags."""
    if before is None:
        return card
    dated = before if before.published_date and not card.published_date else card
    if dated.published_date == before.published_date and dated.published_at is None:
        dated = dated._replace(published_at=before.published_at)
    return dated._replace(title=card.title or before.title)
