"""The item that a spider yields: one fetched article page on its way to becoming a row."""

from __future__ import annotations

import attrs

from pipelines.archive import Exchange
from pipelines.article import RawPage
from pipelines.corpus.decisions import Status
from pipelines.corpus.frontier import PageState
from pipelines.pages.page_to_row import Extraction


@attrs.define
class Fetched:
    """A page that answered 200; the item pipelines fill in ``extraction``.

    ``validators`` are the answer's ETag and Last-Modified. ``digest`` is that of a capture from a web archive, as its
    index lists it (base32 SHA-1), and None for a page fetched from its own site. ``status`` is None where nothing says
    whether the site offers the article; ``is_undecided`` where the next run has to look again.
    """

    page: PageState
    exchange: Exchange = attrs.field(repr=False)
    raw: RawPage = attrs.field(repr=False)
    validators: tuple[str | None, str | None] = (None, None)
    digest: str | None = None
    status: Status | None = None
    is_undecided: bool = False
    extraction: Extraction = attrs.field(default=Extraction(None), repr=False)

    @property
    def url(self) -> str:
        """The article's canonical address."""
        return self.page.url
