"""Dates for machines: which spellings are one, and which elements of the page are by the title."""

import datetime as dt

import pytest

from pipelines.dates import read_stamp
from pipelines.pages.base import elements_by_tag, parse_html
from pipelines.pages.generic.metadata import read_metadata
from tests.pages.generic.pages import TEXT, paragraphs, read

WIB = dt.timezone(dt.timedelta(hours=7))
FETCHED = dt.datetime(2024, 9, 10, 12, tzinfo=WIB)
DAY, CLOCK = dt.datetime(2024, 9, 5), dt.datetime(2024, 9, 5, 21, 4, 19)  # noqa: DTZ001 - as written
HOUR = dt.timedelta(hours=1)

STAMPS = {
    "2024-09-05": (DAY, None, False),
    "2024/9/5": (DAY, None, False),
    "2024-09-05T21:04:19": (CLOCK, None, True),
    "2024-09-05 21:04": (CLOCK.replace(second=0), None, True),
    "2024-09-05T21-04-19": (CLOCK, None, True),
    "2024-09-05T21:04:19.123": (CLOCK, None, True),
    "2024-09-05T21:04:19Z": (CLOCK, 0 * HOUR, True),
    "2024-09-05T21:04:19 UTC": (CLOCK, 0 * HOUR, True),
    "2024-09-05T21:04:19 GMT": (CLOCK, 0 * HOUR, True),
    "2024-09-05T21:04:19+07:00": (CLOCK, 7 * HOUR, True),
    "2024-09-05T21:04:19+0700": (CLOCK, 7 * HOUR, True),
    "2024-09-05T21:04:19+07": (CLOCK, 7 * HOUR, True),
    "2024-09-05T21:04:19-05:30": (CLOCK, -5.5 * HOUR, True),
    "2024-09-05T21:04:19+14:00": (CLOCK, 14 * HOUR, True),
    "Thu, 05 Sep 2024 21:04:19 +0700": (CLOCK, 7 * HOUR, True),
    "5 September 2024": (DAY, None, False),
    "1995-01-01": (dt.datetime(1995, 1, 1), None, False),  # noqa: DTZ001
}


@pytest.mark.parametrize("text", STAMPS)
def test_a_stamp(text):
    stamp = read_stamp(f" {text} ", "metadata", FETCHED)
    assert (stamp.clock, stamp.offset, stamp.has_time) == STAMPS[text]
    assert (stamp.text, stamp.source) == (text, "metadata")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kemarin",
        "1994-12-31",
        "2024-13-05",
        "2024-09-31",
        "2024-09-05T25:04:19",
        "2024-09-05T21:04:19+14:01",
        "0000-00-00",
    ],
)
def test_what_is_no_stamp(text):
    assert read_stamp(text, "metadata", FETCHED) is None


def test_the_moment_of_a_stamp():
    zone = dt.timezone(8 * HOUR)
    local, marked = (
        read_stamp(text, "page", FETCHED) for text in ("2024-09-05T21:04:19", "2024-09-05T21:04:19Z")
    )
    assert local.moment(zone) == local.as_local(zone) == CLOCK.replace(tzinfo=zone)
    assert marked.moment(zone) == CLOCK.replace(tzinfo=dt.UTC)
    assert marked.as_local(zone) == CLOCK.replace(tzinfo=zone)


def dated(above="", between="", below=""):
    head = f"<div>{above}<h1>Kebun Sekolah Panen Raya</h1>{between}</div>"
    day = read(f"<html><body>{head}<div>{paragraphs(*TEXT)}</div>{below}</body></html>").published_date
    return day.day if day else None


def time(day, attributes="datetime"):
    return f'<time {attributes}="2024-09-0{day}"></time>'


def declared(day, name):
    return f'<span {name} content="2024-09-0{day}"></span>'


FILLER = "<i></i>"
BY_TITLE = {
    "below the title": ({"between": time(5)}, 5),
    "above the title": ({"above": time(5)}, 5),
    "below the title before above it": ({"above": time(4), "between": time(5)}, 5),
    "declared before any other": ({"between": time(4) + declared(5, 'itemprop="datePublished"')}, 5),
    "declared as a property": ({"between": declared(5, 'property="dc:date"')}, 5),
    "declared as created": ({"between": declared(5, 'property="dcterms:created"')}, 5),
    "declared as something else": ({"between": declared(5, 'itemprop="dateline"')}, None),
    "modified": ({"between": '<time itemprop="dateModified" datetime="2024-09-05"></time>'}, None),
    "the title of an abbreviation": ({"between": '<abbr title="2024-09-05">kemarin</abbr>'}, 5),
    "the content of a time": ({"between": time(5, "content")}, 5),
    "no attribute": ({"between": "<time>x</time>"}, None),
    "twenty-four elements above": ({"above": time(5) + FILLER * 23}, 5),
    "twenty-five elements above": ({"above": time(5) + FILLER * 24}, None),
    "below the text": ({"below": f"<div>{time(5)}</div>"}, None),
    "in an item with a headline": (
        {"above": f"<ul><li><a href=/2>{'a' * 26}</a>{time(5)}</li></ul>"},
        None,
    ),
    "in an item with a short link": ({"above": f"<ul><li><a href=/2>{'a' * 25}</a>{time(5)}</li></ul>"}, 5),
    "in a link to another article": ({"above": f"<a href=/2>{'a' * 26}{time(5)}</a>"}, None),
    "in the item of the title": (
        {"above": f"<article><a href=/2>{'a' * 26}</a>", "between": time(5) + "</article>"},
        5,
    ),
}


@pytest.mark.parametrize("name", BY_TITLE)
def test_an_element_by_the_title(name):
    page, expected = BY_TITLE[name]
    assert dated(**page) == expected


def metadata(head):
    return read_metadata(elements_by_tag(parse_html(f"<html><head>{head}</head><body></body></html>")))


def meta(name, content, key="property"):
    return f'<meta {key}="{name}" content="{content}">'


@pytest.mark.parametrize(
    "name",
    [
        "article:published_time",
        "datePublished",
        "publishdate",
        "pubdate",
        "DC.date.issued",
        "date",
        "article.date",
        "dc.date",
        "dcterms.date",
        "dc:date.created",
        "created",
        "dcterms.created",
        "date-created",
    ],
)
@pytest.mark.parametrize("key", ["property", "name", "itemprop"])
def test_a_name_of_a_publication(name, key):
    assert metadata(meta(name, "2024-09-05", key)).dates == ("2024-09-05",)


@pytest.mark.parametrize(
    "name",
    [
        "article:modified_time",
        "dateModified",
        "last-published",
        "article:publisher",
        "expires",
        "article:author",
        "update_date",
        "dateline",
        "create",
        "description",
    ],
)
def test_a_name_of_something_else(name):
    assert metadata(meta(name, "2024-09-05")).dates == ()


def test_the_best_claim_of_a_day_comes_first():
    head = (
        meta("created", "2024-09-01")
        + meta("date", "2024-09-02", "name")
        + meta("datePublished", "2024-09-03", "itemprop")
        + meta("article:published_time", " 2024-09-04 ")
        + meta("pubdate", "2024-09-02", "name")
    )
    data = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-09-05"}</script>'
    assert metadata(head + data).dates == (
        "2024-09-05",
        "2024-09-04",
        "2024-09-03",
        "2024-09-02",
        "2024-09-01",
    )


@pytest.mark.parametrize(("value", "expected"), [("1725796800", ("1725796800",)), ("[]", ()), ("null", ())])
def test_a_day_in_structured_data_may_be_a_number(value, expected):
    data = f'{{"@type":"NewsArticle","datePublished":{value}}}'
    assert metadata(f'<script type="application/ld+json">{data}</script>').dates == expected


def test_the_article_whose_headline_the_page_claims_is_the_pages_own():
    things = ",".join(
        f'{{"@type":"NewsArticle","headline":"Panen {n}","datePublished":"2024-09-0{n}"}}' for n in (1, 2)
    )
    data = f'<script type="application/ld+json">[{things}]</script>'
    assert metadata(data + meta("og:title", "panen 2")).dates == ("2024-09-02",)
    assert metadata(data).dates == ("2024-09-01",)


def test_what_a_page_claims():
    found = metadata(
        "<title>Panen Raya - Warta</title>"
        + meta("og:title", "Panen Raya")
        + meta("twitter:title", "Panen", "name")
        + meta("og:site_name", "Warta")
        + meta("og:image", "/a.jpg")
        + meta("twitter:image", "/b.jpg")
        + meta("og:type", "article")
        + meta("og:url", "/panen")
        + meta("article:tag", "selada")
        + meta("author", "Rini", "name")
        + '<link rel="Canonical" href="/kanonik"><link rel="canonical" href="">'
    )
    assert found.titles == ("Panen Raya", "Panen", "Panen Raya - Warta")
    assert (found.confirmed, found.is_article, found.og_type) == (True, True, "article")
    assert (found.site_names, found.images, found.tags, found.authors) == (
        ("Warta",),
        ("/a.jpg", "/b.jpg"),
        ("selada",),
        ("Rini",),
    )
    assert found.address == "/kanonik"
    bare = metadata("<title>Panen</title>" + meta("og:url", "/panen"))
    assert (bare.titles, bare.confirmed, bare.is_article, bare.address) == (
        ("Panen",),
        False,
        False,
        "/panen",
    )


def test_a_claimed_title_has_at_most_300_characters():
    assert metadata(meta("og:title", "a" * 301)).titles == ("a" * 300,)
