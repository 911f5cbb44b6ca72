"""The new generation is served as its templates are known."""

import re

import pytest

from crawler.minisite.post import Post
from pipelines.addresses import identify

CARD = "//div[@class='blog-one__single']"


@pytest.fixture(scope="session")
def listing(quiet):
    return [quiet.get(f"/berita?page={n}").tree for n in range(1, 9)]


@pytest.fixture(scope="session")
def articles(quiet) -> list[tuple[Post, str]]:
    return [(p, quiet.get(p.path).text) for p in quiet.server.site.newest("berita")]


def folded(element) -> str:
    return " ".join(element.text_content().split())


def by_form(articles, form):
    return next((post, text) for post, text in articles if post.body_form == form)


def test_the_listing_has_nine_cards_a_page_newest_first(quiet, listing):
    links = [p.xpath(f"{CARD}//h3[@class='blog-one__title']/a/@href") for p in listing]
    assert [len(page) for page in links] == [9] * 7 + [1]
    assert [h for page in links for h in page] == [p.path for p in quiet.server.site.listing()]


def test_a_card_has_its_link_three_times_absolute_and_relative(listing):
    for card in listing[0].xpath(CARD):
        hrefs = [h for h in card.xpath(".//a/@href") if h != "#"]
        assert len(hrefs) == 3
        assert {h.startswith("http://kotabogor.go.id/") for h in hrefs} == {True, False}
        assert len({h.removeprefix("http://kotabogor.go.id") for h in hrefs}) == 1
        assert "Baca selengkapnya" in folded(card)


def test_titles_on_cards_have_trailing_spaces(listing):
    titles = [a.text for a in listing[0].xpath(f"{CARD}//h3/a")]
    assert all(t.endswith("  ") for t in titles)


def test_the_day_on_the_card_has_both_spellings_and_the_year_in_a_span(quiet, listing):
    days = [p for page in listing for p in page.xpath(f"{CARD}//div[@class='blog-one__date']/p")]
    spellings = {re.sub(r"\d", "9", folded(p)) for p in days}
    assert spellings == {"99 / 99 9999", "99- 99 9999"}
    assert all("\n" in p.text and "  " in p.text for p in days)
    assert all(p.find("br") is not None for p in days)
    years = [int(p.find("span").text) for p in days]
    assert years == [p.day.year for p in quiet.server.site.listing()]
    numbers = [[int(n) for n in re.findall(r"\d+", folded(p))] for p in days]
    assert numbers == [[p.day.day, p.day.month, p.day.year] for p in quiet.server.site.listing()]


def test_pagination_names_the_next_page_except_on_the_last(listing):
    following = [
        p.xpath("//div[@class='blog-pagination']/a[@class='next page-numbers']/@href") for p in listing
    ]
    assert following == [[f"http://kotabogor.go.id/berita?page={n}"] for n in range(2, 9)] + [[]]


def test_a_page_past_the_end_has_no_cards_and_status_200(quiet):
    answer = quiet.get("/berita?page=99999")
    assert answer.status == 200
    assert answer.tree.xpath(CARD) == []
    assert answer.tree.xpath("//a[contains(@class, 'next')]") == []


def test_listings_of_a_tag_and_of_a_search(quiet):
    site = quiet.server.site
    tag = next(p.tags[0] for p in site.listing() if p.tags)
    shown = quiet.get(f"/berita/{tag}").tree.xpath(f"{CARD}//h3/a/@href")
    assert shown == [p.path for p in site.listing() if tag in p.tags][:9]
    shown = quiet.get("/berita/cari?key=pohon").tree.xpath(f"{CARD}//h3/a/@href")
    assert shown == [p.path for p in site.listing() if "pohon" in p.title.lower()][:9]
    assert shown


def test_the_title_is_only_in_its_heading(quiet, articles):
    for post, text in articles:
        tree = quiet.get(post.path).tree
        assert [folded(h) for h in tree.xpath("//h3[@class='blog-details__title']")] == [post.title]
        assert [folded(h) for h in tree.xpath("//h2")] == ["Berita Detil"]
        assert tree.xpath("//title/text()") == ["Website Resmi Pemerintah Kota Bogor"]
        assert tree.xpath("//meta[@name='description']/@content") == ["Website Resmi Pemerintah Kota Bogor"]
        assert tree.get("lang") == "en"
        assert "application/ld+json" not in text


def test_no_article_page_tells_its_publication_day(articles):
    for post, text in articles:
        lead_days = re.findall(r"\(\d+/\d+/\d+\)", text)
        assert len(set(lead_days)) <= 1
        assert f"{post.day:%d / %m}" not in text
        assert f"{post.day.day} {post.day.year}" not in text
        assert post.day.isoformat() not in text


def test_share_metadata_is_on_some_pages_only(articles):
    with_og = [text for _, text in articles if 'property="og:title"' in text]
    assert 0 < len(with_og) < len(articles)


def test_paragraphs_are_siblings_after_an_empty_wrapper(quiet, articles):
    post, text = by_form(articles, "styled")
    assert '<p class="blog-details__text-1"><p' in text
    wrapper = quiet.get(post.path).tree.xpath("//p[@class='blog-details__text-1']")[0]
    assert wrapper.text_content() == ""
    assert [folded(p) for p in wrapper.itersiblings("p")][: len(post.paragraphs)] == list(post.paragraphs)


def test_old_posts_are_text_directly_in_the_wrapper(quiet, articles):
    post, text = by_form(articles, "plain_text")
    wrapper = quiet.get(post.path).tree.xpath("//p[@class='blog-details__text-1']")[0]
    assert len(wrapper) == 0
    assert [line for line in wrapper.text.splitlines() if line] == list(post.paragraphs)
    assert "\r\n\r\n" in text
    post, _ = by_form(articles, "plain_breaks")
    wrapper = quiet.get(post.path).tree.xpath("//p[@class='blog-details__text-1']")[0]
    assert [e.tag for e in wrapper] == ["br"] * (len(post.paragraphs) - 1)


@pytest.mark.parametrize(
    ("form", "mark"),
    [
        ("paragraphs", "<strong>"),
        ("paragraphs", 'target="_blank">Kota Bogor</a>'),
        ("br", "<br><br>"),
        ("nbsp", "<p>&nbsp;</p>"),
        ("styled", "font-family: Arial"),
        ("word_paste", "<o:p>"),
        ("word_paste", "MsoNormal"),
        ("word_paste", "<!--[if gte mso 9]>"),
        ("list", "<li>"),
        ("quote", "<blockquote>"),
        ("table", "<td "),
        ("captioned_image", "<figcaption>Suasana"),
    ],
)
def test_quirks_of_the_editor_are_in_the_bodies(articles, form, mark):
    assert any(mark in text for post, text in articles if post.body_form == form)


def test_every_paragraph_is_printed_once_and_in_order(quiet, articles):
    for post, _ in articles:
        content = quiet.get(post.path).tree.xpath("//div[@class='blog-details__content']")[0]
        text = re.sub(r"\s+", "", content.text_content())
        places = [text.index(re.sub(r"\s+", "", p)) for p in post.paragraphs]
        assert places == sorted(places), post.article_id
        assert text.count(re.sub(r"\s+", "", post.paragraphs[0])) == 1


def test_pictures_tags_and_the_author_that_is_always_the_same(quiet, articles):
    for post, text in articles:
        tree = quiet.get(post.path).tree
        main = tree.xpath("//div[@class='blog-details__img']/img/@src")
        assert main == [i.url for i in post.images if not i.caption]
        assert all(src.startswith("https://cms.kotabogor.go.id/storage/data/") for src in main)
        assert tree.xpath("//p[@class='blog-details__tags']/a/@href") == [f"/berita/{t}" for t in post.tags]
        assert "oleh Admin" in text


def test_the_sidebar_has_the_four_newest_with_full_titles(quiet, articles):
    newest = quiet.server.site.newest("berita", 4)
    for post, _ in articles:
        links = quiet.get(post.path).tree.xpath("//ul[contains(@class, 'sidebar__post-list')]//a")
        assert [(a.get("href"), folded(a)) for a in links] == [(p.path, p.title) for p in newest]


def test_some_bodies_point_to_another_article(articles):
    pointing = [(p, text) for p, text in articles if p.read_also]
    assert pointing
    for post, text in pointing:
        assert f'Baca juga:</strong> <a href="http://kotabogor.go.id/berita-detail/{post.read_also}">' in text


def test_header_footer_and_calendar_are_everywhere(quiet):
    for path in ("/", "/berita", "/berita-detail/5", "/berita?page=999"):
        text = quiet.get(path).text
        assert all(mark in text for mark in ("main-header", "site-footer", "new Calendar("))


def test_cookies_and_token_differ_in_every_response(quiet):
    first, second = quiet.get("/berita-detail/5"), quiet.get("/berita-detail/5")
    assert first.headers.get_all("Set-Cookie") != second.headers.get_all("Set-Cookie")
    tokens = [a.tree.xpath("//meta[@name='csrf-token']/@content") for a in (first, second)]
    assert tokens[0] != tokens[1]
    assert len(first.headers.get_all("Set-Cookie")) == 2
    counters = [a.tree.xpath("//p[@class='site-footer__counter']/text()") for a in (first, second)]
    assert counters[0] != counters[1]


def test_no_validators_and_no_caching(quiet):
    headers = quiet.get("/berita-detail/5").headers
    assert headers["Cache-Control"] == "no-cache, private"
    assert headers["ETag"] is None
    assert headers["Last-Modified"] is None
    assert headers["Content-Type"] == "text/html; charset=UTF-8"


def test_links_lead_to_absolute_and_relative_addresses(quiet):
    hrefs = quiet.get("/berita-detail/5").tree.xpath("//a/@href")
    assert any(h.startswith("http://kotabogor.go.id/") for h in hrefs)
    assert any(h.startswith("/") for h in hrefs)


def test_a_missing_article_answers_as_the_site_is_told(site, mini):
    path = "/berita-detail/999"
    assert site.get(path).status == 500
    mini.site.answer_missing("berita", "404")
    assert site.get(path).status == 404
    mini.site.answer_missing("berita", "410")
    assert site.get(path).status == 410
    mini.site.answer_missing("berita", "soft")
    answer = site.get(path)
    assert answer.status == 200
    assert answer.tree.xpath("//*[contains(@class, 'blog-details')]") == []
    mini.site.answer_missing("berita", "home")
    answer = site.get(path)
    assert (answer.status, answer.headers["Location"]) == (302, "http://kotabogor.go.id/")


def test_every_link_on_the_listing_is_known_to_the_project(listing):
    hrefs = listing[0].xpath(f"{CARD}//a/@href")
    ids = {
        identify("https://kotabogor.go.id" + h.removeprefix("http://kotabogor.go.id"))
        for h in hrefs
        if h != "#"
    }
    assert len(ids) == 9
    assert None not in ids
