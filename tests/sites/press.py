"""A news site of the tests' own, served on loopback: articles, a feed, sitemaps and a listing."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import attrs

PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{title} - Kabar Uji</title>
<meta property="og:title" content="{title}"></head><body>
<nav><a href="/">Beranda</a> <a href="/indeks">Indeks</a></nav>
<main><h1>{title}</h1><p class="waktu"><time datetime="{moment}">{printed}</time></p>
<div class="isi">{body}</div></main>
<aside><h3>Terpopuler</h3><ul><li><a href="/cuaca">Prakiraan cuaca</a></li></ul></aside>
<footer>Kabar Uji, 2026</footer></body></html>"""


@attrs.define
class Story:
    """An article: its path, title, day of February 2026 and subject."""

    path: str
    title: str
    day: int
    subject: str

    @property
    def moment(self) -> str:
        return f"2026-02-{self.day:02}T09:30:00+07:00"

    @property
    def body(self) -> str:
        return (
            f"Petugas memeriksa {self.subject} sejak pagi bersama warga setempat dan perangkat desa yang hadir.\n"
            f"Menurut kepala dinas, perbaikan {self.subject} selesai sebelum musim hujan berikutnya tiba.\n"
            f"Warga berharap {self.subject} terawat, karena dipakai setiap hari oleh anak sekolah dan pedagang."
        )

    def page(self) -> str:
        paragraphs = "".join(f"<p>{escape(line)}</p>" for line in self.body.splitlines())
        printed = f"{self.day} Februari 2026, 09:30 WIB"
        return PAGE.format(title=escape(self.title), moment=self.moment, printed=printed, body=paragraphs)


SUBJECTS = [
    "jembatan gantung",
    "saluran irigasi",
    "pasar ikan",
    "terminal bus",
    "kebun bibit",
    "gedung arsip",
    "lampu jalan",
]


def stories(count: int, form: str) -> list[Story]:
    """So many articles, newest first, at addresses of a form with ``{number}`` and ``{slug}``."""
    found = []
    for number in range(count, 0, -1):
        subject = f"{SUBJECTS[number % len(SUBJECTS)]} nomor {number}"
        title = f"Dinas Merawat {subject.title()}"
        path = form.format(number=1000 + number, slug=title.lower().replace(" ", "-"))
        found.append(Story(path, title, 1 + number % 28, subject))
    return found


@attrs.define
class Press:
    """What is served: bodies by path and query; ``log`` holds the paths asked for, ``before`` is called with each."""

    pages: dict[str, bytes] = attrs.field(factory=dict)
    log: list[str] = attrs.field(factory=list)
    before: Callable[[str], None] = attrs.field(default=lambda path: None)
    url: str = ""

    def publish(self, found: list[Story]) -> None:
        for story in found:
            self.pages[story.path] = story.page().encode()

    def asked(self, mark: int = 0) -> list[str]:
        return [path for path in self.log[mark:] if path != "/robots.txt"]


def feed(found: list[Story], home: str) -> bytes:
    items = "".join(
        f"<item><title>{escape(s.title)}</title><link>{home}{s.path}?utm_source=rss</link>"
        f"<pubDate>{s.day:02} Feb 2026 09:30:00 +0700</pubDate></item>"
        for s in found
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


def news_sitemap(found: list[Story], home: str) -> bytes:
    urls = "".join(
        f"<url><loc>{home}{s.path}</loc><news:news><news:publication_date>{s.moment}</news:publication_date>"
        f"<news:title>{escape(s.title)}</news:title></news:news></url>"
        for s in found
    )
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    ).encode()


def sitemap(found: list[Story], home: str, *, packed: bool = False) -> bytes:
    urls = "".join(f"<url><loc>{home}{s.path}</loc></url>" for s in found)
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
    return gzip.compress(body) if packed else body


def index(children: dict[str, str | None], home: str) -> bytes:
    """A sitemap index of paths (or addresses) with their days of change."""
    listed = "".join(
        f"<sitemap><loc>{path if '://' in path else home + path}</loc>"
        + (f"<lastmod>{day}</lastmod>" if day else "")
        + "</sitemap>"
        for path, day in children.items()
    )
    return (
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'.encode()
    )


def listing(found: list[Story], page: int, size: int, *, always: list[Story]) -> bytes:
    """A listing page with a sidebar that is the same on all of them; the last one links no further."""
    here = found[(page - 1) * size : page * size]
    cards = "".join(f'<div><a href="{s.path}">{escape(s.title)}</a></div>' for s in here)
    aside = "".join(f'<a href="{s.path}">{escape(s.title)}</a>' for s in always)
    more = f'<a href="?halaman={page + 1}">Lanjut</a>' if page * size < len(found) else ""
    return f"<html><body><main>{cards}</main><aside>{aside}</aside>{more}</body></html>".encode()


@contextmanager
def served(press: Press) -> Iterator[Press]:
    """Serves a site until the end of the ``with``."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            press.log.append(self.path)
            press.before(self.path)
            body = press.pages.get(self.path)
            self.send_response(404 if body is None else 200)
            kind = "text/html; charset=utf-8" if body is None or b"<html" in body[:200] else "text/xml"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    press.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield press
    finally:
        server.shutdown()
        server.server_close()
