"""The miniature answers as the application does."""

import datetime as dt
import re
from collections import Counter
from urllib.parse import quote

import pytest
from support.arranged import make_site
from support.http_client import Client
from support.sites import site_with_ties, tied

from crawler.minisite.content import make_post
from crawler.minisite.model import Site
from crawler.minisite.peculiar import add_peculiar_posts
from crawler.minisite.post import WIB
from crawler.minisite.server import serve
from pipelines.addresses import INVENTED_HEADER

CARD = "//div[@class='blog-one__single']"
NO_PICTURE = "https://cms.kotabogor.go.id/storage/data/"


@pytest.fixture(scope="module")
def peculiar():
    """A client of a site with every peculiar post, and their ids by kind."""
    site = make_site(40, 0)
    kinds = add_peculiar_posts(site)
    with serve(site) as server:
        yield Client(server), kinds


def ids(answer) -> list[int]:
    hrefs = answer.tree.xpath(f"{CARD}//h3[@class='blog-one__title']/a/@href")
    return [int(href.rpartition("/")[2]) for href in hrefs]


def path_of(article_id: str) -> str:
    return f"/berita-detail/{article_id.partition(':')[2]}"


def card_of(client, article_id: str):
    path = path_of(article_id)
    for page in range(1, 10):
        tree = client.get(f"/berita?page={page}").tree
        cards = tree.xpath(f"{CARD}[.//h3/a[@href='{path}']]")
        if cards:
            return cards[0]
    return None


def words(element) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("number", ["0", "999", "123456789012", "tidak-ada"])
def test_an_id_that_is_not_there_answers_500_with_the_same_bytes(site, mini, number):
    mini.site.delete("berita:7")
    deleted = site.get("/berita-detail/7")
    answer = site.get(f"/berita-detail/{number}")
    assert (answer.status, answer.body) == (500, deleted.body)
    assert len(answer.body) < 1000


def test_a_published_post_with_a_broken_tag_answers_as_one_that_is_not_there(site, mini):
    mini.site.break_page("berita:7")
    assert (site.get("/berita-detail/7").status, site.get("/berita-detail/7").body) == (
        500,
        site.get("/berita-detail/0").body,
    )
    assert card_of(site, "berita:7") is not None
    assert mini.site.status("berita:7") == "live"
    mini.site.mend_page("berita:7")
    assert site.get("/berita-detail/7").status == 200


def test_a_withdrawn_post_answers_and_is_offered_nowhere(site, mini):
    post = mini.site.edit("berita:20", tags=("hutan kota",), title="Warga Tanam Bambu Betung")
    offers = ("/berita", "/berita/hutan%20kota", "/berita/cari?key=Bambu%20Betung")
    assert [20 in ids(site.get(path)) for path in offers] == [True, True, True]
    mini.site.withdraw("berita:20")
    assert [20 in ids(site.get(path)) for path in offers] == [False, False, False]
    answer = site.get("/berita-detail/20")
    assert (answer.status, post.paragraphs[-1] in words(answer.tree)) == (200, True)
    assert mini.site.status("berita:20") == "unlisted"
    assert post not in mini.site.posts()
    mini.site.republish("berita:20")
    assert 20 in ids(site.get("/berita"))
    assert mini.site.status("berita:20") == "live"


def test_what_cannot_be_done_is_a_key_error(mini):
    for action in (mini.site.withdraw, mini.site.break_page, mini.site.delete, mini.site.status):
        with pytest.raises(KeyError):
            action("berita:999")
    with pytest.raises(KeyError):
        mini.site.republish("berita:7")


def test_a_page_beyond_the_listing_has_no_cards_and_no_current_page(site):
    answer = site.get("/berita?page=9999")
    assert (answer.status, ids(answer)) == (200, [])
    assert answer.tree.xpath("//a[contains(@class, 'current')]") == []


def test_the_pagination_prints_the_first_and_the_last_page_and_two_on_each_side():
    with serve(make_site(9 * 12 + 4, 0)) as server:
        tree = Client(server).get("/berita?page=6").tree
    numbers = [a.text for a in tree.xpath("//a[contains(@class, 'page-numbers')]") if a.text]
    assert numbers == ["1", "4", "5", "6", "7", "8", "13"]
    assert tree.xpath("//a[@class='page-numbers current']/text()") == ["6"]


def test_the_search_finds_a_fragment_of_a_stored_title(site, mini):
    mini.site.edit("berita:5", title="Senam  Pagi di Lapangan\xa0Sempur 100%")
    for key in ("senam", "Pagi di", "Senam  Pagi", "lapangan_sempur", "Senam%Sempur"):
        assert ids(site.get(f"/berita/cari?key={quote(key)}")) == [5], key
    for key in ("Senam Pagi", "Sempur di", "Senam.*Sempur"):
        assert ids(site.get(f"/berita/cari?key={quote(key)}")) == [], key


def test_further_pages_of_a_search_need_the_key_that_their_links_lose(site, mini):
    for number in range(1, 21):
        mini.site.edit(f"berita:{number}", title=f"Rapat ke-{number} Kelurahan")
    first = site.get("/berita/cari?key=kelurahan")
    link = first.tree.xpath("//a[@class='next page-numbers']/@href")[0]
    assert link == "http://kotabogor.go.id/berita/cari?page=2"
    assert site.get("/berita/cari?page=2").status == 500
    assert site.get("/berita/cari").status == 500
    pages = [ids(site.get(f"/berita/cari?key=kelurahan&page={n}")) for n in (1, 2, 3)]
    assert sorted(n for page in pages for n in page) == list(range(1, 21))


def test_a_tag_has_pages_and_may_hold_a_mark(site, mini):
    for number in range(1, 21):
        mini.site.edit(f"berita:{number}", tags=("#SehatBersama",))
    href = site.get("/berita-detail/3").tree.xpath("//p[@class='blog-details__tags']/a/@href")[0]
    first = site.get(href)
    link = first.tree.xpath("//a[@class='next page-numbers']/@href")[0]
    pages = [first, site.get(link.removeprefix("http://kotabogor.go.id"))]
    assert [len(ids(page)) for page in pages] == [9, 9]
    assert not set(ids(pages[0])) & set(ids(pages[1]))


def test_posts_of_one_day_at_the_border_of_two_orders_are_listed_twice_or_never():
    site = site_with_ties()
    with serve(site) as server:
        client = Client(server)
        nights = [[n for page in range(1, 15) for n in ids(client.get(f"/berita?page={page}"))] for _ in "ab"]
    seen = Counter(nights[0])
    assert nights[0] == nights[1]
    assert len(nights[0]) == len(site.posts()) == 121
    assert sum(count == 2 for count in seen.values()) == 11
    never = {post.article_id for post in site.posts()} - {f"berita:{n}" for n in seen}
    assert len(never) == 11
    assert never < set(tied(site))


def test_a_site_without_the_old_generation_answers_404_for_its_addresses():
    with serve(make_site(5, 0)) as server:
        client = Client(server)
        for path in ("/index.php/rss_berita", "/index.php/show_post/detail/103498", "/tidak/ada"):
            assert client.get(path).status == 404, path


@pytest.mark.parametrize(("outage", "status"), [("maintenance", 503), ("database", 500)])
def test_an_outage_answers_everything_with_one_status(site, mini, outage, status):
    mini.site.fail(outage)
    for path in (
        "/",
        "/berita",
        "/berita-detail/5",
        "/berita/cari?key=a",
        "/index.php/rss_berita",
        "/tidak/ada",
    ):
        answer = site.get(path)
        assert (answer.status, answer.headers["Retry-After"]) == (status, None), path
    assert site.get("/robots.txt").status == 200
    mini.site.recover()
    assert site.get("/berita").status == 200


@pytest.mark.parametrize(
    "path", ["/", "/robots.txt", "/berita-detail/5", "/berita-detail/999", "/index.php/rss_berita"]
)
def test_every_answer_says_that_the_site_is_invented(site, path):
    assert "invented" in site.get(path).headers[INVENTED_HEADER]


def test_a_post_without_a_day_prints_nonsense_and_is_listed_last(peculiar):
    client, kinds = peculiar
    cards = {kind: card_of(client, kinds[kind]) for kind in ("no_day", "zero_day", "future")}
    days = {kind: re.sub(r"\s", "", words(card.xpath(".//p")[0])) for kind, card in cards.items()}
    assert days["no_day"] in ("01/011970", "01-011970")
    assert days["zero_day"] in ("30/11-0001", "30-11-0001")
    listed = [post.article_id for post in client.server.site.listing()]
    assert set(listed[-2:]) == {kinds["no_day"], kinds["zero_day"]}
    assert listed[0] == kinds["future"]


def test_a_post_without_a_picture_prints_an_address_without_a_file(peculiar):
    client, kinds = peculiar
    tree = client.get(path_of(kinds["no_picture"])).tree
    assert tree.xpath("//div[@class='blog-details__img']/img/@src") == [NO_PICTURE]
    assert card_of(client, kinds["no_picture"]).xpath(".//img/@src") == [NO_PICTURE]


@pytest.mark.parametrize("kind", ["stray_div", "stray_div_in_text"])
def test_text_behind_a_stray_end_tag_stands_outside_the_content(peculiar, kind):
    client, kinds = peculiar
    post = client.server.site.get(kinds[kind])
    tree = client.get(post.path).tree
    content, left = (
        words(tree.xpath(f"//div[@class='blog-details__{name}']")[0]) for name in ("content", "left")
    )
    assert [p in content for p in post.paragraphs] == [True] + [False] * (len(post.paragraphs) - 1)
    assert [p in left for p in post.paragraphs] == [True] * len(post.paragraphs)


@pytest.mark.parametrize(("kind", "megabytes"), [("large", 3), ("very_large", 12)])
def test_pages_with_a_picture_inside_the_text_are_large(peculiar, kind, megabytes):
    client, kinds = peculiar
    post = client.server.site.get(kinds[kind])
    answer = client.get(post.path)
    assert 0 < len(answer.body) - megabytes * 1_000_000 < 100_000
    assert re.sub(rb"data:image/jpeg;base64,[\w+/=]+", b"", answer.body).count(b"data-filename") == 1


def test_a_post_may_point_to_a_draft(peculiar):
    client, kinds = peculiar
    text = client.get(path_of(kinds["points_to_draft"])).text
    assert f'href="http://kotabogor.go.id{path_of(kinds["draft"])}"' in text
    assert client.get(path_of(kinds["draft"])).status == 200
    assert card_of(client, kinds["draft"]) is None


def test_a_body_that_cannot_hold_it_is_refused():
    moment = dt.datetime(2025, 9, 1, tzinfo=WIB)
    with pytest.raises(ValueError, match="table"):
        make_post("berita", 1, moment, body_form="table", stray_div=True)


def test_statuses_are_what_a_corpus_should_say(mini):
    site: Site = mini.site
    site.withdraw("berita:3")
    site.delete("berita:4")
    assert [site.status(f"berita:{n}") for n in (2, 3, 4)] == ["live", "unlisted", "gone"]
    site.delete("berita:3")
    site.restore("berita:4")
    assert [site.status(f"berita:{n}") for n in (3, 4)] == ["gone", "live"]
