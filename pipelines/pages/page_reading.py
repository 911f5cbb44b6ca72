"""One page as sent, read: the columns of its row, or why it holds no article."""

from __future__ import annotations

import datetime as dt
import traceback
from typing import Any, Final, NamedTuple

from pipelines.addresses import Address
from pipelines.article import NotAnArticle
from pipelines.pages.columns import Card, page_columns
from pipelines.pages.extract import extract
from pipelines.text.near_duplicates import sketch

EXTRACTOR_ERROR: Final = "extractor_error"


class Sent(NamedTuple):
    """A page as its site sent it, decompressed, with what is known of it; ``fetched_at`` is aware."""

    body: bytes
    url: str
    content_type: str | None
    fetched_at: dt.datetime
    address: Address
    card: Card | None


class Reading(NamedTuple):
    """``columns`` are those that page, address and card tell, or None: then ``reason`` and ``detail`` say why.

    ``trace`` is that of an error of the extractor's own; ``sketch`` is the text's, see `near_duplicates`.
    """

    columns: dict[str, Any] | None
    reason: str | None = None
    detail: str = ""
    trace: str = ""
    sketch: bytes = b""


def read(page: Sent) -> Reading:
    """Returns what a page tells of its article, whatever its bytes are: one that cannot be read ends no run."""
    try:
        article = extract(page.body, page.url, content_type=page.content_type, fetched_at=page.fetched_at)
        columns: dict[str, Any] = page_columns(article, page.address, page.card)
        return Reading(columns, sketch=sketch(columns["title"], columns["body"]))
    except NotAnArticle as answer:
        return Reading(None, answer.reason, answer.detail)
    except Exception as error:  # noqa: BLE001 - it is reported, with its trace
        return Reading(None, EXTRACTOR_ERROR, f"{type(error).__name__}: {error}", traceback.format_exc())
