"""The columns of the dataset: the one place from which writer, database, checks and data dictionary come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION: Final = 1

# One row of the dataset: a value for each column, by name.
Row = dict[str, Any]

Kind = Literal["string", "int32", "int64", "date", "wib", "utc", "links", "strings", "images"]
Origin = Literal["address", "page", "corpus"]


class Column(NamedTuple):
    """One column: its name, kind, whether it may be null, where its value comes from, and its meaning."""

    name: str
    kind: Kind
    nullable: bool
    origin: Origin
    meaning: str


COLUMNS: Final[tuple[Column, ...]] = (
    Column(
        "article_id",
        "string",
        False,
        "address",
        "`SOURCE:POST_ID`, or `SOURCE:` and 16 hex digits of the URL's SHA-256; never changes, unique",
    ),
    Column("source", "string", False, "address", "`berita`, `show_post`, or the name of another site"),
    Column("year", "int32", False, "page", "year of `published_date`, 0 where unknown"),
    Column("post_id", "int64", True, "address", "the site's own number, where it has one"),
    Column(
        "url",
        "string",
        False,
        "address",
        "canonical address: https, no `www.`, no slug, no tracking parameters",
    ),
    Column("title", "string", True, "page", "as printed, spaces folded, entities decoded"),
    Column("published_date", "date", True, "page", "publication day as printed (WIB for kotabogor.go.id)"),
    Column("published_at", "wib", True, "page", "moment of publication, only where the site tells the time"),
    Column("date_text", "string", True, "page", "the text the date was read from"),
    Column(
        "date_source",
        "string",
        True,
        "page",
        "`page`, `listing`, `feed`, `metadata` or `address`: where the date was read; null without a date",
    ),
    Column("event_date", "date", True, "page", "day named in the lead; not the publication day"),
    Column("body", "string", True, "page", "paragraphs, one a line, in order"),
    Column("word_count", "int32", False, "page", "words in `body`, 0 without one"),
    Column(
        "related_links",
        "links",
        True,
        "page",
        "links to other articles offered with this one, in page order, from 0",
    ),
    Column("tags", "strings", True, "page", "the site's own tags"),
    Column("images", "images", True, "page", "pictures of the article with their captions"),
    Column("author", "string", True, "page", "where the site names one that differs between articles"),
    Column("language", "string", True, "page", "ISO 639-1 code of the body's language"),
    Column(
        "layout", "string", True, "page", "which page layout read it: `berita`, `show_post`, `generic`, …"
    ),
    Column("extractor_version", "string", True, "page", "changes whenever a page can come out differently"),
    Column("quality", "strings", True, "page", "flags for what is odd or missing, explained below"),
    Column(
        "content_hash",
        "string",
        True,
        "page",
        "SHA-256 of title, newline, ISO date, newline, body (UTF-8, NFC; null counts as empty)",
    ),
    Column(
        "duplicate_of", "string", True, "corpus", "the older `article_id` with the same text, across sources"
    ),
    Column("revision", "int32", False, "corpus", "1 for the first version"),
    Column(
        "status",
        "string",
        False,
        "corpus",
        "`live`; `unlisted`: the site answers with it, but neither its listing nor its search offers it; `gone`",
    ),
    Column("first_seen_at", "utc", True, "corpus", "when the article was first fetched"),
    Column("fetched_at", "utc", True, "corpus", "when the capture this version was read from was made"),
    Column("gone_at", "utc", True, "corpus", "when it was found to be gone"),
    Column("archive_file", "string", True, "corpus", "the raw capture: file below `archive/`"),
    Column("archive_offset", "int64", True, "corpus", "byte offset of the capture's record in that file"),
)

NAMES: Final[tuple[str, ...]] = tuple(c.name for c in COLUMNS)
PAGE_COLUMNS: Final = tuple(c.name for c in COLUMNS if c.origin == "page")

# The order of the rows in every file, ascending, nulls last: by day, so that a month is one stretch of it.
ROW_ORDER: Final = ("published_date", "post_id", "article_id", "revision")

# Every quality flag of a row, with its meaning for a researcher.
QUALITY_FLAGS: Final[dict[str, str]] = {
    "no_title": "no title could be read",
    "no_date": "no publication day is known",
    "no_body": "no text could be read",
    "short_body": "fewer than 30 words of text",
    "title_from_url": "the title was made from the address's slug",
    "weekday_mismatch": "the printed weekday does not fit the printed date",
    "year_inferred": "the printed date has no year; it was inferred",
    "month_corrected": "the month's name was misspelt on the page",
    "american_order": "the date only makes sense with the month first",
    "future_date": "the printed date lies after the fetch; only one on a listing is used",
    "partial": "the site divides the article into several pages; the body is that of the first",
    "event_after_publication": "the lead names a day after the publication day",
    "charset_repaired": "the page's bytes did not fit the charset they claimed",
    "duplicate": "the same text exists under an older id, see `duplicate_of`",
}

# The flags about a printed date.
DATE_FLAGS: Final = ("weekday_mismatch", "year_inferred", "month_corrected", "american_order", "future_date")


def arrow_schema() -> pa.Schema:
    """Returns the Arrow schema of both datasets, all columns in contract order."""
    import pyarrow as pa

    link = pa.struct(
        [
            ("position", pa.int16()),
            ("url", pa.string()),
            ("text", pa.string()),
            ("title", pa.string()),
            ("post_id", pa.int64()),
            ("article_id", pa.string()),
            ("truncated", pa.bool_()),
        ]
    )
    image = pa.struct([("url", pa.string()), ("caption", pa.string())])
    kinds: dict[Kind, pa.DataType] = {
        "string": pa.string(),
        "int32": pa.int32(),
        "int64": pa.int64(),
        "date": pa.date32(),
        "wib": pa.timestamp("us", tz="Asia/Jakarta"),
        "utc": pa.timestamp("us", tz="UTC"),
        "links": pa.list_(link),
        "strings": pa.list_(pa.string()),
        "images": pa.list_(image),
    }
    return pa.schema([pa.field(c.name, kinds[c.kind], nullable=c.nullable) for c in COLUMNS])


def plain_row(row: Row) -> Row:
    """Returns a row whose days and moments are ISO texts, as exporters and JSON need them."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
