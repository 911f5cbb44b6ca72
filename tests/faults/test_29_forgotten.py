"""Line 29: a forgotten article's words are nowhere afterwards, whatever page had them and however it wrote them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

import pyarrow.parquet as pq
import pytest
from faulty import Faulty, add_fault

from crawler.cli.main import main
from crawler.minisite.messages import Request, Response
from pipelines.archive import ArchiveError, ArchiveWriter, Exchange, Pointer, read_capture
from pipelines.archive.inflating import members
from pipelines.corpus import archive_files
from pipelines.corpus.database import open_writer
from pipelines.corpus.rows import current_row

NAME = "Purwakusumah"
TITLE = f"Penghargaan bagi {NAME} dari Kampung Labirin"
SLUG = "penghargaan-bagi-purwakusumah-dari-kampung-labirin"
FORGOTTEN = "berita:7"

JSON_LD = json.dumps({"@type": "ItemList", "headline": TITLE}).replace("/", "\\/")
# What other pages say of the article, each in a way of its own.
PLACES = {
    "script": f"<script>var teratas = ['{TITLE}'];</script>",
    "json_ld": f'<script type="application/ld+json">{JSON_LD}</script>',
    "escaped": f"<script>var x = '{TITLE.replace(' ', chr(92) + 'u0020')}';</script>",
    "attribute": f'<div data-judul="{TITLE}"></div><img alt="{TITLE}" src="/a.png">',
    "meta": f'<meta name="terkait" content="{TITLE.upper()}">',
    "share": f'<a href="https://wa.me/?text={quote(TITLE)}">bagikan</a>',
    "share_twice": f'<a href="https://wa.me/?u={quote(quote(TITLE))}">bagikan</a>',
    "plus": f'<a href="https://t.me/share?text={TITLE.replace(" ", "+")}">bagikan</a>',
    "entities": f"<div hidden>{TITLE.replace(' ', '&#32;')}</div><i title='{TITLE.replace(' ', '&nbsp;')}'></i>",
    "slug": f'<a href="/lain/{SLUG}">lihat</a>',
    "comment": f"<!-- {TITLE} -->",
}


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """Yields everything legible below a directory: bytes, Parquet values, gzip members, captures."""
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        content = path.read_bytes()
        yield str(path), content.decode("utf-8", "replace")
        if path.suffix == ".parquet":
            yield str(path), repr(pq.read_table(path).to_pylist())
        if ".warc.gz" in path.name:
            with path.open("rb") as file:
                pieces = [piece.offset for piece in members(file, 0) if piece.end]
            for offset in pieces:
                yield from of_record(path, offset)


def of_record(path: Path, offset: int) -> Iterator[tuple[str, str]]:
    where = f"{path} at {offset}"
    with path.open("rb") as file:
        file.seek(offset)
        yield where, gzip.GzipFile(fileobj=file).read1(1 << 24).decode("utf-8", "replace")
    try:
        body = read_capture(path.parent, Pointer(path.name, offset)).body
    except ArchiveError:
        return
    if body.startswith(b"\x1f\x8b"):
        body = gzip.decompress(body)
    for charset in ("utf-8", "utf-16-le", "utf-16-be"):
        yield where, body.decode(charset, "replace")


def leaks(*roots: Path) -> list[str]:
    found = []
    for root in roots:
        for where, text in texts(root):
            plain = unquote(unquote(unescape(text))).lower()
            found += [f"{word} in {where}" for word in (NAME.lower(), "kampung labirin") if word in plain]
    return found


def plant(request: Request, response: Response) -> Response:
    """Puts what is said of the article into every other article's page."""
    if "/berita-detail/7" in request.target or not response.is_html:
        return response
    said = "".join(PLACES.values()).encode()
    from attrs import evolve

    return evolve(response, body=response.body.replace(b"</body>", said + b"</body>"))


@pytest.fixture
def planted(faulty: Faulty, monkeypatch: pytest.MonkeyPatch) -> Faulty:
    """A corpus in which every page says something of one article."""
    site = faulty.site
    paragraphs = (f"Warga bernama {NAME} tinggal di Kampung Labirin sejak lama sekali.", "Ia menanam pohon.")
    site.edit(FORGOTTEN, title=TITLE, paragraphs=paragraphs)
    add_fault(monkeypatch, "plant", plant)
    faulty.fault("plant on detail")
    assert faulty.night().code == 0
    assert len(leaks(faulty.data)) > 20
    return faulty


def add_captures(data: Path) -> None:
    """Archives pages that no row needs: a compressed sitemap, a listing with encoded addresses, pages in UTF-16."""
    address = "https://kotabogor.go.id/berita-detail/7"
    sitemap = gzip.compress(f"<urlset><url><loc>{address}?judul={SLUG}</loc></url></urlset>".encode())
    listing = f"<html><a href='/buka?u={quote(address, '')}'>x</a><p>{TITLE}</p></html>".encode()
    wide = f"\ufeff<html><p>{TITLE}</p></html>"
    pages = [
        ("https://kotabogor.go.id/sitemap.xml.gz", "application/gzip", sitemap),
        ("https://kotabogor.go.id/berita?page=2", "text/html", listing),
        ("https://kotabogor.go.id/berita/lain", "text/html", wide.encode("utf-16-le")),
        ("https://kotabogor.go.id/berita/cari?key=" + quote(TITLE), "text/html", b"<html></html>"),
    ]
    with closing(open_writer(data)) as connection:
        lengths = archive_files.lengths(connection)
        writer = ArchiveWriter(data / "archive", lengths, clock=None)  # type: ignore[arg-type]
        row = current_row(connection, "berita:1")
        assert row is not None
        for url, kind, body in pages:
            headers = (("Content-Type", kind), ("X-Judul", TITLE))
            writer.append(Exchange(url, "GET", (), 200, "OK", headers, body, row["fetched_at"]))
        archive_files.store_lengths(connection, writer.flush().items())
        writer.close()


def forget(data: Path) -> int:
    return main(["forget", FORGOTTEN, "--why", "diminta", "--data", str(data)])


def test_line_29_no_word_is_left_in_any_place(planted: Faulty) -> None:
    add_captures(planted.data)
    before = {i: row for i, row in stored(planted).items() if i != FORGOTTEN}
    assert forget(planted.data) == 0
    assert leaks(planted.data) == []
    assert planted.broken() == []
    after = stored(planted)
    assert after.keys() == before.keys()
    for article_id, row in after.items():
        assert {n for n in row if row[n] != before[article_id][n]} <= {
            "related_links",
            "archive_file",
            "archive_offset",
        }


def stored(faulty: Faulty) -> dict[str, dict]:
    from support.corpora import by_id

    return by_id(faulty.data)


def damage(data: Path, pointer: Pointer) -> None:
    path = data / "archive" / pointer.file
    content = bytearray(path.read_bytes())
    content[pointer.offset + 400] ^= 4
    path.write_bytes(content)


def pointer_of(faulty: Faulty, article_id: str) -> Pointer:
    row = stored(faulty)[article_id]
    return Pointer(row["archive_file"], row["archive_offset"])


def test_line_29_a_damaged_capture_of_the_article_is_blanked(planted: Faulty) -> None:
    damage(planted.data, pointer_of(planted, FORGOTTEN))
    assert forget(planted.data) == 0
    assert leaks(planted.data) == []
    assert planted.broken() == []


def test_line_29_a_damaged_capture_that_a_row_needs_is_named(
    planted: Faulty, capsys: pytest.CaptureFixture[str]
) -> None:
    pointer = pointer_of(planted, "berita:9")
    damage(planted.data, pointer)
    capsys.readouterr()
    assert forget(planted.data) == 1
    assert f"{pointer.file} at {pointer.offset}" in capsys.readouterr().err


def test_line_29_the_words_of_others_stay(planted: Faulty) -> None:
    """Phrases that other articles have too are nobody's secret."""
    before = stored(planted)["berita:9"]
    assert forget(planted.data) == 0
    capture = read_capture(planted.data / "archive", pointer_of(planted, "berita:9"))
    assert before["title"] in unescape(capture.body.decode())
