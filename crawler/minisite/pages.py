"""The pages of the miniature site: from a request to a rendered response."""

from __future__ import annotations

import itertools
import re
import secrets
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import unquote

import attrs
import jinja2
from markupsafe import Markup

from crawler.minisite.bodies import body_html
from crawler.minisite.content import material
from crawler.minisite.framework import error_page
from crawler.minisite.messages import TOKEN_MARK, VISITORS_MARK, Request, Response, page, redirect
from crawler.minisite.model import Site
from crawler.minisite.post import Post, Source, long_day
from pipelines.addresses import INVENTED_HEADER

ORIGIN: Final = "http://kotabogor.go.id"
PIXEL: Final = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,%s\x02\x02D\x01\x00;" % (
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00"
)
# Pages that are no news: patterns of their paths, each with a heading and texts.
OTHER_PAGES: Final[dict[str, tuple[str, list[str]]]] = material()["other_pages"]
CARDS_A_PAGE: Final = 9
_INVENTED: Final = (INVENTED_HEADER, "bogor-news miniature: every article is invented")
_OUTAGES: Final = {"maintenance": 503, "database": 500}
_CACHED_PAGES: Final = 4000
_CACHED_SIZE: Final = 1 << 20

_TEMPLATES: Final = jinja2.Environment(
    loader=jinja2.PackageLoader("crawler.minisite", ""), autoescape=True, auto_reload=False
)


def _render(template: str, **values: object) -> str:
    return _TEMPLATES.get_template(template).render(**values)


class Application:
    """Answers requests for a site's pages; the placeholders of what differs in every response are still in them.

    ``page_bytes`` pads article pages with menu entries and script up to that size.
    """

    def __init__(self, site: Site, page_bytes: int = 0) -> None:
        self.site = site
        self.page_bytes = page_bytes
        self._cache: dict[str, Response] = {}
        self._cached_version = site.version
        views: dict[str, Callable[..., Response]] = {
            r"/(?:index\.php/?)?": self._home,
            r"/berita/?": self._listing,
            r"/berita/cari/?": self._search,
            r"/berita/(?P<tag>[^/]+)/?": self._tagged,
            r"/berita-detail/(?P<number>[^/]+)(?:/[^/]*)?/?": self._berita,
            r"/(?:index\.php/)?show_post/detail/(?P<number>\d+)(?:/.*)?": self._show_post,
            r"/index\.php/rss_berita/?": self._feed,
            r"/robots\.txt": self._robots,
            r"/(?:multisite/content|storage/data)/.+": self._picture,
            **dict.fromkeys(OTHER_PAGES, self._other),
        }
        self._routes = [(re.compile(pattern), view) for pattern, view in views.items()]

    def __call__(self, request: Request) -> Response:
        """Returns the answer; the same target gives the same one until the site changes."""
        if self._cached_version != self.site.version or len(self._cache) > _CACHED_PAGES:
            self._cache.clear()
            self._cached_version = self.site.version
        response = self._cache.get(request.target)
        if response is None:
            response = self._answer(request)
            if len(response.body) < _CACHED_SIZE:
                self._cache[request.target] = response
        return response

    def _answer(self, request: Request) -> Response:
        views = ((view, pattern.fullmatch(request.path)) for pattern, view in self._routes)
        view, match = next(((view, match) for view, match in views if match), (None, None))
        if self.site.outage and view not in (self._robots, self._picture):  # these are files
            return error_page(_OUTAGES[self.site.outage])
        return view(request, **match.groupdict()) if view and match else error_page(404)

    def _plain(self, heading: str, *texts: str, posts: tuple[Post, ...] = (), status: int = 200) -> Response:
        html = _render("plain.j2", heading=heading, texts=texts, posts=posts)
        return page(self._padded(html), status)

    def _padded(self, html: str, size: int = 0) -> str:
        missing = max(0, size - len(html.encode()))
        menu = "".join(itertools.islice(_menu(), missing // 180))
        script = ", {title: 'Rapat koordinasi wilayah', start: '2025-09-01'}" * (
            max(0, missing - len(menu)) // 55
        )
        return html.replace("@@menu@@", menu).replace("@@events@@", script)

    def _home(self, _: Request) -> Response:
        newest = (*self.site.newest("berita", 5), *self.site.newest("show_post", 5))
        return self._plain("Selamat datang di Kota Bogor", "Kota hujan yang ramah.", posts=newest)

    def _listing(self, request: Request) -> Response:
        return self._cards(request, self.site.listing_of_page(_page_number(request)), "/berita?")

    def _search(self, request: Request) -> Response:
        key = request.parameter("key")
        if not key:
            return error_page(500)
        wanted = re.compile(_like(key), re.IGNORECASE | re.DOTALL)
        found = tuple(p for p in self.site.listing() if wanted.search(p.title))
        # The application forgets the key here, so that these links answer 500.
        return self._cards(request, found, "/berita/cari?")

    def _tagged(self, request: Request, tag: str) -> Response:
        name = unquote(tag)
        found = tuple(p for p in self.site.listing() if name in p.tags)
        return self._cards(request, found, f"/berita/{tag}?")

    def _cards(self, request: Request, posts: tuple[Post, ...], address: str) -> Response:
        number = _page_number(request)
        last = max(1, -(-len(posts) // CARDS_A_PAGE))
        html = _render(
            "berita_listing.j2",
            posts=posts[(number - 1) * CARDS_A_PAGE : number * CARDS_A_PAGE],
            page=number,
            last=last,
            numbers=[n for n in range(1, last + 1) if n in (1, last) or abs(n - number) < 3],
            address=address,
        )
        return page(self._padded(html))

    def _berita(self, request: Request, number: str) -> Response:
        post = self.site.get(f"berita:{number}")
        if post is None:
            return self._missing("berita")
        if self.site.is_broken(post.article_id):
            return error_page(500)
        html = _render(
            "berita_article.j2",
            post=post,
            body=Markup(body_html(post, self.site.read_also(post))),
            related=self.site.beside(post),
        )
        return page(self._padded(html, self.page_bytes))

    def _show_post(self, request: Request, number: str) -> Response:
        if not self.site.has_old_generation:
            return error_page(404)
        post = self.site.get(f"show_post:{int(number)}")
        if post is None:
            return self._missing("show_post")
        prefix = ORIGIN if post.layout in ("table", "semantic", "bare") else ""
        html = _render(
            "show_post.j2",
            post=post,
            layout=post.layout,
            title=post.title,
            day=long_day(post.day),
            body=Markup(body_html(post)),
            related=self.site.beside(post),
            link=lambda other: prefix + other.path,
        )
        return page(self._padded(html, self.page_bytes))

    def _missing(self, source: Source) -> Response:
        answer = self.site.missing(source)
        if answer == "home":
            return redirect(ORIGIN + "/")
        if answer == "500":
            return error_page(500)
        if answer != "soft":
            return self._plain("Halaman tidak ditemukan", status=int(answer))
        if source == "berita":
            return self._plain("Berita Detil")
        return page(self._padded(_render("old_missing.j2", related=self.site.newest("show_post", 5))))

    def _feed(self, _: Request) -> Response:
        if not self.site.has_old_generation:
            return error_page(404)
        text = _render("feed.j2", posts=self.site.feed())
        return Response(200, text.encode(), (("Content-Type", "text/xml; charset=UTF-8"),))

    def _robots(self, _: Request) -> Response:
        return Response(200, b"User-agent: *\nDisallow:\n", (("Content-Type", "text/plain"),))

    def _picture(self, _: Request) -> Response:
        return Response(200, PIXEL, (("Content-Type", "image/gif"),))

    def _other(self, request: Request, **_: str) -> Response:
        heading, texts = next(v for p, v in OTHER_PAGES.items() if re.fullmatch(p, request.path))
        return self._plain(heading, *texts)


def _page_number(request: Request) -> int:
    given = request.parameter("page", "1")
    return max(1, int(given)) if given.isdecimal() else 1


def _like(key: str) -> str:
    """Returns a regular expression for SQL's ``LIKE '%key%'``."""
    wildcards = {"%": ".*", "_": "."}
    return "".join(wildcards.get(character, re.escape(character)) for character in key)


def _menu() -> Iterator[str]:
    for number in itertools.count(1):
        href = f"/index.php/page/detail/{number}/layanan-{number}"
        yield f'                <li class="menu-item"><a href="{href}">Layanan {number}</a></li>\n'


def personal(response: Response, visitors: int) -> Response:
    """Returns the answer as one visitor gets it: its own token, counter and cookies."""
    response = response.with_headers(_INVENTED)
    if not response.is_html:
        return response
    token = secrets.token_urlsafe(30)
    body = response.body.replace(TOKEN_MARK, token.encode()).replace(VISITORS_MARK, b"%d" % visitors)
    cookie = "expires=Wed, 31 Dec 2036 23:59:59 GMT; path=/"
    headers = (
        *response.headers,
        ("Cache-Control", "no-cache, private"),
        ("Set-Cookie", f"XSRF-TOKEN={token}; {cookie}"),
        ("Set-Cookie", f"kota_bogor_session={secrets.token_hex(20)}; {cookie}; HttpOnly"),
    )
    return attrs.evolve(response, body=body, headers=headers)
