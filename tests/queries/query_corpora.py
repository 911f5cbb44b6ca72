"""Published corpora for the questions that people ask."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from support.parquet_rows import publish_rows, row, sparse_row

HOSTILE = "Judul \x1b]0;x\x07\x9b31m \u202eterbalik"

ROWS = [
    row(1, day=dt.date(2023, 12, 31), title="Taman Kencana Ditutup", body="Warga José kecewa.", tags=["Taman"]),
    row(2, day=dt.date(2024, 1, 1), title="Pasar Ramai", body="Sepi.\nWali Kota datang. Kata taman ada di sini! Lalu."),
    row(3, day=dt.date(2024, 1, 1), title="=SUM(A1:A9)", body="-1 derajat di taman\n@pemkot", tags=["ruang taman"]),
    row(9, source="show_post", day=dt.date(2024, 6, 1), title="Kebun Raya", body="Pertamanan.", status="gone",
        gone_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC), tags=[]),
    row(10, day=dt.date(2025, 2, 3), title=HOSTILE, body="Isi."),
    sparse_row(11, title="Tanpa hari di taman"),
]  # fmt: skip


def publish(data: Path) -> Path:
    """Publishes the rows and returns the data directory."""
    data.mkdir()
    publish_rows(data, ROWS)
    return data
