"""Corpora for the report: years of invented articles, written straight into a database."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from pipelines.corpus import run_log
from pipelines.corpus.codec import encode
from pipelines.corpus.database import open_writer
from pipelines.corpus.tables import COLUMN_LIST
from pipelines.schema import NAMES, Row

NOW = dt.datetime(2026, 3, 1, 2, 0, tzinfo=dt.UTC)
_TAGS = (
    "kesehatan",
    "pendidikan",
    "lalu lintas",
    "lingkungan",
    "UMKM",
    "pajak",
    "olahraga",
    "banjir",
    "pasar",
)
_SUBJECTS = ("Taman", "Pasar", "Jembatan", "Sekolah", "Puskesmas", "Terminal", "Perpustakaan", "Trotoar")
_ACTS = ("Dibuka Kembali", "Selesai Diperbaiki", "Dikunjungi Wali Kota", "Terima Penghargaan", "Mulai Ditata")


def row(
    number: int, *, source: str = "berita", day: dt.date | None = dt.date(2025, 1, 6), **values: Any
) -> Row:
    """Returns a complete row; ``values`` replace columns."""
    full = {
        **dict.fromkeys(NAMES),
        "article_id": f"{source}:{number}",
        "source": source,
        "year": day.year if day else 0,
        "post_id": number,
        "url": f"https://kotabogor.go.id/{source}/{number}",
        "title": f"Warga Membersihkan Sungai ke-{number}",
        "published_date": day,
        "date_source": "listing" if day else None,
        "date_text": day.isoformat() if day else None,
        "body": "Isi.",
        "word_count": 180,
        "related_links": [],
        "tags": [],
        "images": [],
        "language": "id",
        "layout": source,
        "extractor_version": "1",
        "quality": [],
        "content_hash": f"{number}",
        "revision": 1,
        "status": "live",
        "first_seen_at": NOW,
        "fetched_at": NOW,
    }
    return full | values


def years(seed: int = 7) -> Iterator[Row]:
    """Yields eleven years of two sources with quiet weekends, gaps, edits and disappearances."""
    chance = random.Random(seed)
    day, number = dt.date(2015, 2, 2), 0
    while day < dt.date(2026, 3, 1):
        quiet = dt.date(2017, 6, 20) <= day <= dt.date(2017, 7, 9) or dt.date(2020, 4, 1) <= day < dt.date(
            2020, 4, 20
        )
        mean = 0 if quiet else 0.2 if day.weekday() > 4 else 1.6 + (day.year - 2015) * 0.25
        for _ in range(min(9, int(chance.expovariate(1 / mean)) if mean else 0)):
            number += 1
            yield from _versions(chance, number, day)
        day += dt.timedelta(days=1)


def _versions(chance: random.Random, number: int, day: dt.date) -> Iterator[Row]:
    new = day >= dt.date(2024, 4, 1)
    source = "berita" if new else "show_post"
    origin = "listing" if new else chance.choice(["page", "page", "page", "feed"])
    seen = dt.datetime.combine(max(day, dt.date(2025, 2, 1)), dt.time(18), dt.UTC)
    first = row(
        number,
        source=source,
        day=None if chance.random() < 0.01 else day,
        title=f"{chance.choice(_SUBJECTS)} {chance.choice(('Sempur', 'Cibinong', 'Tajur'))} {chance.choice(_ACTS)}",
        date_source=origin,
        published_at=dt.datetime.combine(day, dt.time(9), dt.UTC) if origin == "feed" else None,
        event_date=day if chance.random() < 0.8 else None,
        word_count=max(15, int(chance.gauss(230, 90))),
        tags=chance.sample(_TAGS, chance.randrange(0, 3)) if new else [],
        images=[{"url": "https://kotabogor.go.id/a.jpg", "caption": None}] if chance.random() < 0.9 else [],
        related_links=[
            {"position": 0, "url": "https://kotabogor.go.id/berita-detail/1", "text": None, "title": None}
        ],
        fetched_at=seen,
        first_seen_at=seen,
    )
    if first["published_date"] is None:
        first.update(date_source=None, date_text=None, published_at=None)
    yield first
    later = min(seen + dt.timedelta(days=chance.randrange(1, 200)), NOW - dt.timedelta(hours=number % 300))
    if chance.random() < 0.05:
        yield {**first, "revision": 2, "content_hash": f"{number}b", "fetched_at": later}
    elif chance.random() < 0.02:
        yield {**first, "revision": 2, "status": "gone", "gone_at": later}


def nights(
    count: int = 45,
) -> Iterator[tuple[dt.datetime, float, int, str | None, dict[str, dict[str, int]]]]:
    """Yields runs as (start, seconds, exit code, reason, counts), oldest first."""
    chance = random.Random(3)
    for number in range(count):
        code = {20: 3, 31: 4, 38: 6}.get(number, 0)
        reason = {
            3: "berita is unreachable: no answer",
            4: "berita is held back: 40 of 60 articles changed",
            6: "SIGTERM received",
        }
        counts = {
            "berita": {
                "new": chance.randrange(9),
                "edited": chance.randrange(2),
                "same": chance.randrange(80),
            }
        }
        yield NOW - dt.timedelta(days=count - number), chance.uniform(60, 400), code, reason.get(code), counts


def write(data: Path, rows: list[Row], *, with_runs: bool = True) -> Path:
    """Writes a corpus's database and returns its directory."""
    data.mkdir(parents=True, exist_ok=True)
    newest = {r["article_id"]: r["revision"] for r in rows}
    marks = ", ".join("?" * (len(NAMES) + 1))
    with closing(open_writer(data)) as connection:
        connection.execute("BEGIN")
        connection.executemany(
            f"INSERT INTO revisions ({COLUMN_LIST}, is_current) VALUES ({marks})",
            [[*encode(r), r["revision"] == newest[r["article_id"]]] for r in rows],
        )
        for start, seconds, code, reason, counts in nights() if with_runs else ():
            run_id = run_log.begin(connection, "crawl", start)
            run_log.end(connection, run_id, start + dt.timedelta(seconds=seconds), code, reason, counts)
        connection.execute("COMMIT")
    return data
