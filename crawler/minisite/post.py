"""A post of the miniature site: what its editor stored."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, Literal
from zoneinfo import ZoneInfo

import attrs

from pipelines.addresses import article_url
from pipelines.article import Image

WIB: Final = ZoneInfo("Asia/Jakarta")
MONTHS: Final = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli"),
    *("Agustus", "September", "Oktober", "November", "Desember"),
)
TEASER_LENGTH: Final = 150

Source = Literal["berita", "show_post"]
# The markup in which the body is stored; a reader sees the same paragraphs in every form.
BodyForm = Literal[
    "paragraphs",
    "plain_text",
    "plain_breaks",
    "br",
    "nbsp",
    "styled",
    "word_paste",
    "list",
    "quote",
    "table",
    "captioned_image",
]
# How a page of the old generation arranges its words; none is known to be the real one.
Layout = Literal["columns", "table", "breaks", "semantic", "word", "list_first", "bare"]
# What the database holds as the publication day.
StoredDay = Literal["day", "null", "zero"]
# Forms in which something can stand between the first paragraph and the second.
OPEN_FORMS: Final = frozenset({"paragraphs", "plain_text", "styled", "word_paste", "nbsp"})
# What the application makes of a day that is not there.
_NO_DAY: Final = {"null": ("01", "01", "1970"), "zero": ("30", "11", "-0001")}


@attrs.frozen
class Post:
    """One article. ``paragraphs`` are what a reader sees; ``body_form`` says in which markup they are stored.

    ``published`` is aware (WIB). Pictures with a caption are printed only by the form ``captioned_image``.
    ``layout`` is used by ``show_post`` alone; ``tags``, ``og`` (share metadata) and ``read_also`` (the id that
    a "Baca juga" in the text points to, not possible in plain text) by ``berita`` alone, as are:

    - ``stored_day``: ``null`` or ``zero`` is a post without a publication day, whose card prints nonsense;
    - ``stray_div``: an editor left a ``</div>`` behind the first paragraph;
    - ``embedded``: the length in characters of a picture inside the text, as base64 behind the first paragraph.

    Raises ValueError where the form of the body cannot hold these.
    """

    source: Source
    post_id: int
    title: str
    published: dt.datetime
    paragraphs: tuple[str, ...]
    event_date: dt.date | None = None
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    body_form: BodyForm = "paragraphs"
    layout: Layout = "columns"
    og: bool = False
    read_also: int | None = None
    stored_day: StoredDay = "day"
    stray_div: bool = False
    embedded: int = 0
    slug: str = attrs.field()

    @slug.default
    def _slug_of_title(self) -> str:
        return slug_of(self.title)

    def __attrs_post_init__(self) -> None:
        if self.read_also is not None and (self.source != "berita" or self.body_form.startswith("plain")):
            raise ValueError("no 'Baca juga' in plain text or in the old generation")
        if (self.stray_div or self.embedded) and self.body_form not in OPEN_FORMS:
            raise ValueError(f"nothing can be put behind the first paragraph of {self.body_form}")

    @property
    def article_id(self) -> str:
        """Returns ``SOURCE:POST_ID``."""
        return f"{self.source}:{self.post_id}"

    @property
    def url(self) -> str:
        """Returns the canonical address."""
        return article_url(self.source, self.post_id)

    @property
    def path(self) -> str:
        """Returns the path the site's own links use: with the slug in the old generation."""
        if self.source == "berita":
            return f"/berita-detail/{self.post_id}"
        return f"/index.php/show_post/detail/{self.post_id}/{self.slug}"

    @property
    def day(self) -> dt.date:
        """Returns the publication day in WIB."""
        return self.published.astimezone(WIB).date()

    @property
    def known_day(self) -> dt.date | None:
        """Returns the publication day in WIB, None where none is stored."""
        return self.day if self.stored_day == "day" else None

    @property
    def card_day(self) -> tuple[str, str, str]:
        """Returns day, month and year as the listing prints them, nonsense where no day is stored."""
        return _NO_DAY.get(
            self.stored_day, (f"{self.day.day:02}", f"{self.day.month:02}", str(self.day.year))
        )

    @property
    def body(self) -> str:
        """Returns the paragraphs, one a line."""
        return "\n".join(self.paragraphs)

    @property
    def printed_images(self) -> tuple[Image, ...]:
        """Returns the pictures that the page shows."""
        return tuple(i for i in self.images if not i.caption or self.body_form == "captioned_image")

    @property
    def teaser(self) -> str:
        """Returns the first 150 characters of the body, cut anywhere."""
        return " ".join(self.paragraphs)[:TEASER_LENGTH]


def slug_of(title: str) -> str:
    """Returns a title as the old generation writes it into an address: lower-case words joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", title.lower()))


def long_day(day: dt.date) -> str:
    """Returns a day as the old generation prints it, such as ``08 September 2024``."""
    return f"{day.day:02} {MONTHS[day.month - 1]} {day.year}"
