"""Pages of the old generation are read right whatever their markup: all that is certain is the order of their words."""

import datetime as dt

import pytest
from markups import Writer
from page_words import OURS, SEED, Words, seed_words

from pipelines.addresses import article_url
from pipelines.article import RawPage
from pipelines.pages.page_to_article import extract

FETCHED = dt.datetime(2025, 4, 30, 3, 0, tzinfo=dt.UTC)

WORDS = [
    pytest.param(lambda: OURS, id="ours"),
    pytest.param(
        seed_words, id="seed", marks=pytest.mark.skipif(not SEED.exists(), reason="the seed is not here")
    ),
]


def wrong_fields(words: Words, seed: int) -> dict[str, tuple[object, object]]:
    """Returns what differs between the article read from one page and its words, as (read, meant)."""
    writer = Writer(words, seed)
    url, page = writer.page()
    article = extract(RawPage(page.encode(), url, FETCHED, "text/html; charset=utf-8"))
    slug_title = " ".join(w.capitalize() for w in words.slug.split("-"))
    meant = {
        "url": article_url("show_post", words.post_id),
        "title": words.title if writer.printings else slug_title,
        "published_date": words.date,
        "published_at": None,
        "date_source": "page",
        "event_date": words.event_date,
        "body": "\n".join(words.paragraphs),
        "related_links": [
            (i, article_url("show_post", post_id), text, title, post_id, f"show_post:{post_id}", True)
            for i, (post_id, text, title) in enumerate(words.links)
        ],
        "layout": "show_post",
        "title_from_url": not writer.printings,
    }
    read = {name: getattr(article, name, None) for name in meant}
    read["related_links"] = [
        (r.position, r.url, r.text, r.title, r.post_id, r.article_id, r.truncated)
        for r in article.related_links
    ]
    read["title_from_url"] = "title_from_url" in article.quality
    return {name: (read[name], meant[name]) for name in meant if read[name] != meant[name]}


@pytest.mark.parametrize("load", WORDS)
def test_every_field_in_a_hundred_markups(load):
    words = load()
    assert {seed: wrong for seed in range(100) if (wrong := wrong_fields(words, seed))} == {}


@pytest.mark.soak
@pytest.mark.parametrize("load", WORDS)
def test_every_field_in_a_thousand_markups(load):
    words = load()
    assert {seed: wrong for seed in range(100, 1100) if (wrong := wrong_fields(words, seed))} == {}


def test_a_list_that_is_empty_leaves_its_heading_out_of_the_body() -> None:
    page = (
        "<html><body><div>08 September 2024</div><h2>Taman Kota Dibuka Kembali</h2>"
        "<p>Taman Kota Dibuka Kembali</p><p>Taman kota dibuka kembali untuk warga setelah dibersihkan selama sepekan"
        " oleh petugas dan relawan dari enam kecamatan.</p><h3>Berita Terkini</h3><ul></ul></body></html>"
    )
    article = extract(RawPage(page.encode(), "https://kotabogor.go.id/index.php/show_post/detail/7", FETCHED))
    assert article.body is not None
    assert "Berita Terkini" not in article.body


@pytest.mark.parametrize("path", ["/index.php/show_post/detail/", "/berita-detail/"])
def test_a_long_list_of_links_to_articles_of_one_generation_is_no_menu(path: str) -> None:
    items = "".join(
        f"<li><a href='{path}{n}'>Pasar Kecamatan Nomor {n} Dibuka</a></li>" for n in range(11, 18)
    )
    page = (
        "<html><body><ul>"
        + "".join(f"<li><a href='/layanan/{n}'>Layanan {n}</a></li>" for n in range(9))
        + "</ul>"
        "<div>08 September 2024</div><h2>Taman Kota Dibuka Kembali</h2><p>Taman Kota Dibuka Kembali</p>"
        "<p>Taman kota dibuka kembali untuk warga setelah dibersihkan selama sepekan oleh petugas dan relawan dari"
        f" enam kecamatan.</p><h3>Berita Terkini</h3><ul>{items}</ul></body></html>"
    )
    article = extract(RawPage(page.encode(), "https://kotabogor.go.id/index.php/show_post/detail/7", FETCHED))
    assert [link.post_id for link in article.related_links] == [*range(11, 18)]
    assert article.title == "Taman Kota Dibuka Kembali"
