"""What changed in the corpus: articles that became new, edited, unlisted, gone, or came back."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, Literal

import attrs
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from pipelines.corpus.history import moment
from pipelines.schema import Row
from pipelines.text.differences import Piece, differences, shortened

Kind = Literal["new", "edited", "unlisted", "gone", "back"]

# What a reader sees of an article. Other columns follow from these, or describe the capture.
COMPARED: Final = (
    "title", "published_date", "published_at", "event_date", "body", "tags", "images", "author", "language", "status",
)  # fmt: skip
_TIMES: Final = ("article_id", "revision", "status", "first_seen_at", "fetched_at", "gone_at")
_LEAD: Final = 300  # characters


@attrs.frozen
class Change:
    """One change of one article; ``at`` is when it was found, in UTC.

    ``fields`` are the columns that differ, and ``differences`` how, for people to read; both are empty for a new
    article. ``lead`` is the beginning of the body.
    """

    article_id: str
    revision: int
    change: Kind
    at: dt.datetime
    title: str | None
    url: str
    lead: str
    fields: tuple[str, ...] = ()
    differences: tuple[tuple[str, tuple[Piece, ...]], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Returns the fields that ``changes --json`` prints."""
        names = ("article_id", "change", "at", "title", "url", "fields")
        return {name: getattr(self, name) for name in names} | {"fields": list(self.fields)}


def compare(before: Row | None, after: Row) -> Change:
    """Returns what one version changed; ``before`` is the version that it followed, None for the first one."""
    fields = [name for name in COMPARED if before is not None and before[name] != after[name]]
    return Change(
        article_id=after["article_id"],
        revision=after["revision"],
        change=kind_of(before, after),
        at=found_at(before, after).astimezone(dt.UTC),
        title=after["title"],
        url=after["url"],
        lead=(after["body"] or "")[:_LEAD],
        fields=tuple(fields),
        differences=tuple(
            (name, _difference(before, after, name)) for name in fields if before and name != "status"
        ),
    )


def found_at(before: Row | None, after: Row) -> dt.datetime:
    """Returns when a version was found; ``before`` is the version that it followed.

    A first version keeps its time when its row is updated in place, with a newer capture.
    """
    return (before is None and after["first_seen_at"]) or moment(after)


def kind_of(before: Row | None, after: Row) -> Kind:
    """Returns what kind of change a version was; ``before`` is the version that it followed."""
    if before is None:
        return "new"
    if before["status"] == after["status"]:
        return "edited"
    status: Literal["live", "unlisted", "gone"] = after["status"]
    return "back" if status == "live" else status


def changes_since(revisions: Path, since: dt.datetime) -> list[Change]:
    """Returns the changes found at ``since`` or later, newest first.

    ``revisions`` is the directory of the dataset. A page from an archive or an import counts as found when it was
    captured. Raises FileNotFoundError where there is none, ``pyarrow.ArrowInvalid`` or OSError for a damaged file.
    """
    dataset = ds.dataset(os.path.realpath(revisions, strict=True))
    limit = pa.scalar(since, pa.timestamp("us", tz="UTC"))
    recent = (pc.field("fetched_at") >= limit) | (pc.field("gone_at") >= limit)
    found = [compare(None, row) for row in _first_versions(dataset, recent)]
    for before, after in _later_versions(dataset, recent):
        found.append(compare(before, after))
    return sorted(
        (c for c in found if c.at >= since), key=lambda c: (c.at, c.article_id, c.revision), reverse=True
    )


def _first_versions(dataset: ds.Dataset, recent: pc.Expression) -> Iterator[Row]:
    columns = {name: pc.field(name) for name in (*_TIMES, "title", "url")}
    columns["body"] = pc.utf8_slice_codeunits(pc.field("body"), 0, _LEAD)
    for batch in dataset.to_batches(columns=columns, filter=recent & (pc.field("revision") == 1)):
        yield from batch.to_pylist()


def _later_versions(dataset: ds.Dataset, recent: pc.Expression) -> Iterator[tuple[Row, Row]]:
    """Yields each version that may be recent after the one that it followed."""
    ids = dataset.to_table(columns=["article_id"], filter=recent & (pc.field("revision") > 1))["article_id"]
    columns = list(dict.fromkeys((*_TIMES, "url", *COMPARED)))
    table = dataset.to_table(columns=columns, filter=pc.field("article_id").isin(ids.combine_chunks()))
    rows = table.sort_by([("article_id", "ascending"), ("revision", "ascending")]).to_pylist()
    for _, versions in groupby(rows, key=itemgetter("article_id")):
        yield from pairwise(versions)


def _difference(before: Row, after: Row, name: str) -> tuple[Piece, ...]:
    return tuple(shortened(differences(_text(before[name]), _text(after[name]))))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(item if isinstance(item, str) else item["url"] for item in value)
    return "" if value is None else str(value)
