import datetime as dt

import pytest

from pipelines.dates import WIB
from pipelines.pages.feed import Announcement, Sitemap, read_feed, read_sitemap

URL = "https://kotabogor.go.id/index.php/rss_berita"
FETCHED = dt.datetime(2024, 10, 1, tzinfo=dt.UTC)
ITEM = """<item><title>Tanam &amp;amp; Panen &amp;quot;Hijau&amp;quot;</title>
<link>http://kotabogor.go.id/index.php/show_post/detail/103498/tanam-panen</link>
<guid isPermaLink="False">http://kotabogor.go.id/index.php/show_post/detail/103498/tanam-panen</guid>
<description>Baris satu.
Baris dua.</description>
<pubDate>2024-09-08 13:22:05+0700</pubDate>
<enclosure url="/multisite/content/a.jpg" length="1" type="image/jpeg"/></item>"""


def rss(items, head='<?xml version="1.0" encoding="utf-8"?>'):
    return f"{head}\n<rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode()


def read(body):
    return read_feed(body, URL, fetched_at=FETCHED)


def test_an_item_behind_ten_megabytes_of_one_text_is_read():
    long = ITEM.replace("Baris dua.", "kata " * 2_200_000).replace("103498", "103499")
    assert [item.url.split("/")[-2] for item in read(rss(long + ITEM))] == ["103499", "103498"]


def test_every_field_of_the_odd_feed():
    assert read(rss(ITEM)) == (
        Announcement(
            url="http://kotabogor.go.id/index.php/show_post/detail/103498/tanam-panen",
            title='Tanam & Panen "Hijau"',
            date_text="2024-09-08 13:22:05+0700",
            published_at=dt.datetime(2024, 9, 8, 13, 22, 5, tzinfo=WIB),
            published_date=dt.date(2024, 9, 8),
        ),
    )


@pytest.mark.parametrize(
    ("text", "day", "moment"),
    [
        (
            "Sun, 08 Sep 2024 20:22:05 GMT",
            dt.date(2024, 9, 9),
            dt.datetime(2024, 9, 8, 20, 22, 5, tzinfo=dt.UTC),
        ),
        ("08 September 2024", dt.date(2024, 9, 8), None),
        ("kemarin dulu sekali", None, None),
        ("2031-01-01 00:00:00+0700", None, None),
    ],
)
def test_dates(text, day, moment):
    item = read(rss(f"<item><link>/a</link><pubDate>{text}</pubDate></item>"))[0]
    assert (item.published_date, item.published_at, item.date_text) == (day, moment, text)


def test_atom():
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">a &lt;b&gt;b&lt;/b&gt;</title>
    <link rel="self" href="/self"/><link rel="enclosure" href="/f.mp3"/><link href="/berita-detail/4"/>
    <updated>2024-09-09T00:00:00+07:00</updated><published>2024-09-08T06:00:00+07:00</published>
    <content type="html">&lt;p&gt;Satu&lt;/p&gt;&lt;p&gt;Dua&lt;/p&gt;</content></entry></feed>"""
    item = read(atom.encode())[0]
    assert (item.url, item.title) == ("https://kotabogor.go.id/berita-detail/4", "a b")
    assert item.published_date == dt.date(2024, 9, 8)


def test_links_are_joined_to_the_xml_base_of_their_element():
    atom = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://kabar.example/warta/">
    <entry><link href="a"/></entry><entry xml:base="2024/"><link href="b"/></entry>
    <entry xml:base="/lama/"><link xml:base="http://lain.example/" href="c"/></entry>
    <entry xml:base="mailto:redaksi"><link href="d"/></entry></feed>"""
    assert [i.url for i in read(atom.encode())] == [
        "https://kabar.example/warta/a",
        "https://kabar.example/warta/2024/b",
        "http://lain.example/c",
        "https://kabar.example/warta/d",
    ]


def test_an_item_is_known_by_its_guid_where_it_has_no_link():
    assert read(rss("<item><guid>https://a.example/1</guid></item><item><title>tanpa</title></item>")) == (
        Announcement(url="https://a.example/1"),
    )


def test_broken_xml_is_recovered():
    broken = rss(
        ITEM + "<item><title>Dua & tiga &nbsp; empat</title><link>/b</link></item><item><titl"
    ).split(b"</ch")[0]
    assert [i.title for i in read(broken)] == ['Tanam & Panen "Hijau"', "Dua & tiga empat"]


def test_plain_sections_keep_their_ampersands():
    item = read(
        rss(
            "<item><title><![CDATA[A & B]]></title><link><![CDATA[https://a.example/?x=1&y=2]]></link></item>"
        )
    )[0]
    assert (item.title, item.url) == ("A & B", "https://a.example/?x=1&y=2")


def test_entities_are_not_expanded_and_files_not_read():
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    item = read(rss("<item><title>x &b; &f; y</title><link>/a</link></item>", head=bomb))[0]
    assert item.title == "x &b; &f; y"


def test_sitemap_index_and_news():
    body = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
    <url><loc> /a </loc><lastmod>2024-09-08</lastmod></url>
    <url><loc>https://lain.example/b</loc><news:news><news:title>Judul</news:title>
    <news:publication_date>2024-09-08T06:00:00+07:00</news:publication_date></news:news></url><url/></urlset>"""
    assert read_sitemap(body.encode(), "https://lain.example/", fetched_at=FETCHED) == Sitemap(
        pages=(
            Announcement("https://lain.example/a", modified_date=dt.date(2024, 9, 8)),
            Announcement(
                "https://lain.example/b",
                title="Judul",
                published_at=dt.datetime(2024, 9, 8, 6, tzinfo=WIB),
                published_date=dt.date(2024, 9, 8),
                date_text="2024-09-08T06:00:00+07:00",
            ),
        )
    )
    index = b"<sitemapindex><sitemap><loc>https://lain.example/s.xml</loc></sitemap></sitemapindex>"
    assert read_sitemap(index, "https://lain.example/", fetched_at=FETCHED).sitemaps == (
        Announcement("https://lain.example/s.xml"),
    )


def test_of_a_sitemap_no_more_is_read_than_the_protocol_allows():
    entries = "".join(f"<url><loc>/{n}</loc></url>" for n in range(50_002))
    read = read_sitemap(f"<urlset>{entries}</urlset>".encode(), "https://lain.example/", fetched_at=FETCHED)
    assert len(read.pages) == 50_000


@pytest.mark.parametrize(("most", "items"), [(10, 1), (9, 0)])
def test_a_feed_of_too_many_tags_is_not_read(monkeypatch, most, items):
    feed = b"<rss><channel><item><title>Panen</title><link>/1</link></item></channel></rss>"
    monkeypatch.setattr("pipelines.pages.feed._MOST_TAGS", most)
    assert len(read_feed(feed, URL, fetched_at=FETCHED)) == items
