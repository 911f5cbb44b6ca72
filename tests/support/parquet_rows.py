"""Rows for tests that write Parquet: every column filled, with values that readers tend to get wrong."""

import datetime as dt
import functools
import hashlib
from pathlib import Path
from zoneinfo import ZoneInfo

from pipelines.snapshot import DATASETS, Partition, publish, sort_key

NOW = dt.datetime(2026, 11, 24, 2, 0, tzinfo=dt.UTC)
WIB = ZoneInfo("Asia/Jakarta")


def row(number, *, source="berita", day=dt.date(2024, 9, 8), **values):
    """A complete row; ``values`` replace columns."""
    body = values.get("body", f"Warga Tanah Sareal menanam {number} pohon.\nCamat hadir sejak pagi 🌳.")
    year = day.year if day else 0
    full = {
        "article_id": f"{source}:{number}",
        "source": source,
        "year": year,
        "post_id": number,
        "url": f"https://kotabogor.go.id/berita-detail/{number}",
        "title": f"Hari Pohon ke-{number}",
        "published_date": day,
        "published_at": day and dt.datetime(day.year, day.month, day.day, 0, 30, 0, 123456, WIB),
        "date_text": day and f"{day:%d / %m} {day.year}",
        "date_source": day and "listing",
        "event_date": None,
        "body": body,
        "word_count": len((body or "").split()),
        "related_links": [_link(number, 0, "Taman Kaulinan"), _link(number, 1, None)],
        "tags": ["lingkungan", "ruang hijau"],
        "images": [{"url": "https://cms.kotabogor.go.id/storage/data/a.jpg", "caption": None}],
        "author": None,
        "language": "id",
        "layout": "berita",
        "extractor_version": "1",
        "quality": [],
        "content_hash": hashlib.sha256((body or "").encode()).hexdigest(),
        "duplicate_of": None,
        "revision": 1,
        "status": "live",
        "first_seen_at": NOW,
        "fetched_at": NOW + dt.timedelta(microseconds=number),
        "gone_at": None,
        "archive_file": "2026/11.warc.gz",
        "archive_offset": 4_000_000_000 + number,
    }
    return full | values


def sparse_row(number, *, source="berita", day=None, **values):
    """A row that holds null wherever the schema allows it."""
    needed = ("article_id", "source", "year", "url", "word_count", "revision", "status")
    full = row(number, source=source, day=day, body=None)
    return {name: value if name in needed else None for name, value in full.items()} | values


def split(rows):
    """The same rows as the current ones and as revisions, by partition, sorted."""
    changed = {}
    for each in sorted(rows, key=sort_key):
        for dataset in DATASETS:
            changed.setdefault(Partition(dataset, each["source"], each["year"]), []).append(each)
    return changed


def publish_rows(data: Path, rows, snapshot_id="s1", *, keep=(), now=NOW):
    """Publishes ``rows`` in both datasets, in place of all rows that are in no kept partition."""
    return publish(data, snapshot_id, changed=split(rows), keep=keep, now=now, removed=None)


def offline_load_dataset(tmp_path, monkeypatch):
    """``datasets.load_dataset`` without network, its caches below ``tmp_path``."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    import datasets

    return functools.partial(datasets.load_dataset, cache_dir=str(tmp_path / "hf/cache"))


def _link(number, position, title):
    other = number - 1 - position
    return {
        "position": position,
        "url": f"https://kotabogor.go.id/berita-detail/{other}",
        "text": "Taman Kaulinan dibuka kembali setelah dirawat sel",
        "title": title,
        "post_id": other,
        "article_id": f"berita:{other}",
        "truncated": title is None,
    }
