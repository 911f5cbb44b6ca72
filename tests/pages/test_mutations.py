"""Whatever bytes come in, an article or a reason comes out."""

import datetime as dt
import json
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.fixtures import load_fixture

from pipelines.article import Article, NotAnArticle, RawPage
from pipelines.pages.feed import read_feed, read_sitemap
from pipelines.pages.kotabogor.berita_listing import read_listing
from pipelines.pages.page_to_article import extract
from pipelines.pages.page_to_row import article_columns
from pipelines.schema import QUALITY_FLAGS
from pipelines.text.charset import decode

FIXTURES = [
    load_fixture(p.parent) for p in sorted((Path(__file__).parents[1] / "fixtures").glob("*/*/page.html"))
]
FETCHED = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
OLD, NEW = (
    "https://kotabogor.go.id/index.php/show_post/detail/7/a-b",
    "https://kotabogor.go.id/berita-detail/7",
)


def cut(body, rng):
    return body[: rng.randrange(len(body) + 1)]


def without_a_slice(body, rng):
    start, end = sorted(rng.randrange(len(body) + 1) for _ in range(2))
    return body[:start] + body[end:]


def twice_a_slice(body, rng):
    start, end = sorted(rng.randrange(len(body) + 1) for _ in range(2))
    return body[:end] + body[start:end] + body[end:]


def reordered(body, rng):
    pieces = body.split(b"<")
    rng.shuffle(pieces)
    return b"<".join(pieces)


def renested(body, rng):
    tags = [
        b"<div>",
        b"</div>",
        b"<table><tr><td>",
        b"</td>",
        b"<p>",
        b"</p>",
        b"<ul><li>",
        b"<nav>",
        b"<a href=x>",
    ]
    pieces = body.split(b">")
    for _ in range(rng.randrange(1, 40)):
        pieces.insert(rng.randrange(len(pieces) + 1), rng.choice(tags))
    return b">".join(pieces)


def with_entities(body, rng):
    wrong = [
        b"&",
        b"&#0;",
        b"&#55357;",
        b"&#x110000;",
        b"&nbsp",
        b"&ampamp;",
        b"&#;",
        b"&lt;script&gt;",
        b"&#8238;",
    ]
    return body.replace(b" ", b" " + rng.choice(wrong), rng.randrange(1, 60))


def with_bytes(body, rng):
    at = rng.randrange(len(body) + 1)
    return (
        body[:at]
        + rng.choice([b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\x92", b"\x1b[2J", rng.randbytes(40)])
        + body[at:]
    )


def in_another_charset(body, rng):
    return body.decode("utf-8", "replace").encode(
        rng.choice(["utf-16", "cp1252", "utf-32-le", "gb18030"]), "replace"
    )


def deep(body, rng):
    tag = rng.choice(
        [b"div", b"b", b"table><tr><td", b"blockquote", b"span", b"nav", b"li", b"a href=/berita-detail/1"]
    )
    return body.replace(b"<p", b"<" + (b"><".join([tag] * 10_000)) + b"><p", 1)


def with_changed_days(body, rng):
    return body.replace(b"20", rng.choice([b"99", b"00", b"-1", b"\xd9\xa2\xd9\xa0"]))


MUTATIONS = [
    cut,
    without_a_slice,
    twice_a_slice,
    reordered,
    renested,
    with_entities,
    with_bytes,
    in_another_charset,
]
MUTATIONS += [with_changed_days, deep]


@st.composite
def mutated_pages(draw):
    fixture = draw(st.sampled_from(FIXTURES))
    rng = random.Random(draw(st.integers(0, 2**32)))
    body = fixture.page.body
    for mutate in draw(st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=4)):
        body = mutate(body, rng)
    url = draw(st.sampled_from([fixture.page.url, fixture.page.url, OLD, NEW, None]))
    header = draw(
        st.sampled_from([None, "text/html", "text/html; charset=iso-8859-1", "text/html; charset=idna", "x"])
    )
    return body, url, header


def check(body, url, header):
    """Asserts that a page gives a row that can be stored, or a reason in one word."""
    try:
        article = extract(RawPage(body, url, FETCHED, header))
    except NotAnArticle as error:
        assert error.reason.replace("_", "").isalnum()
        return
    assert isinstance(article, Article)
    row = article_columns(article, None)
    json.dumps(row, default=str, ensure_ascii=False).encode()
    assert set(row["quality"]) <= QUALITY_FLAGS.keys()
    assert "\0" not in (article.title or "") + (article.body or "")
    assert all(line == " ".join(line.split()) and line for line in (article.body or "x").split("\n"))
    assert article.published_date is None or 1995 <= article.published_date.year <= 2026


COMMON = {"suppress_health_check": list(HealthCheck), "derandomize": True, "database": None}


@settings(max_examples=500, **COMMON)
@given(mutated_pages())
def test_five_hundred_mutated_pages(page):
    check(*page)


@pytest.mark.soak
@settings(max_examples=10_000, **(COMMON | {"derandomize": False}))
@given(mutated_pages())
def test_ten_thousand_mutated_pages(page):
    check(*page)


@settings(max_examples=200, **COMMON)
@given(
    st.binary(max_size=300), st.sampled_from([None, "text/html; charset=utf-16", "text/html; charset=hex"])
)
def test_any_bytes_decode_to_valid_utf_8(body, header):
    text = decode(body, header).text
    assert text.encode() == text.encode("utf-8", "strict")
    assert not any(ord(c) < 32 and c not in "\t\n\r" for c in text)


@settings(max_examples=100, **COMMON)
@given(mutated_pages())
def test_listing_and_feed_never_raise(page):
    body, url, header = page
    read_listing(body, url or NEW, content_type=header, fetched_at=FETCHED)
    read_feed(body, url or NEW, content_type=header, fetched_at=FETCHED)
    read_sitemap(body, url or NEW, content_type=header, fetched_at=FETCHED)


PARAGRAPH = "<p>Warga Kota Bogor bekerja bakti di sepanjang sungai, Minggu (2/6/2019), bersama lurah.</p>"
LARGE = {
    "paragraphs": PARAGRAPH * 55_000,
    "one_line": "kata " * 1_000_000,
    "days": "<div>04 Juni 2019</div>" * 220_000,
    "short_numbers": "<p>1<p>2" * 600_000,
    "links": "<li><a href='/index.php/show_post/detail/5/a-b'>Berita Terkini</a>" * 75_000,
    "headings": "<div>Berita Terkini</div>" * 200_000,
    "deep": ("<div>" * 2_000 + PARAGRAPH + "</div>" * 2_000) * 200,
    "tables": "<table><tr><td>" * 330_000,
    "titles": "<h2>Judul berita yang sama</h2>" * 160_000,
    "blank_lines": "\n \n" * 1_600_000,
    "less_than": "<" * 5_000_000,
    "ampersands": "&" * 5_000_000,
    "mojibake": "â€" * 900_000,
    "quotes": '<a href="' * 550_000,
    "title": f"<h3 class='blog-details__title'>{'Judul ' * 800_000}</h3>",
    "asides": "<aside>" * 700_000,
    "images": "<img src=/a.png>" * 300_000,
}


@pytest.mark.parametrize("url", [OLD, NEW], ids=["show_post", "berita"])
@pytest.mark.parametrize("size", [50, pytest.param(1, marks=pytest.mark.soak)], ids=["100kB", "5MB"])
@pytest.mark.parametrize("name", LARGE)
def test_large_pages(name, size, url):
    opening = "<body><div>04 Juni 2019</div><h1>Judul Panjang</h1><div class=blog-details__content>"
    related = "<h4>Berita Terkini</h4><a href=/index.php/show_post/detail/5/a-b>Judul lain di kota</a>"
    content = LARGE[name]
    check((related + opening + content[: len(content) // size]).encode(), url, "text/html; charset=utf-8")
