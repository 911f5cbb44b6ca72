"""The item that a spider yields: one fetched article page on its way to becoming a row."""

from __future__ import annotations

import datetime as dt

import attrs

from pipelines.archive import Exchange, Pointer
from pipelines.corpus.frontier import Page
from pipelines.pages.page_reading import Reading


@attrs.define
class Fetched:
    """A page that answered 200; the item pipelines fill in ``reading``, then ``pointer``.

    ``body`` is decompressed. ``validators`` are the answer's ETag and Last-Modified. ``digest`` is that of a past
    capture, as its archive lists it (base32 SHA-1), and None for a page of now.
    """

    page: Page
    exchange: Exchange = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)
    content_type: str | None
    fetched_at: dt.datetime
    validators: tuple[str | None, str | None] = (None, None)
    digest: str | None = None
    reading: Reading = attrs.field(default=Reading(None), repr=False)
    pointer: Pointer | None = None

    @property
    def url(self) -> str:
        """The article's canonical address."""
        return self.page.url
