"""The canonical address and the id of an article, from any spelling of its address."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from pipelines.sites import SITES

HOME: Final = "https://kotabogor.go.id"
# A number that no site has given to an article.
IMPOSSIBLE_NUMBER: Final = "999999999"
# A site of invented articles sends this header with every answer. Captures keep it.
INVENTED_HEADER: Final = "X-Invented-Site"

# Parameters that tell how a reader came or how the page looks, on every system.
_TRACKING: Final = re.compile(
    r"(utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|ref_src|share|phpsessid|jsessionid"
    r"|session_?id|sessid|ci_session|amp)",
    re.I,
)
# The last words of values of ``ref`` and ``source`` that track readers also where these choose the article.
_REFERRERS: Final = frozenset(
    "fb facebook twitter x wa whatsapp telegram instagram tiktok line youtube google bing yahoo rss feed feeds mail"  # noqa: SIM905
    " email newsletter app apps mobile web home homepage index share sosmed social search widget sidebar terkini"
    " populer related headline".split()
)
_SESSION: Final = re.compile(r"[0-9a-z,-]{16,128}", re.I)
# Paths that choose no article by themselves.
_SCRIPT: Final = re.compile(r"\.(?:php\d?|aspx?|jsp|cgi|pl|cfm|do)$", re.I)
_PLAIN_WORDS: Final = re.compile(r"[/a-z]*", re.I)
_PART_NAMES: Final = frozenset(("page", "halaman", "hal", "showpage"))
_PART: Final = re.compile(r"(?:[1-9]\d?|all|semua|full|lengkap)", re.I)
# A part of an article behind its slug, which is a file's name or has four words: /2024/08/banjir-di-tanah-sareal/2.
_PART_IN_PATH: Final = re.compile(
    r"(?<=/)((?:[^/]*\.html?|\d*-?[a-z]\w*(?:-\w+){3,}))/([2-9]|[1-4]\d)/?", re.I
)
# What `part` returns for an address that opens all parts of an article at once.
WHOLE: Final = 0
_WHOLE: Final = re.compile(r"https?://[^/?#]", re.I)
_SESSION_IN_PATH: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.I)


class Address(NamedTuple):
    """An article's identity: its source, number on the site (if any), id and canonical address."""

    source: str
    post_id: int | None
    article_id: str
    url: str


class Pattern(NamedTuple):
    """The form of one source's article addresses: ``path`` matches path and query; its group ``id`` is the number.

    ``canonical`` is a template that makes the address from the number. It is None for a site whose addresses stay as
    they are, without tracking parameters and trailing slash; ``path`` then matches that form.
    """

    source: str
    host: str
    path: re.Pattern[str]
    canonical: str | None


def host_of(url: str) -> str:
    """Returns the address's host in lower case, without ``www.`` and port; empty where there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.lower().rstrip(".").removeprefix("www.")


# The three generations of kotabogor.go.id, then the other sites. In each generation an address with `http`, `www.`,
# a slug or a trailing slash opens the same page as one without.
PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "berita",
        "kotabogor.go.id",
        re.compile(r"/berita-detail/(?P<id>\d{1,12})(?:/[^/?]*)?/?(?:\?.*)?", re.I),
        HOME + "/berita-detail/{id}",
    ),
    Pattern(
        "show_post",
        "kotabogor.go.id",
        re.compile(r"/(?:index\.php/)?show_post/detail/(?P<id>\d{1,12})(?:/[^?]*)?(?:\?.*)?", re.I),
        HOME + "/index.php/show_post/detail/{id}",
    ),
    Pattern(
        "joomla",
        "kotabogor.go.id",
        re.compile(
            r"/(?:index\.php)?\?(?=(?:.*&)?option=com_content(?:&|$))(?=(?:.*&)?task=view(?:&|$))"
            r"(?:.*&)?id=(?P<id>\d{1,12})(?::[^&]*)?(?:&.*)?",
            re.I,
        ),
        HOME + "/index.php?option=com_content&task=view&id={id}",
    ),
    *(Pattern(site.name, host_of(site.home), site.articles, None) for site in SITES.values()),
)
_CANONICAL: Final = {p.source: p.canonical for p in PATTERNS if p.canonical}
HOMES: Final = (HOME, *(site.home for site in SITES.values()))


def absolute(base: str, href: str) -> str | None:
    """Returns the http(s) address a link on a page leads to, without fragment, or None where it leads nowhere."""
    href = re.sub(r"[\t\r\n]", "", href.strip())
    if not href or href.startswith("#"):
        return None
    try:
        return _without_fragment(href if _WHOLE.match(href) else urljoin(base, href))
    except ValueError:
        return None


# Most links stand on many pages of a site.
@lru_cache(maxsize=4096)
def _without_fragment(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, ""))


def canonical(url: str) -> str | None:
    """Returns the canonical spelling of an address: https, no ``www.``, port, tracking parameters or fragment."""
    address = identify(url)
    return address.url if address else _plain(url)


@lru_cache(maxsize=4096)
def identify(url: str) -> Address | None:
    """Returns the identity of an article of a known source, or None for every other address.

    A number has at most twelve digits, so that ``post_id`` never overflows.
    """
    host = host_of(url)
    candidates = [p for p in PATTERNS if p.host == host]
    if not candidates:
        return None
    parts = urlsplit(url)
    path = _SESSION_IN_PATH.sub("", re.sub(r"/{2,}", "/", parts.path or "/"))
    tail = path + ("?" + parts.query if parts.query else "")
    for pattern in candidates:
        match = pattern.path.fullmatch(tail if pattern.canonical else _tail(_plain(url)))
        if match:
            number = match.groupdict().get("id")
            return _address(pattern.source, url, int(number) if number else None, pattern.canonical)
    return None


def address_for(source: str, url: str) -> Address:
    """Returns the identity of a page. For a site without numbers the id is made from the canonical address.

    Raises ValueError where ``url`` is no http(s) address.
    """
    return identify(url) or _address(source, url, None, None)


def part(url: str) -> int:
    """Returns which part of a divided article an address opens, from 1, or ``WHOLE`` for all parts on one page.

    The canonical address and the id of an article are those of its first part.
    """
    if any(p.canonical for p in PATTERNS if p.host == host_of(url)):
        return 1
    spelled = _spelled(url)
    return spelled[1] if spelled else 1


def impossible_url(address: Address) -> str | None:
    """Returns an article's address with a number that no article has, None where it holds no number."""
    before, number, after = address.url.rpartition(str(address.post_id))
    return before + IMPOSSIBLE_NUMBER + after if number else None


def article_url(source: str, post_id: int) -> str:
    """Returns the canonical address of a number. Raises KeyError for a source whose addresses need more than that."""
    return _CANONICAL[source].format(id=post_id)


def slug_title(url: str) -> str | None:
    """Returns the words of an address's slug in title case, or None where it has no readable slug.

    >>> slug_title("/index.php/show_post/detail/1/rapat-desk-pilkada-2024")
    'Rapat Desk Pilkada 2024'
    """
    path = urlsplit(url).path.rstrip("/")
    slug = re.sub(r"\.(?:html?|php|aspx?)$", "", path.rsplit("/", 1)[-1], flags=re.I)
    words = [w for w in re.split(r"[-_+ ]+|%20", slug) if w]
    if len(words) < 2 or not any(re.search(r"[^\W\d]", w) for w in words):
        return None
    return " ".join(w if w[:1].isupper() else w[:1].upper() + w[1:] for w in words)


def _address(source: str, url: str, number: int | None, canonical_form: str | None) -> Address:
    plain = canonical_form.format(id=number) if canonical_form else _plain(url)
    if plain is None:
        raise ValueError(f"not an http address: {url!r}")
    name = hashlib.sha256(plain.encode()).hexdigest()[:16] if number is None else str(number)
    return Address(source, number, f"{source}:{name}", plain)


def _tail(url: str | None) -> str:
    parts = urlsplit(url or "")
    return parts.path + ("?" + parts.query if parts.query else "")


def _plain(url: str) -> str | None:
    spelled = _spelled(url)
    return spelled[0] if spelled else None


def _spelled(url: str) -> tuple[str, int] | None:
    """Returns the canonical spelling of an http(s) address, and the part of an article that it opens."""
    absolute_url = absolute(url, url)
    if absolute_url is None:
        return None
    parts = urlsplit(absolute_url)
    path = _SESSION_IN_PATH.sub("", re.sub(r"/{2,}", "/", parts.path)).rstrip("/") or "/"
    query, number = _parameters(path, parse_qsl(parts.query, keep_blank_values=True))
    divided = None if query else _PART_IN_PATH.search(path)
    if divided and divided.end() == len(path):
        path, number = path[: divided.end(1)], int(divided[2])
    return urlunsplit(("https", host_of(absolute_url), path, urlencode(sorted(query)), "")), number


def _parameters(path: str, query: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], int]:
    """Returns the parameters that choose an article, and the part of it that the others ask for."""
    is_specific = not (_SCRIPT.search(path) or _PLAIN_WORDS.fullmatch(path))
    kept, parts = [], []
    for name, value in query:
        key = name.lower()
        if key in _PART_NAMES and _PART.fullmatch(value):
            parts.append((name, value))
        elif not _TRACKING.fullmatch(key) and not _is_tracking(key, value, is_specific):
            kept.append((name, value))
    if not is_specific and not any(any(c.isdigit() for c in value) for _, value in kept):
        return kept + parts, 1  # nothing else chooses the article
    numbers = [int(value) if value.isdigit() else WHOLE for _, value in parts]
    return kept, numbers[-1] if numbers else 1


def _is_tracking(key: str, value: str, is_specific: bool) -> bool:
    """Whether a parameter that chooses the article on some systems only tracks readers here."""
    if key in ("ref", "source"):
        return is_specific or _is_referrer(value)
    if key == "sid":
        return is_specific or _is_session(value)
    return key == "m" and value in ("", "0", "1")  # Blogger's pages for telephones


def _is_referrer(value: str) -> bool:
    """Whether a value names where a reader came from: a host, an address, or a known service or place."""
    words = value.lower().replace("-", "_").split("_")
    return not value or "." in value or "/" in value or words[-1] in _REFERRERS


def _is_session(value: str) -> bool:
    """Whether a value is a session's: long, and no number of an article."""
    if not _SESSION.fullmatch(value):
        return not value
    return len(value) >= 20 or (not value.isdecimal() and any(map(str.isdecimal, value)))
