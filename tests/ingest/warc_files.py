"""WARC files as other people have them, of pages in a made-up site's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from support.corpora import rows

from pipelines.archive import ArchiveWriter, Exchange

NOON = dt.datetime(2020, 5, 4, 5, tzinfo=dt.UTC)
ARTICLE = "http://kotabogor.go.id/index.php/show_post/detail/7001/pasar-bersih"
BODY = (
    "Bogor - Pemerintah Kota Bogor mengajak pedagang Pasar Merdeka menjaga kebersihan lapak setiap hari.",
    "Kepala pasar menyebut dua puluh petugas kebersihan kini berkeliling dari pagi sampai sore.",
    "Warga yang berbelanja diminta membawa kantong sendiri dan memilah sampah di tempat yang ada.",
)


class Shot(NamedTuple):
    """One page as somebody captured it, so many days after NOON."""

    day: float
    body: bytes
    url: str = ARTICLE
    status: int = 200

    @property
    def at(self) -> dt.datetime:
        return NOON + dt.timedelta(days=self.day)


def page(text: str = "", title: str = "Pasar Merdeka Jaga Kebersihan", date: str = "03 Maret 2020") -> bytes:
    """An article page of the old generation; ``text`` is one more paragraph."""
    paragraphs = "".join(f"<p>{one}</p>" for one in (*BODY, text) if one)
    return (
        f"<html><head><title>Pemerintah Kota Bogor</title></head><body><div><span>{date}</span>"
        f"<h2>{title}</h2><div><h3>{title}</h3>{paragraphs}</div></div></body></html>"
    ).encode()


def write(path: Path, shots: Iterable[Shot]) -> Path:
    """Returns the path of a file that holds the captures in this order."""
    root = path.parent / f"{path.name}-parts"
    writer = ArchiveWriter(root, {}, clock=lambda: NOON)
    for shot in shots:
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        writer.append(Exchange(shot.url, "GET", (), shot.status, "OK", headers, shot.body, shot.at))
    writer.flush()
    writer.close()
    (part,) = root.iterdir()
    return part.rename(path)


def versions(data: Path) -> list[dict[str, object]]:
    """Every stored version, without the place where its capture happens to be kept."""
    return [
        {name: value for name, value in row.items() if not name.startswith("archive_")}
        for row in rows(data, "revisions")
    ]
