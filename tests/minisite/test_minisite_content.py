"""The invented articles: many, varied, the same every time, and with the quirks of the real ones."""

import datetime as dt
import re
from collections import Counter

import attrs
import pytest
from support.arranged import make_site
from support.expected import expected, related_links

from crawler.minisite.content import BODY_FORMS, LAYOUTS, WEEKDAYS, make_post
from crawler.minisite.post import WIB, Post

SITE = make_site()
DAY = re.compile(r"(\w+)(’?\w*) \((\d+)/(\d+)/(\d+)\)")


def test_the_same_seed_gives_the_same_site_and_another_one_does_not():
    assert make_site().posts() == SITE.posts()
    assert make_site(seed=1).posts() != SITE.posts()


def test_ids_of_both_generations_are_as_the_real_ones():
    new = {p.post_id for p in SITE.newest("berita")}
    old = {p.post_id for p in SITE.newest("show_post")}
    assert new == set(range(1, 65))
    assert len(old) == 112
    assert min(old) > 103000
    assert max(old) == 103947


def test_every_body_form_and_every_layout_is_used():
    assert {p.body_form for p in SITE.newest("berita")} == set(BODY_FORMS)
    assert {p.layout for p in SITE.newest("show_post")} == set(LAYOUTS)
    assert len(LAYOUTS) >= 6


def test_the_first_posts_of_the_new_generation_are_plain_text():
    oldest = sorted(SITE.newest("berita"), key=lambda p: p.post_id)[:6]
    assert {p.body_form for p in oldest} == {"plain_text", "plain_breaks"}


def test_articles_have_four_to_nine_paragraphs_and_a_few_are_short():
    notices = [p for p in SITE.posts() if len(p.paragraphs) < 4]
    assert 2 <= len(notices) <= 4
    assert all(30 <= len(p.body.split()) <= 40 for p in notices)
    assert max(len(p.paragraphs) for p in SITE.posts()) == 9


def test_leads_name_the_event_day_with_its_weekday():
    named = 0
    for post in SITE.posts():
        match = DAY.search(" ".join(post.paragraphs[:2]))
        assert (match is None) == (post.event_date is None), post.article_id
        if match and post.event_date:
            day, month, year = map(int, match.group(3, 4, 5))
            assert dt.date(year, month, day) == post.event_date
            weekday = (match[1] + match[2]).replace("’", "")
            assert weekday == WEEKDAYS[post.event_date.weekday()]
            named += post.event_date != post.day
    assert named > 60
    assert any(p.event_date is None for p in SITE.posts())
    assert "Jum’at (" in " ".join(p.body for p in SITE.posts())


def test_no_slot_is_left_open_and_no_text_is_printed_twice():
    texts = Counter(p.body for p in SITE.posts())
    assert not any("{" in p.title + p.body for p in SITE.posts())
    assert sorted(texts.values(), reverse=True)[:4] == [2, 2, 2, 1]


def test_some_articles_are_in_both_generations_one_with_a_small_edit():
    old = {(p.title, p.day): p for p in SITE.newest("show_post")}
    twins = [(p, old[p.title, p.day]) for p in SITE.newest("berita") if (p.title, p.day) in old]
    assert len(twins) == 4
    edited = [(new, other) for new, other in twins if new.body != other.body]
    assert len(edited) == 1
    assert edited[0][0].paragraphs[:-1] == edited[0][1].paragraphs[:-1]


def test_some_posts_are_dated_back():
    ids = [p.post_id for p in SITE.newest("berita")]
    assert ids != sorted(ids, reverse=True)


def test_a_large_site_has_no_equal_texts_but_the_twins():
    posts = make_site(1000, 1000).posts()
    assert len({p.body for p in posts}) == len(posts) - 3
    assert len({p.article_id for p in posts}) == 2000


def test_times_are_wib():
    assert all(p.published.utcoffset() == dt.timedelta(hours=7) for p in SITE.posts())


def test_expected_tells_the_time_only_of_what_is_in_the_feed():
    newest, oldest = SITE.newest("show_post")[0], SITE.newest("show_post")[-1]
    assert expected(newest, SITE)["published_at"] == newest.published
    assert expected(oldest, SITE)["published_at"] is None
    assert expected(SITE.newest("berita")[0], SITE)["published_at"] is None


def test_expected_related_links_are_teasers_in_the_old_generation_and_titles_in_the_new():
    old = related_links(SITE.newest("show_post")[-1], SITE)
    assert [link.position for link in old] == [0, 1, 2, 3, 4]
    assert all(link.truncated and len(link.text or "") in (149, 150) for link in old)
    assert all(link.title != link.text for link in old)
    new = related_links(SITE.newest("berita")[-1], SITE)
    assert [link.title for link in new] == [p.title for p in SITE.newest("berita", 4)]
    assert not any(link.truncated for link in new)


def test_a_page_offered_on_itself_is_no_related_link():
    newest = SITE.newest("berita")[0]
    assert len(related_links(newest, SITE)) == 3


def test_an_article_can_be_made_to_order():
    moment = dt.datetime(2025, 9, 1, 8, tzinfo=WIB)
    post = make_post("berita", 70, moment, title="Judul Pesanan", tags=("satu",))
    assert (post.title, post.slug, post.tags) == ("Judul Pesanan", "judul-pesanan", ("satu",))


def test_a_pointer_in_plain_text_is_refused():
    with pytest.raises(ValueError, match="Baca juga"):
        attrs.evolve(SITE.newest("berita")[0], body_form="plain_text", read_also=3)


def test_an_editor_publishes_edits_deletes_restores_and_pins():
    site = make_site(20, 0)
    before = site.version
    moment = dt.datetime(2025, 6, 1, tzinfo=WIB)
    site.publish(make_post("berita", 21, moment))
    ids = [p.post_id for p in site.listing()]
    assert 0 < ids.index(21) < 20
    with pytest.raises(ValueError, match="exists"):
        site.publish(make_post("berita", 21, moment))
    assert site.edit("berita:21", title="Judul Baru").title == "Judul Baru"
    site.delete("berita:21")
    assert site.get("berita:21") is None
    with pytest.raises(KeyError):
        site.delete("berita:21")
    site.restore("berita:21")
    restored = site.get("berita:21")
    assert isinstance(restored, Post)
    assert restored.title == "Judul Baru"
    site.pin("berita:1")
    assert site.listing()[0].post_id == 1
    assert len(site.listing()) == 21
    site.pin()
    assert site.listing()[-1].post_id == 1
    assert site.version == before + 6
