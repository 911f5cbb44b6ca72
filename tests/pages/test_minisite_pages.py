"""Every page of the miniature site is read as it was meant, field by field."""

import datetime as dt

import attrs
import pytest
from support.expected import related_links

from crawler.minisite.content import make_site
from crawler.minisite.pages import Application, Request
from crawler.minisite.peculiar import add_peculiar_posts
from pipelines.addresses import HOME, canonical
from pipelines.article import NotAnArticle, RawPage
from pipelines.pages.feed import read_feed
from pipelines.pages.kotabogor.berita_listing import read_listing
from pipelines.pages.page_to_article import extract

FETCHED = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
SITES = [pytest.param(seed, id=f"seed{seed}") for seed in range(2)]


def fetch(app, address):
    return app(Request("GET", address.removeprefix(HOME).removeprefix(HOME.replace("https", "http")))).body


def wrong_fields(site, app, post):
    article = extract(RawPage(fetch(app, post.path), post.url, FETCHED, "text/html; charset=UTF-8"))
    is_old = post.source == "show_post"
    meant = {
        "url": post.url,
        "title": " ".join(post.title.split()),
        "published_date": post.day if is_old else None,
        "date_source": "page" if is_old else None,
        "event_date": post.event_date,
        "body": post.body,
        "related_links": related_links(post, site),
        "tags": () if is_old else post.tags,
        "images": post.printed_images,
        "author": None,
        "layout": post.source,
        "quality": (),
    }
    read = attrs.asdict(article, recurse=False)
    return {name: (read[name], value) for name, value in meant.items() if read[name] != value}


@pytest.mark.parametrize("seed", SITES)
def test_every_field_of_every_article(seed):
    site = make_site(seed=seed)
    app = Application(site)
    assert {post.url: wrong for post in site.posts() if (wrong := wrong_fields(site, app, post))} == {}


def test_every_field_of_the_peculiar_posts():
    site = make_site(20, 0)
    kinds = add_peculiar_posts(site)
    app = Application(site)
    readable = {kind: site.get(article_id) for kind, article_id in kinds.items() if kind != "broken"}
    found = {kind: wrong_fields(site, app, post) for kind, post in readable.items()}
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}


def test_every_card_of_the_listing():
    site = make_site()
    app = Application(site)
    url, cards = f"{HOME}/berita?page=1", []
    while url:
        listing = read_listing(fetch(app, url), url, fetched_at=FETCHED)
        cards += listing.cards
        url = listing.next_url
    meant = [(p.url, p.post_id, p.title, p.day) for p in site.listing()]
    assert [(c.url, c.post_id, c.title, c.published_date) for c in cards] == meant


def test_every_item_of_the_feed():
    site = make_site()
    url = f"{HOME}/index.php/rss_berita"
    items = read_feed(fetch(Application(site), url), url, fetched_at=FETCHED)
    meant = [(p.url, p.title, p.published) for p in site.feed()]
    assert [(canonical(i.url), i.title, i.published_at) for i in items] == meant


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("/", "other_content"),
        ("/berita", "other_content"),
        ("/index.php/page/detail/5/sejarah-bogor", "other_content"),
        ("/index.php/agenda", "other_content"),
        ("/index.php/show_post/detail/1", "soft_404"),
        ("/berita-detail/99999", "no_article"),
    ],
)
def test_pages_without_an_article(address, reason):
    with pytest.raises(NotAnArticle) as refused:
        extract(RawPage(fetch(Application(make_site()), address), HOME + address, FETCHED))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "address", ["/", "/berita", "/index.php/page/detail/5/sejarah-bogor", "/index.php/agenda"]
)
@pytest.mark.parametrize("asked", ["/berita-detail/5", "/index.php/show_post/detail/5/a-b"])
def test_another_page_under_an_articles_address(address, asked):
    with pytest.raises(NotAnArticle):
        extract(RawPage(fetch(Application(make_site()), address), HOME + asked, FETCHED))
