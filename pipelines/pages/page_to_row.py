"""From a page as sent to the columns of its row that page, address and card give, with the quality flags."""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Iterator
from typing import Final, NamedTuple

import attrs

from pipelines.addresses import Address
from pipelines.article import Article, Card, NotAnArticle, RawPage
from pipelines.dates import WIB, find_event_date
from pipelines.pages.page_to_article import EXTRACTOR_VERSION, TOO_COMPLEX, extract
from pipelines.schema import Row
from pipelines.text.language import detect
from pipelines.text.lines import content_hash, lead, word_count
from pipelines.text.near_duplicates import sketch

EXTRACTOR_ERROR: Final = "extractor_error"
_SHORT_BODY: Final = 30


class Extraction(NamedTuple):
    """``columns`` are those that page, address and card give, or None: then ``reason`` and ``detail`` say why.

    ``trace`` is that of an error of the extractor's own; ``sketch`` is the text's, see `near_duplicates`.
    """

    columns: Row | None
    reason: str | None = None
    detail: str = ""
    trace: str = ""
    sketch: bytes = b""


def extract_columns(page: RawPage, address: Address, card: Card | None) -> Extraction:
    """Returns the columns of a page, whatever its bytes are: a page that cannot be read ends no run."""
    try:
        columns = page_columns(page, address, card)
        return Extraction(columns, sketch=sketch(columns["title"], columns["body"]))
    except NotAnArticle as answer:
        # A page that was not read to its end does not say that its article is missing.
        reason = EXTRACTOR_ERROR if answer.reason == TOO_COMPLEX else answer.reason
        return Extraction(None, reason, answer.detail)
    except Exception as error:  # noqa: BLE001 - it is reported, with its trace
        return Extraction(None, EXTRACTOR_ERROR, f"{type(error).__name__}: {error}", traceback.format_exc())


def page_columns(page: RawPage, address: Address | None, card: Card | None = None) -> Row:
    """Returns what a page gives to its row, as ``article_columns`` does. Raises NotAnArticle."""
    return article_columns(extract(page), address, _as_of(card, page.fetched_at) if card else None)


def _as_of(card: Card, fetched_at: dt.datetime) -> Card:
    """Returns a card whose day, which once lay in the future, has come."""
    if card.published_date is None or card.published_date > fetched_at.astimezone(WIB).date():
        return card
    return card._replace(flags=tuple(flag for flag in card.flags if flag != "future_date"))


def article_columns(article: Article, address: Address | None, card: Card | None = None) -> Row:
    """Returns the columns of origin ``address`` and ``page``; without an address only the latter and ``url``.

    ``card`` stands in only where the page has no date, time or title of its own; a day in the address is weaker than a
    card's. Lists are empty where the page shows
    none; every other column is None where it could not be read, with a flag in ``quality``.
    """
    if card:
        article = _completed(article, card)
    identity: Row = {"url": article.url or None}
    if address:
        identity = address._asdict()
    words = word_count(article.body)
    return identity | {
        "year": article.published_date.year if article.published_date else 0,
        "title": article.title,
        "published_date": article.published_date,
        "published_at": article.published_at,
        "date_text": article.date_text,
        "date_source": article.date_source,
        "event_date": article.event_date,
        "body": article.body,
        "word_count": words,
        "related_links": [attrs.asdict(link) for link in article.related_links],
        "tags": list(article.tags),
        "images": [attrs.asdict(image) for image in article.images],
        "author": article.author,
        "language": detect(article.body) if article.body else None,
        "layout": article.layout,
        "extractor_version": EXTRACTOR_VERSION,
        "quality": sorted({*article.quality, *_absences(article, words)}),
        "content_hash": content_hash(article.title, article.published_date, article.body),
    }


def _completed(article: Article, card: Card) -> Article:
    """Returns the article with the card's date and title where the page has none, and its time on the same day."""
    is_weaker = article.published_date is None or article.date_source == "address"
    if is_weaker and card.published_date is not None:
        article = attrs.evolve(
            article,
            published_date=card.published_date,
            published_at=card.published_at,
            date_text=card.date_text,
            date_source=card.date_source,
            event_date=article.event_date or find_event_date(lead(article.body), card.published_date),
            quality=(*article.quality, *card.flags),
        )
    elif article.published_date is None:  # the card's day may lie in the future
        article = attrs.evolve(article, quality=(*article.quality, *card.flags))
    elif article.published_at is None and card.published_at and card.published_date == article.published_date:
        article = attrs.evolve(article, published_at=card.published_at)
    if article.title is None:
        article = attrs.evolve(article, title=card.title)
    return article


def _absences(article: Article, words: int) -> Iterator[str]:
    """Yields the flags that follow from the fields themselves."""
    if article.title is None:
        yield "no_title"
    if article.published_date is None:
        yield "no_date"
    if article.body is None:
        yield "no_body"
    elif words < _SHORT_BODY:
        yield "short_body"
    if article.event_date and article.published_date and article.event_date > article.published_date:
        yield "event_after_publication"
