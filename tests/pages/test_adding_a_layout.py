"""The guide to adding a layout is followed here literally: its code is run as it is printed."""

import datetime as dt
import json
import re
import sys
import types
from pathlib import Path

import pytest

from pipelines.article import Image, RawPage
from pipelines.dates import WIB
from pipelines.pages import layouts
from pipelines.pages.page_to_article import extract

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "html"
PAGE = Path(__file__).with_name("layout_example") / "page.html"
URL = "https://www.beritasatu.com/redaktur/nasional/600002/kebun-atap-tumbuh-di-pusat-kota"
FETCHED = dt.datetime(2020, 11, 1, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def layout(monkeypatch):
    """Adds the guide's class and its rule, as steps 2 and 3 say."""
    guide = (ROOT / "docs" / "adding-a-layout.md").read_text(encoding="utf-8")
    class_code, rule_code = re.findall(r"```python\n(.*?)```", guide, re.S)
    module = types.ModuleType("pipelines.pages.beritasatu")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(class_code, "docs/adding-a-layout.md", "exec"), vars(module))
    rule = eval(rule_code, {**vars(layouts), **vars(module)})
    monkeypatch.setattr(layouts, "RULES", (*layouts.RULES, rule))


def test_every_field():
    article = extract(RawPage(PAGE.read_bytes(), URL, FETCHED))
    assert (article.layout, article.title) == ("beritasatu", "Kebun Atap Tumbuh di Pusat Kota")
    assert article.published_at == dt.datetime(2020, 10, 10, 9, 30, tzinfo=WIB)
    assert (article.published_date, article.date_source) == (dt.date(2020, 10, 10), "page")
    assert article.event_date == dt.date(2020, 10, 8)
    assert article.body == (
        "Bogor - Pedagang pasar menanam sayur di atap gedung, Kamis (8/10/2020), agar atap lebih sejuk dan dapur"
        " lebih hemat.\n“Airnya dari hujan,” kata seorang pedagang.\nBibit dibagikan gratis oleh kelurahan."
    )
    assert [(link.text, link.truncated) for link in article.related_links] == [("Pasar Lama Dipugar", False)]
    assert article.tags == ("Pasar", "Kebun Kota")
    assert article.images == (
        Image("https://img.example.com/atap.jpg", "Kebun di atap pasar. (Foto: Warga)"),
    )
    assert article.quality == ()


@pytest.mark.skipif(not REAL.exists(), reason="the real pages are not here")
def test_the_real_page():
    truth = json.loads((REAL / "gold" / "beritasatu_1.json").read_text(encoding="utf-8"))
    article = extract(RawPage((REAL / "beritasatu_1.html").read_bytes(), truth["url"], FETCHED))
    assert article.layout == "beritasatu"
    assert article.title == truth["title"]
    assert article.published_at.isoformat(timespec="minutes") == truth["date_published"][:16] + "+07:00"
    assert article.body.split("\n") == truth["body"]
    assert [link.text for link in article.related_links] == [
        t["title"] for t in truth["inline_related_links"]
    ]


def test_other_addresses_are_not_touched():
    assert layouts.page_class("https://kotabogor.go.id/berita-detail/5", "").layout_name == "berita"
    assert layouts.page_class("https://www.beritasatu.com/", "").layout_name == "generic"


@pytest.mark.parametrize(
    "host", ["antara.example", "situs.example", "kotabogor.go.id.example", "bogor.go.id"]
)
@pytest.mark.parametrize("path", ["/berita-detail/5", "/index.php/show_post/detail/5"])
def test_a_page_of_another_site_has_no_layout_of_this_one(host: str, path: str) -> None:
    assert layouts.page_class(f"https://{host}{path}", "blog-details__content").layout_name == "generic"
