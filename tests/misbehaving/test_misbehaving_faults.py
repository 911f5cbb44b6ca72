"""Each fault does on the wire what its name says."""

import datetime as dt
import email.utils
import gzip
import http.client
import re

import brotli
import pytest
import zstandard
from support.misbehaving.faults import FACTORIES, Faults

from crawler.minisite.model import Site
from pipelines.addresses import identify

ARTICLE = "/berita-detail/5"


def hops(site, path, most=30):
    """Statuses and places of the redirects that are followed from a path on the site itself."""
    seen = []
    while len(seen) < most:
        answer = site.get(path)
        if answer.status not in (301, 302):
            return seen, answer
        seen.append(answer.headers["Location"])
        path = seen[-1].removeprefix("http://kotabogor.go.id").removeprefix("https://kotabogor.go.id")
    return seen, None


@pytest.mark.parametrize("status", [403, 404, 410, 429, 500, 503])
def test_status(site, mini, status):
    mini.faults.add("status", str(status))
    answer = site.get(ARTICLE)
    assert answer.status == status
    assert answer.headers["Retry-After"] is None


@pytest.mark.parametrize("value", ["30", "1000000000", "-5", "sebentar"])
def test_status_with_a_wait(site, mini, value):
    mini.faults.add("status", f"429:{value}")
    assert site.get(ARTICLE).headers["Retry-After"] == value


def test_status_with_a_date_to_wait_for(site, mini):
    mini.faults.add("status", "503:date+60")
    moment = email.utils.parsedate_to_datetime(site.get(ARTICLE).headers["Retry-After"])
    assert dt.timedelta(0) < moment - dt.datetime.now(dt.UTC) <= dt.timedelta(seconds=60)


def test_failing_recovers_for_each_address(site, mini):
    mini.faults.add("failing", "3")
    assert [site.get(ARTICLE).status for _ in range(5)] == [500, 500, 500, 200, 200]
    assert site.get("/berita-detail/6").status == 500


def test_soft_404_is_a_page_without_an_article(site, mini):
    mini.faults.add("soft_404")
    for path in (ARTICLE, mini.site.newest("show_post")[0].path):
        post = mini.site.get(identify(f"https://kotabogor.go.id{path}").article_id)
        answer = site.get(path)
        assert answer.status == 200
        assert post.paragraphs[-1] not in answer.text
    assert "blog-one__single" in site.get("/berita").text


def test_redirect_home_ends_at_home(site, mini):
    mini.faults.add("redirect_home")
    places, last = hops(site, ARTICLE)
    assert places == ["/"]
    assert last is not None
    assert "Selamat datang" in last.text


def test_cut_announces_more_than_it_sends(site, mini):
    mini.faults.add("cut", "0.5")
    head, _, body = site.raw(ARTICLE).partition(b"\r\n\r\n")
    announced = int(re.search(rb"Content-Length: (\d+)", head)[1])
    assert announced // 2 == len(body)


def test_drop_resets_the_connection(site, mini):
    mini.faults.add("drop")
    with pytest.raises(ConnectionResetError):
        site.raw(ARTICLE)


def test_drop_middle_ends_in_the_body(site, mini):
    mini.faults.add("drop_middle")
    with pytest.raises((ConnectionResetError, http.client.IncompleteRead)):
        site.get(ARTICLE)


@pytest.mark.parametrize("name", ["broken_chunks", "unfinished_chunks"])
def test_chunks_are_broken(site, mini, name):
    mini.faults.add(name)
    received = site.raw(ARTICLE)
    assert b"Transfer-Encoding: chunked" in received
    assert b"Content-Length" not in received
    with pytest.raises(http.client.IncompleteRead):
        site.get(ARTICLE)


def test_hang_sends_headers_only(site, mini):
    mini.faults.add("hang")
    received = site.raw(ARTICLE, timeout=0.3)
    assert received.endswith(b"\r\n\r\n<silence>")


def test_drip_sends_byte_by_byte(site, mini):
    mini.faults.add("drip", "0.01")
    received = site.raw(ARTICLE, most=600)
    assert b"\r\n\r\n<!DOCTYPE" in received
    assert len(received) < 1000


def test_huge_is_made_while_it_is_sent(site, mini):
    mini.faults.add("huge", "3")
    answer = site.get(ARTICLE)
    assert len(answer.body) > 2_800_000
    mini.faults.clear()
    mini.faults.add("huge")
    assert len(site.raw(ARTICLE, most=5_000_000)) >= 5_000_000


@pytest.mark.parametrize(
    ("encoding", "decode"),
    [
        ("gzip", gzip.decompress),
        ("br", brotli.decompress),
        ("zstd", lambda b: zstandard.ZstdDecompressor().decompressobj().decompress(b)),
    ],
)
def test_bombs_unfold(site, mini, encoding, decode):
    mini.faults.add("bomb", f"{encoding}:20")
    answer = site.get(ARTICLE)
    assert answer.headers["Content-Encoding"] == encoding
    assert len(answer.body) < 100_000
    assert len(decode(answer.body)) == 20 << 20


def test_redirect_loop_goes_to_and_fro(site, mini):
    mini.faults.add("redirect_loop")
    places, last = hops(site, ARTICLE)
    assert last is None
    assert set(places) == {f"{ARTICLE}?hop=0", f"{ARTICLE}?hop=1"}


def test_redirect_chain_ends_after_so_many(site, mini):
    mini.faults.add("redirect_chain", "21")
    places, last = hops(site, ARTICLE)
    assert len(places) == len(set(places)) == 21
    assert last is not None
    assert last.status == 200


def test_scheme_circle(site, mini):
    mini.faults.add("scheme_circle")
    places, last = hops(site, ARTICLE)
    assert last is None
    assert set(places) == {f"http://kotabogor.go.id{ARTICLE}", f"https://kotabogor.go.id{ARTICLE}"}


def test_redirect_to_another_host(site, mini):
    mini.faults.add("redirect_host")
    assert site.get(ARTICLE).headers["Location"] == "http://slot-gacor.invalid/"


@pytest.mark.parametrize(
    ("arg", "content_type", "encoding"),
    [
        ("utf-8:cp1252", "text/html; charset=utf-8", "cp1252"),
        ("iso-8859-1:utf-8", "text/html; charset=iso-8859-1", "utf-8"),
        ("none:cp1252", "text/html", "cp1252"),
        ("none:utf-8", "text/html", "utf-8"),
    ],
)
def test_charset(site, mini, arg, content_type, encoding):
    post = mini.site.edit("berita:5", paragraphs=("Rapat digelar Jum’at pagi.",), body_form="br")
    mini.faults.add("charset", arg)
    answer = site.get(ARTICLE)
    assert answer.headers["Content-Type"] == content_type
    assert post.body.encode(encoding) in answer.body
    assert b"@@" not in answer.body
    assert site.get("/index.php/rss_berita").headers["Content-Type"] == "text/xml; charset=UTF-8"


def test_mojibake(site, mini):
    mini.site.edit("berita:5", paragraphs=("Rapat digelar Jum’at pagi.",), body_form="br")
    mini.faults.add("mojibake")
    assert "Jumâ€™at" in site.get(ARTICLE).text


def test_nul_and_lone_surrogates(site, mini):
    mini.faults.add("nul")
    body = site.get(ARTICLE).body
    assert b" \x00" in body
    assert b"<html lang" in body
    mini.faults.clear()
    mini.faults.add("surrogates")
    assert b" &#xD83D;" in site.get(ARTICLE).body


def test_endless_pages_echo_the_last_and_always_have_a_next(site, mini):
    mini.faults.add("endless_pages")
    for asked, shown in ((1, 1), (3, 3), (99999, 3)):
        tree = site.get(f"/berita?page={asked}").tree
        links = tree.xpath("//h3[@class='blog-one__title']/a/@href")
        assert links == [p.path for p in mini.site.listing()][(shown - 1) * 9 : shown * 9]
        assert tree.xpath("//a[@class='next page-numbers']/@href") == [f"/berita?page={asked + 1}"]


def test_session_ids_differ_in_every_response(site, mini):
    mini.faults.add("session_ids")
    hrefs = [site.get("/berita").tree.xpath("//h3[@class='blog-one__title']/a/@href")[0] for _ in range(2)]
    assert all("?PHPSESSID=" in h for h in hrefs)
    assert hrefs[0] != hrefs[1]


def test_deep_links_never_end(site, mini):
    mini.faults.add("deep_links")
    assert site.get(ARTICLE).tree.xpath("//a[@href='a/']")
    assert site.get("/a/a/a/a/").tree.xpath("//a[@href='a/']")


def test_an_empty_listing(site, mini):
    mini.faults.add("empty_listing")
    answer = site.get("/berita")
    assert answer.status == 200
    assert "blog-one__single" not in answer.text
    assert "blog-details__title" in site.get(ARTICLE).text


@pytest.mark.parametrize(("name", "mark"), [("maintenance", "pemeliharaan"), ("captcha", "manusia")])
def test_one_page_for_everything(site, mini, name, mark):
    mini.faults.add(name)
    bodies = {site.get(p).body for p in ("/", "/berita", ARTICLE, "/index.php/rss_berita")}
    assert len(bodies) == 1
    assert mark in bodies.pop().decode()


def test_counters_grow_with_each_view(site, mini):
    mini.faults.add("counters")
    counted = next(p for p in mini.site.newest("show_post") if p.layout in ("columns", "semantic", "word"))
    for path in (ARTICLE, counted.path):
        seen = [re.findall(r"Dibaca (\d+) kali", site.get(path).text) for _ in range(2)]
        assert seen == [["121"], ["122"]]


def test_sidebars_change_with_each_view(site, mini):
    mini.faults.add("sidebar")
    lists = [
        site.get(ARTICLE).tree.xpath("//ul[contains(@class,'sidebar__post-list')]//a/@href") for _ in "ab"
    ]
    assert lists[0] != lists[1]
    assert len(lists[1]) == 4


def test_posts_arrive_while_the_listing_is_read(site, mini):
    mini.faults.add("arrivals", "2")
    first = [site.get("/berita").tree.xpath("//h3[@class='blog-one__title']/a/@href") for _ in range(4)]
    assert first[1][1:] == first[0][:-1]
    assert first[2][1:] == first[1][:-1]
    assert first[3] == first[2]


@pytest.mark.parametrize(
    ("kind", "status", "mark"),
    [
        ("disallow", 200, "Disallow: /\n"),
        ("delay:3", 200, "Crawl-delay: 3\n"),
        ("html", 200, "<!DOCTYPE html>"),
        ("404", 404, ""),
        ("500", 500, ""),
        ("503", 503, ""),
    ],
)
def test_robots(site, mini, kind, status, mark):
    mini.faults.add("robots", kind)
    answer = site.get("/robots.txt")
    assert answer.status == status
    assert mark in answer.text
    assert site.get(ARTICLE).status == 200


def test_validators_answer_304_until_the_page_changes(site, mini):
    mini.faults.add("validators")
    headers = site.get(ARTICLE).headers
    assert site.get(ARTICLE, If_None_Match=headers["ETag"]).status == 304
    assert site.get(ARTICLE, If_Modified_Since=headers["Last-Modified"]).status == 304
    assert site.get(ARTICLE, If_None_Match='"lain"').status == 200
    mini.site.edit("berita:5", title="Judul Lain")
    assert site.get(ARTICLE, If_Modified_Since=headers["Last-Modified"]).status == 200
    changed = site.get(ARTICLE, If_None_Match=headers["ETag"])
    assert changed.status == 200
    assert changed.headers["ETag"] != headers["ETag"]


def test_a_rule_shows_on_every_nth_article_request(site, mini):
    mini.faults.add_rule("status=500 every 3")
    assert site.get("/berita").status == 200
    assert [site.get(ARTICLE).status for _ in range(6)] == [200, 200, 500, 200, 200, 500]


def test_a_rule_shows_on_a_pattern_and_so_many_times(site, mini):
    mini.faults.add_rule("status=503:2 on page=2$ times 1")
    assert [site.get(p).status for p in ("/berita", "/berita?page=2", "/berita?page=2")] == [200, 503, 200]


def test_faults_add_up(site, mini):
    mini.faults.add("counters")
    mini.faults.add("session_ids")
    text = site.get(ARTICLE).text
    assert "Dibaca 121 kali" in text
    assert "PHPSESSID" in text


@pytest.mark.parametrize("rule", ["nonsense", "status=x", "bomb=rar", "status 500", "robots=maybe"])
def test_a_wrong_rule_is_refused(rule):
    with pytest.raises(ValueError, match=r"."):
        Faults(Site()).add_rule(rule)


def test_every_fault_says_what_it_does():
    assert all(factory.__doc__ for factory in FACTORIES.values())
