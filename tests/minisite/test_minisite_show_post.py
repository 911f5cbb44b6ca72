"""The old generation is served with the words of the real pages, in several markups; and its feed."""

import datetime as dt
import re
from xml.etree import ElementTree

import pytest

from crawler.minisite.content import LAYOUTS
from crawler.minisite.post import Post, long_day


@pytest.fixture(scope="session")
def pages(quiet) -> dict[str, tuple[Post, str]]:
    """One post of each layout, with its page."""
    found: dict[str, tuple[Post, str]] = {}
    for post in quiet.server.site.newest("show_post"):
        if post.body_form != "plain_text":
            found.setdefault(post.layout, (post, quiet.get(post.path).text))
    return found


@pytest.fixture(scope="session")
def items(quiet):
    answer = quiet.get("/index.php/rss_berita")
    assert answer.headers["Content-Type"] == "text/xml; charset=UTF-8"
    return ElementTree.fromstring(answer.body).findall("channel/item")


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_layout_is_a_different_markup(pages):
    from lxml import html

    assert set(pages) == set(LAYOUTS)
    shapes = set()
    for _, text in pages.values():
        tree = html.fromstring(text)
        shapes.add(tuple(e.tag for e in tree.iter() if isinstance(e.tag, str)))
    assert len(shapes) == len(LAYOUTS)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_words_come_in_the_order_of_the_real_page(pages, layout):
    from lxml import html

    post, text = pages[layout]
    main = html.fromstring(text)
    words = squeezed(main.text_content())
    start = words.index(squeezed(long_day(post.day)))
    expected = [long_day(post.day), post.title, post.title, *post.paragraphs]
    if layout != "list_first":
        expected.append("Berita Terkini")
    place = start
    for part in map(squeezed, expected):
        haystack = words.lower() if part == squeezed(post.title) else words
        place = haystack.index(part.lower() if part == squeezed(post.title) else part, place) + len(part)
    assert (words.index("BeritaTerkini") < start) == (layout == "list_first")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_list_has_five_teasers_whose_addresses_end_in_slugs(quiet, pages, layout):
    from lxml import html

    _, text = pages[layout]
    links = [a for a in html.fromstring(text).xpath("//a") if "show_post/detail" in a.get("href")]
    newest = quiet.server.site.newest("show_post", 5)
    assert [a.text_content() for a in links] == [p.teaser for p in newest]
    assert all(len(a.text_content()) == 150 for a in links)
    assert [a.get("href").removeprefix("http://kotabogor.go.id") for a in links] == [p.path for p in newest]
    assert all(a.get("href").endswith(p.slug) and "-" in p.slug for a, p in zip(links, newest, strict=True))


def test_some_teasers_are_cut_inside_a_word(quiet):
    posts = quiet.server.site.newest("show_post")
    assert any(" ".join(p.paragraphs)[149:151].isalpha() for p in posts)


def test_links_are_absolute_in_some_layouts_and_relative_in_others(pages):
    absolute = {
        k: 'href="http://kotabogor.go.id/index.php/show_post' in text for k, (_, text) in pages.items()
    }
    assert set(absolute.values()) == {True, False}


def test_one_heading_is_in_capitals(pages):
    post, text = pages["word"]
    assert text.count(post.title.upper().replace("&", "&amp;").replace('"', "&#34;")) == 1


def test_the_page_title_is_the_sites_name(pages):
    assert all("<title>Website Resmi Pemerintah Kota Bogor</title>" in text for _, text in pages.values())


@pytest.mark.parametrize(
    "address",
    [
        "/index.php/show_post/detail/{}",
        "/index.php/show_post/detail/{}/",
        "/index.php/show_post/detail/{}/lain",
    ],
)
def test_the_slug_does_not_matter(quiet, address):
    post = quiet.server.site.newest("show_post")[3]
    answer = quiet.get(address.format(post.post_id))
    assert answer.status == 200
    assert squeezed(post.paragraphs[-1]) in squeezed(answer.tree.text_content())


def test_a_missing_id_is_a_page_without_an_article_and_status_200(quiet):
    answer = quiet.get("/index.php/show_post/detail/5")
    assert answer.status == 200
    assert "Berita Terkini" in answer.text
    assert not re.search(r"\d\d (Januari|September|Desember) \d{4}", answer.text)


def test_a_missing_id_can_be_a_404(site, mini):
    mini.site.answer_missing("show_post", "404")
    assert site.get("/index.php/show_post/detail/5").status == 404


def test_the_feed_holds_the_newest_hundred_and_not_all(quiet, items):
    newest = quiet.server.site.newest("show_post")
    assert len(items) == 100 < len(newest)
    links = [i.findtext("link") for i in items]
    assert links == [f"http://kotabogor.go.id{p.path}" for p in newest[:100]]


def test_feed_items_have_the_odd_date_and_guid(quiet, items):
    for item, post in zip(items, quiet.server.site.newest("show_post"), strict=False):
        date = item.findtext("pubDate") or ""
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+0700", date)
        assert dt.datetime.strptime(date, "%Y-%m-%d %H:%M:%S%z") == post.published
        guid = item.find("guid")
        assert guid is not None
        assert guid.get("isPermaLink") == "False"
        assert guid.text == item.findtext("link")


def test_feed_titles_are_html_escaped_and_descriptions_whole_bodies(quiet, items):
    titles = [i.findtext("title") or "" for i in items]
    assert any("&amp;" in t for t in titles)
    bodies = [p.body for p in quiet.server.site.newest("show_post", 100)]
    assert [i.findtext("description") for i in items] == bodies


def test_an_enclosure_is_optional(items):
    urls = [e.get("url") for i in items if (e := i.find("enclosure")) is not None]
    assert 0 < len(urls) < 100
    assert all((u or "").startswith("http://kotabogor.go.id/multisite/content/") for u in urls)


def test_robots_txt_allows_everything(quiet):
    assert quiet.get("/robots.txt").text == "User-agent: *\nDisallow:\n"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/index.php/page/detail/5/sejarah-bogor",
        "/index.php/multisite/12/kecamatan",
        "/index.php/agenda",
        "/index.php/galeri",
        "/index.php/pengumuman",
    ],
)
def test_other_content_lives_under_the_same_roof(quiet, path):
    answer = quiet.get(path)
    assert answer.status == 200
    assert "blog-details__title" not in answer.text


def test_there_is_no_sitemap(quiet):
    assert quiet.get("/sitemap.xml").status == 404
