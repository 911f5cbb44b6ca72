"""Line 10: one article under many addresses has one id."""

from __future__ import annotations

import re

import pytest
from faulty import Faulty, add_fault
from support.corpora import by_id

from crawler.minisite.messages import Request, Response
from pipelines.addresses import HOME, absolute, identify

BERITA = ("http://{h}/berita-detail/{n}", "https://www.{h}/berita-detail/{n}/", "/berita-detail/{n}?utm_source=wa",
          "//{h}/berita-detail/{n}#isi", "http://www.{h}:80/berita-detail//{n}/judul-lama")  # fmt: skip
SHOW_POST = ("http://{h}/index.php/show_post/detail/{n}", "https://{h}/index.php/show_post/detail/{n}/judul-baru/",
             "https://www.{h}/index.php/show_post/detail/{n}/x?sid=1", "http://{h}/show_post/detail/{n}")  # fmt: skip


@pytest.mark.parametrize(("spellings", "article_id"), [(BERITA, "berita:7"), (SHOW_POST, "show_post:7")])
def test_line_10_every_spelling_has_one_id(spellings: tuple[str, ...], article_id: str) -> None:
    urls = [absolute(HOME, spelling.format(h="kotabogor.go.id", n=7)) for spelling in spellings]
    assert {identify(url).article_id for url in urls} == {article_id}
    assert len({identify(url).url for url in urls}) == 1


def test_line_10_a_site_that_changes_its_spellings_has_each_article_once(
    faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = iter(range(10**6))

    def respell(request: Request, response: Response) -> Response:
        def other(match: re.Match[bytes]) -> bytes:
            spellings = BERITA if b"berita" in match[2] else SHOW_POST
            spelling = spellings[next(turn) % len(spellings)]
            return match[1] + spelling.format(h="kotabogor.go.id", n=match[3].decode()).encode() + match[4]

        link = rb'(href="|<link>|">)((?:http://kotabogor\.go\.id)?/(?:berita-|index\.php/show_post/)detail/)(\d+)[^"<]*("|</)'
        return Response(response.status, re.sub(link, other, response.body), response.headers)

    add_fault(monkeypatch, "respell", respell)
    faulty.fault("respell")
    for full in (False, False, True):
        assert faulty.night(later=24, full=full).code == 0
        assert faulty.wrong() == []


def test_line_10_a_changed_slug_is_the_same_article(known: Faulty) -> None:
    post = known.site.newest("show_post")[0]
    known.site.edit(post.article_id, slug="alamat-yang-lain-sama-sekali")
    before = by_id(known.data)
    assert known.night(later=24, full=True).code == 0
    assert by_id(known.data) == before
