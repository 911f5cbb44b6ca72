"""Both generations of the miniature site, read without knowing either: titles, days and paragraphs."""

import datetime as dt
from functools import cache

import pytest

from crawler.minisite.content import make_site
from crawler.minisite.messages import Request
from crawler.minisite.pages import Application
from pipelines.article import NotAnArticle
from pipelines.pages.base import html_response, page_params
from pipelines.pages.generic import GenericPage

SITE = make_site()
ANSWER = Application(SITE)
FETCHED = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
POSTS = {post.article_id: post for post in SITE.posts()}


def article(path, url):
    html = ANSWER(Request("GET", path)).body.decode()
    return GenericPage(response=html_response(html, url), page_params=page_params(FETCHED)).article()


@cache
def read(article_id):
    post = POSTS[article_id]
    return article(post.path, post.url)


@pytest.mark.parametrize("article_id", POSTS)
def test_title_and_day(article_id):
    post = POSTS[article_id]
    assert read(article_id).title == post.title
    # Only the older generation prints the day on the article's page.
    assert read(article_id).published_date == (post.day if post.source == "show_post" else None)


@pytest.mark.parametrize("article_id", POSTS)
def test_body(article_id):
    assert read(article_id).body.split() == POSTS[article_id].body.split()


@pytest.mark.parametrize(
    "path",
    ["/", "/berita", "/berita?page=99", "/berita-detail/999999", "/index.php/show_post/detail/999999"],
)
def test_no_article(path):
    with pytest.raises(NotAnArticle):
        article(path, f"https://kotabogor.go.id{path}")
