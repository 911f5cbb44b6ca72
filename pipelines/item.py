"""The item that a spider yields: one fetched article page on its way to becoming a row."""

from __future__ import annotations

import attrs

from pipelines.archive import Exchange, Pointer
from pipelines.article import RawPage
from pipelines.corpus.frontier import PageState
from pipelines.pages.columns import Extraction


@attrs.define
class Fetched:
    """A page that answered 200; the item pipelines fill in ``extraction``, then ``pointer``.

    ``validators`` are the answer's ETag and Last-Modified. ``digest`` is that of a capture from a web archive, as its
    index lists it (base32 SHA-1), and None for a page fetched from its own site.
    """

    page: PageState
    exchange: Exchange = attrs.field(repr=False)
    raw: RawPage = attrs.field(repr=False)
    validators: tuple[str | None, str | None] = (None, None)
    digest: str | None = None
    extraction: Extraction = attrs.field(default=Extraction(None), repr=False)
    pointer: Pointer | None = None

    @property
    def url(self) -> str:
        """The article's canonical address."""
        return self.page.url
