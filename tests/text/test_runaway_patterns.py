"""No pattern and no reader of the project takes more than linear time on repeated fragments.

Growth is measured, not time: four times the text may take at most eight times as long.
"""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

import pytest

import crawler
import pipelines
from pipelines.article import NotAnArticle, RawPage
from pipelines.dates import WIB, find_event_date, parse_date, parse_machine_date
from pipelines.dates.grammar import spans
from pipelines.pages.feed import read_feed, read_sitemap
from pipelines.pages.kotabogor.berita_listing import read_listing
from pipelines.pages.listing import read_linked
from pipelines.pages.page_to_article import extract
from pipelines.text.charset import decode
from pipelines.text.terminal import safe

NOW = dt.datetime(2024, 9, 10, 12, tzinfo=WIB)
FRAGMENTS = (
    "<![CDATA[", "<!DOCTYPE[", "<!--", "<a", "<a ", "<a href='/berita-detail/1'>", "<p>", "</p>", "<", ">", "&",
    "&amp;", "&#", ".", ". ", "…", '"', "'", "“", "’", "-", "- ", "–", "‹", "›", " ", "\t", "\n", "\n \n", "\u00a0",
    "\u200b",
    "1", "12", "1 ", "1.", "1/", "1:", "2024-", "8 September 2024 ", "Senin, ", "a", "A ", "a-", "a/", "a.", "é", "😀",
    "👁 1",
    "?page=2", "&a=1", "#", "|", "| ", ", ", "; ", "(", ")", "[", "]", "{", "_", "@", "a@a", "http://", "baca juga ",
    "Dibaca 1 kali ", "Oleh ", "â€", "\r\n", "d/", "c ", "M y ", "WARC/1.0\r\n",
)  # fmt: skip
METHODS = re.compile(r"\b(\w+)\.(search|match|fullmatch|finditer|findall|sub|split)\b")
SIZES = (1_000, 4_000, 16_000)
NOTICEABLE = 0.05  # seconds of CPU; below it growth cannot be told from noise
MOST_GROWTH = 8


def modules() -> Iterator[object]:
    for package in (pipelines, crawler):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def patterns() -> dict[str, tuple[re.Pattern[str] | re.Pattern[bytes], set[str]]]:
    """Returns each compiled pattern with the methods by which its own module uses it."""
    found = {}
    for module in modules():
        used: dict[str, set[str]] = {}
        for name, method in METHODS.findall(inspect.getsource(module)):
            used.setdefault(name, set()).add(method)
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and name in used:
                found[f"{module.__name__}.{name}"] = (value, used[name])
    return found


PATTERNS = patterns()


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def grows_too_fast(
    work: Callable[[str], object],
    fragment: str,
    sizes: Sequence[int] = SIZES,
    ends: Sequence[str] = ("", "\0"),
) -> bool:
    """Whether four times as much of a fragment, with one of the ends, takes more than eight times as long.

    Each size is four times the one before. The first that takes a noticeable time decides, so that a pattern that
    runs away does not hold up the test.
    """
    return any(_grows_too_fast(work, fragment, sizes, end) for end in ends)


def _grows_too_fast(work: Callable[[str], object], fragment: str, sizes: Sequence[int], end: str) -> bool:
    texts = [fragment * (size // len(fragment)) + end for size in sizes]
    for smaller, larger in pairwise(texts):
        if seconds(partial(work, larger)) < NOTICEABLE:
            continue
        small_time, large_time = (
            min(seconds(partial(work, text)) for _ in range(3)) for text in (smaller, larger)
        )
        if large_time > NOTICEABLE:
            return large_time > MOST_GROWTH * small_time
    return False


# Patterns that are only given a text with a certain end.
ENDS = {"pipelines.maintenance.redaction._PARTS": (">",)}
# Patterns that are only given lines of at most so many characters; their callers look first.
SHORT = {
    "pipelines.pages.generic.furniture._CLOCK": 40,
    "pipelines.pages.generic.furniture._COUNTER": 60,
    "pipelines.pages.generic.furniture._LIST_HEAD": 50,
    "pipelines.pages.generic.people._BEHIND": 300,
    "pipelines.pages.generic.people._BYLINE": 160,
    "pipelines.pages.generic.people._PLACE": 300,
    "pipelines.pages.generic.people._ROLE": 300,
    "pipelines.pages.generic.people._SITE": 300,
    "pipelines.pages.generic.title._SEPARATOR": 1_000,
    "pipelines.pages.generic.zones._WORD": 500,
}


def apply(pattern: re.Pattern[str] | re.Pattern[bytes], method: str, text: str) -> None:
    given = text.encode() if isinstance(pattern.pattern, bytes) else text
    if method == "sub":
        pattern.sub(lambda match: match[0], given)
    else:
        result = getattr(pattern, method)(given)
        if method == "finditer":
            list(result)


def test_patterns_are_found() -> None:
    assert len(PATTERNS) > 100
    assert PATTERNS["pipelines.pages.feed._AMPERSAND"][1] == {"sub"}


def test_patterns_for_short_lines_are_used() -> None:
    assert PATTERNS.keys() >= SHORT.keys()


def test_a_pattern_that_runs_away_is_noticed() -> None:
    runaway = re.compile(r"<!\[CDATA\[.*?\]\]>", re.S)
    assert grows_too_fast(lambda text: runaway.sub("", text), "<![CDATA[", (5_000, 20_000, 80_000))


@pytest.mark.soak
@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_takes_linear_time(name: str) -> None:
    pattern, methods = PATTERNS[name]
    sizes = (SHORT[name] // 4, SHORT[name]) if name in SHORT else SIZES
    slow = [
        (method, fragment)
        for method in sorted(methods)
        for fragment in FRAGMENTS
        if grows_too_fast(partial(apply, pattern, method), fragment, sizes, ENDS.get(name, ("", "\0")))
    ]
    assert slow == []


def read_page(url: str, template: str) -> Callable[[str], object]:
    def read(text: str) -> None:
        try:
            extract(RawPage(template.replace("ISI", text).encode(), url, NOW))
        except NotAnArticle:
            return

    return read


KOTABOGOR, KABAR = "https://kotabogor.go.id", "https://kabar.example/2024/09/pasar-lama-dibuka-kembali"
BERITA = (
    "<html><body><div class='blog-details__content'><h3 class='blog-details__title'>Pasar Dibuka</h3>"
    "<p class='blog-details__text-1'>ISI</p></div><div class='blog-details__bottom'></div></body></html>"
)
OLD = (
    "<html><body><div>08 September 2024</div><h2>Pasar Dibuka</h2><h3>Pasar Dibuka</h3><p>Pasar lama dibuka kembali"
    " untuk warga.</p><div>ISI</div></body></html>"
)
ANY = (
    "<html><head><title>Pasar Dibuka</title></head><body><h1>Pasar Dibuka</h1><p>Warga datang.</p><p>ISI</p>"
    "</body></html>"
)
READERS: dict[str, Callable[[str], object]] = {
    "berita": read_page(f"{KOTABOGOR}/berita-detail/7", BERITA),
    "show_post": read_page(f"{KOTABOGOR}/index.php/show_post/detail/7", OLD),
    "generic": read_page(KABAR, ANY),
    "title": read_page(KABAR, ANY.replace("Pasar Dibuka", "ISI", 1)),
    "feed": lambda text: read_feed(text.encode(), KABAR, fetched_at=NOW),
    "item": lambda text: read_feed(
        f"<rss><item><title>{text}</title><link>/a</link></item></rss>".encode(), KABAR, fetched_at=NOW
    ),
    "sitemap": lambda text: read_sitemap(text.encode(), KABAR, fetched_at=NOW),
    "listing": lambda text: read_listing(text.encode(), f"{KOTABOGOR}/berita?page=2", fetched_at=NOW),
    "linked": lambda text: read_linked(text.encode(), KABAR, source="antaranews", following=KABAR),
    "charset": lambda text: decode(text.encode(), None),
    "date": lambda text: parse_date(text, NOW),
    "machine_date": lambda text: parse_machine_date(text, NOW),
    "event_date": lambda text: find_event_date(text, NOW.date()),
    "kinds_of_tokens": lambda text: list(spans(text)),
    "terminal": safe,
}


@pytest.mark.soak
@pytest.mark.parametrize("reader", READERS)
def test_a_reader_takes_linear_time(reader: str) -> None:
    slow = [f for f in FRAGMENTS if grows_too_fast(READERS[reader], f, (5_000, 20_000, 80_000))]
    assert slow == []


SENTENCE = (
    "<p>Pasar lama dibuka kembali untuk warga setelah atapnya diganti dan saluran airnya dibersihkan.</p>"
)
BESIDE = {
    "show_post": read_page(
        f"{KOTABOGOR}/index.php/show_post/detail/7/pasar-dibuka",
        "<html><body><div><span>08 September 2024</span><h2>Pasar Dibuka</h2>"
        f"{SENTENCE * 3}<div>ISI</div><p>Telp. 1</p></div></body></html>",
    ),
    "generic": read_page(KABAR, ANY.replace("<p>ISI</p>", f"<main>{SENTENCE * 5}<div>ISI</div></main>")),
}


@pytest.mark.soak
@pytest.mark.parametrize("layout", BESIDE)
def test_many_short_lines_beside_a_text_take_linear_time(layout: str) -> None:
    assert not grows_too_fast(BESIDE[layout], "<p>abc def</p>", (7_000, 28_000, 112_000))
