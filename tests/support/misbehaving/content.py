"""Faults of the content: charsets, pagination, maintenance pages, restless lists, robots.txt, validators."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import re
import secrets
from collections import Counter
from collections.abc import Callable
from email.utils import format_datetime
from typing import Final

import attrs

from crawler.minisite.content import make_post
from crawler.minisite.messages import App, Request, Response, page
from crawler.minisite.model import Site
from crawler.minisite.pages import CARDS_A_PAGE
from support.misbehaving.fault import Factory, Fault

_LISTING: Final = re.compile(r"/berita/?")
_FIRST_CHANGE: Final = dt.datetime(2025, 9, 1, tzinfo=dt.UTC)
# A space between two words of text, not of a tag.
_TEXT: Final = re.compile(rb"(?<=[a-z]{4}) (?=[a-z]{4}[^<>]*<)")
_MAINTENANCE: Final = (
    "<!DOCTYPE html><html><head><title>Pemeliharaan</title></head>"
    "<body><h1>Situs sedang dalam pemeliharaan</h1>"
    "<p>Kami sedang memperbarui sistem. Silakan kembali beberapa saat lagi.</p></body></html>"
)
_CAPTCHA: Final = (
    "<!DOCTYPE html><html><head><title>Verifikasi</title></head>"
    "<body><h1>Apakah Anda manusia?</h1>"
    '<form method="post"><div class="g-captcha"></div><p>Centang kotak untuk melanjutkan.</p></form>'
    "</body></html>"
)


def _edited(change: Callable[[Request, bytes], bytes]) -> Fault:
    def fault(request: Request, app: App) -> Response:
        response = app(request)
        return attrs.evolve(response, body=change(request, response.body)) if response.is_html else response

    return fault


def charset(arg: str, _: Site) -> Fault:
    """``HEADER:BYTES``: the charset the header claims (``none``: no word of it) and the one really used."""
    claimed, __, used = arg.partition(":")
    content_type = "text/html" if claimed == "none" else f"text/html; charset={claimed}"

    def fault(request: Request, app: App) -> Response:
        response = app(request)
        if not response.is_html:
            return response
        body = response.body.decode().encode(used or "cp1252", "xmlcharrefreplace")
        return attrs.evolve(response, body=body).with_headers(("Content-Type", content_type))

    return fault


def mojibake(_: str, __: Site) -> Fault:
    """UTF-8 read as cp1252 and written as UTF-8 again: ``Jumâ€™at``."""
    return _edited(lambda request, body: body.decode("cp1252", "replace").encode())


def nul(_: str, __: Site) -> Fault:
    """NUL bytes between words."""
    return _edited(lambda request, body: _TEXT.sub(b" \x00", body))


def surrogates(_: str, __: Site) -> Fault:
    """Lone surrogates as entities between words."""
    return _edited(lambda request, body: _TEXT.sub(b" &#xD83D;", body))


def endless_pages(_: str, site: Site) -> Fault:
    """A page past the end echoes the last one, and each page has a next one."""

    def fault(request: Request, app: App) -> Response:
        if not _LISTING.fullmatch(request.path):
            return app(request)
        number = int(request.parameter("page", "1"))
        last = max(1, -(-len(site.listing()) // CARDS_A_PAGE))
        response = app(attrs.evolve(request, target=f"{request.path}?page={min(number, last)}"))
        link = f'<a class="next page-numbers" href="/berita?page={number + 1}">next</a></div>'
        body = re.sub(rb'\s*<a class="next.*?</a>', b"", response.body)
        start = body.index(b'<div class="blog-pagination">')
        return attrs.evolve(response, body=body[:start] + body[start:].replace(b"</div>", link.encode(), 1))

    return fault


def session_ids(_: str, __: Site) -> Fault:
    """Every link carries a session id that differs in each response."""

    def change(request: Request, body: bytes) -> bytes:
        session = secrets.token_hex(13).encode()

        def mark(match: re.Match[bytes]) -> bytes:
            return match[1] + (b"&" if b"?" in match[1] else b"?") + b"PHPSESSID=" + session

        return re.sub(rb'(href="(?:http://kotabogor\.go\.id)?/[^"#]*)', mark, body)

    return _edited(change)


def deep_links(_: str, __: Site) -> Fault:
    """Every page links to a relative ``a/``, which answers with a page that does so again."""

    def fault(request: Request, app: App) -> Response:
        link = '<a href="a/">a</a><a href="/a/">a</a>'
        if re.match(r"/(.*/)?a/$", request.path):
            return page(f"<html><body>{link}</body></html>")
        response = app(request)
        return attrs.evolve(response, body=response.body.replace(b"</body>", link.encode() + b"</body>"))

    return fault


def empty_listing(_: str, __: Site) -> Fault:
    """Listings come without a card."""

    def fault(request: Request, app: App) -> Response:
        past_the_end = attrs.evolve(request, target=f"{request.path}?page=100000")
        return app(past_the_end if _LISTING.fullmatch(request.path) else request)

    return fault


def soft_404(_: str, site: Site) -> Fault:
    """Articles answer as a missing id does with status 200."""

    def fault(request: Request, app: App) -> Response:
        absent = re.sub(r"(detail/)\d+.*", r"\g<1>999999999", request.target)
        response = app(attrs.evolve(request, target=absent))
        return attrs.evolve(response, status=200)

    return fault


def maintenance(_: str, __: Site) -> Fault:
    """A maintenance page with status 200 for everything."""
    return lambda request, app: page(_MAINTENANCE)


def captcha(_: str, __: Site) -> Fault:
    """A captcha with status 200 for everything."""
    return lambda request, app: page(_CAPTCHA)


def counters(_: str, __: Site) -> Fault:
    """A view counter on article pages, higher with each view."""
    views = Counter[str]()

    def change(request: Request, body: bytes) -> bytes:
        views[request.path] += 1
        count = b"Dibaca %d kali" % (120 + views[request.path])
        body = body.replace(
            b'</ul>\n                    <h3 class="blog-details__title',
            b"<li>" + count + b'</li></ul>\n                    <h3 class="blog-details__title',
            1,
        )
        return re.sub(
            rb'(<span class="tgl">[^<]+|<time>[^<]+|<div class="date-post">[^<]+)',
            rb"\g<1> | " + count,
            body,
            count=1,
        )

    return _edited(change)


def sidebar(_: str, site: Site) -> Fault:
    """The related lists show other posts at each view."""

    def fault(request: Request, app: App) -> Response:
        site.shift_related()
        return app(request)

    return fault


def arrivals(arg: str, site: Site) -> Fault:
    """``[N]``: after each listing page a new post arrives, N in all (20), so that the pages shift."""
    left = itertools.repeat(None, int(arg or 20))

    def fault(request: Request, app: App) -> Response:
        response = app(request)
        if _LISTING.fullmatch(request.path) and next(left, "none") is None:
            newest = max(site.newest("berita"), key=lambda p: p.post_id)
            moment = site.newest("berita", 1)[0].published + dt.timedelta(minutes=7)
            site.publish(make_post("berita", newest.post_id + 1, moment))
        return response

    return fault


def robots(arg: str, _: Site) -> Fault:
    """``disallow``, ``html``, ``delay:SECONDS`` or a status code: what ``/robots.txt`` says."""
    kind, __, delay = arg.partition(":")
    texts = {
        "disallow": "User-agent: *\nDisallow: /\n",
        "html": "<!DOCTYPE html><html><body><h1>Disallow: / tidak ditemukan</h1></body></html>",
        "delay": f"User-agent: *\nCrawl-delay: {delay}\nDisallow:\n",
    }
    answer = page(texts[kind]) if kind in texts else page("<html><body>robots</body></html>", int(kind))
    if kind in ("disallow", "delay"):
        answer = answer.with_headers(("Content-Type", "text/plain"))
    return lambda request, app: answer if request.path == "/robots.txt" else app(request)


def validators(_: str, __: Site) -> Fault:
    """Pages carry ``ETag`` and ``Last-Modified``, and a request that has them is answered with 304."""
    changed: dict[str, tuple[str, str]] = {}
    changes = itertools.count()

    def fault(request: Request, app: App) -> Response:
        response = app(request)
        if response.status != 200:
            return response
        tag = f'"{hashlib.sha1(response.body).hexdigest()}"'
        if changed.get(request.path, ("", ""))[0] != tag:
            # A second later for each change, so that two within a second differ.
            moment = _FIRST_CHANGE + dt.timedelta(seconds=next(changes))
            changed[request.path] = (tag, format_datetime(moment, usegmt=True))
        modified = changed[request.path][1]
        wanted = request.headers.get("if-none-match")
        if wanted == tag or (wanted is None and request.headers.get("if-modified-since") == modified):
            return Response(304, b"", (("ETag", tag), ("Last-Modified", modified)))
        return response.with_headers(("ETag", tag), ("Last-Modified", modified))

    return fault


FACTORIES: Final[dict[str, Factory]] = {
    "charset": charset,
    "mojibake": mojibake,
    "nul": nul,
    "surrogates": surrogates,
    "endless_pages": endless_pages,
    "session_ids": session_ids,
    "deep_links": deep_links,
    "empty_listing": empty_listing,
    "soft_404": soft_404,
    "maintenance": maintenance,
    "captcha": captcha,
    "counters": counters,
    "sidebar": sidebar,
    "arrivals": arrivals,
    "robots": robots,
    "validators": validators,
}
