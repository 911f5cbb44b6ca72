"""Line 7: loops, chains, circles, other hosts: never stored as an article."""

from __future__ import annotations

import pytest
from faulty import Faulty, add_fault
from support.corpora import files, rows

from crawler.minisite.messages import Request, Response, redirect

REDIRECTS = ("redirect_loop", "redirect_chain=21", "scheme_circle", "redirect_host", "redirect_host=//slot.invalid/x",
             "redirect_host=http://[bad/", "redirect_host=javascript:alert(1)")  # fmt: skip


def test_line_7_an_article_that_redirects_elsewhere_is_not_stored(faulty: Faulty) -> None:
    bad = {f"berita:{number}": rule for number, rule in enumerate(REDIRECTS, start=1)}
    for article_id, rule in bad.items():
        faulty.fault(f"{rule} on /berita-detail/{article_id[7:]}(\\?|$)")
    summary = faulty.night()
    assert (summary.code, faulty.wrong(*bad)) == (0, [])
    assert f"{len(bad)} failed" in summary.line
    assert len(faulty.asked) <= len(faulty.site.posts()) + 5 * len(bad) + 5
    faulty.heal()
    assert (faulty.night().code, faulty.wrong()) == (0, [])


@pytest.mark.parametrize("rule", ["redirect_chain=21", "scheme_circle", "redirect_host"])
def test_line_7_a_site_that_redirects_elsewhere_changes_nothing_stored(known: Faulty, rule: str) -> None:
    before = files(known.data)
    known.fault(f"{rule} on ^/(berita|index)")
    for _ in range(2):
        assert known.night(later=24, full=True).code == 3
        assert len(known.asked) < 1 + 6 * (len(known.site.posts()) + 4)
    assert files(known.data) == before
    known.heal()
    assert known.night(later=24, full=True).code == 0
    assert files(known.data) == before


def test_line_7_the_archive_holds_no_other_host(faulty: Faulty) -> None:
    faulty.fault("redirect_host on /berita-detail/")
    faulty.night()
    raw = b"".join(path.read_bytes() for path in faulty.data.glob("archive/*"))
    assert b"slot-gacor" not in raw
    assert not [row for row in rows(faulty.data) if "slot-gacor" in str(row)]


def test_line_7_http_and_www_and_short_chains_are_followed(faulty: Faulty) -> None:
    faulty.fault(
        "redirect_chain=3 on /berita-detail/7(\\?|$)",
        "redirect_host=http://www.kotabogor.go.id/berita-detail/8?x on /berita-detail/8$",
    )
    assert (faulty.night().code, faulty.wrong()) == (0, [])


@pytest.mark.parametrize(
    "location",
    [
        "{path}/caf\u00e9 wali kota?x",  # raw UTF-8 and spaces
        "  {path}/berita?x  ",
        "HTTPS://WWW.KotaBogor.GO.ID{path}/Berita?x",
        "{path}/caf%C3%A9%20[baru]?x",
    ],
)
def test_line_7_a_location_is_followed_however_it_is_written(
    faulty: Faulty, monkeypatch: pytest.MonkeyPatch, location: str
) -> None:
    post = next(post for post in faulty.site.posts() if post.source == "show_post")
    path = f"/index.php/show_post/detail/{post.post_id}"
    written = location.format(path=path).encode().decode("latin-1")

    def change(request: Request, response: Response) -> Response:
        return response if request.target.endswith("?x") else redirect(written)

    add_fault(monkeypatch, "moved", change)
    faulty.fault(f"moved on {path}")
    assert (faulty.night(start_id=post.post_id, end_id=post.post_id).code, faulty.wrong()) == (0, [])
    assert sum(path in asked and asked.endswith("?x") for asked in faulty.asked) == 1


def test_line_7_a_location_in_another_charset_is_sent_back_byte_by_byte(
    faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(request: Request, response: Response) -> Response:
        return response if "?x" in request.target else redirect("/berita-detail/7?x=\xe9")

    add_fault(monkeypatch, "moved", change)
    faulty.fault("moved on /berita-detail/7")
    assert (faulty.night().code, faulty.wrong()) == (0, [])
    assert faulty.count("/berita-detail/7?x=%E9") == 1
