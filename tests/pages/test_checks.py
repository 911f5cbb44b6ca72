import datetime as dt

import attrs
import pytest

from pipelines.addresses import identify
from pipelines.article import Article, Card, Image, RelatedLink
from pipelines.dates import WIB
from pipelines.pages.page_to_article import EXTRACTOR_VERSION
from pipelines.pages.page_to_row import article_columns
from pipelines.schema import COLUMNS
from pipelines.text.lines import content_hash

URL = "https://kotabogor.go.id/berita-detail/7"
BODY = (
    "Pemerintah kota membuka pendaftaran bagi warga yang ingin ikut menanam pohon di sepanjang sungai. " * 3
)
FULL = Article(
    url=URL,
    title="Judul",
    published_date=dt.date(2024, 9, 8),
    date_text="08 September 2024",
    date_source="page",
    event_date=dt.date(2024, 9, 6),
    body=BODY.strip(),
    related_links=(RelatedLink(0, URL[:-1] + "8", "t", "t", 8, "berita:8"),),
    tags=("a",),
    images=(Image("https://kotabogor.go.id/a.jpg", "c"),),
    layout="berita",
)
CARD = Card(dt.date(2024, 9, 9), None, "9 / 09 2024", "listing", "Judul kartu", ("month_corrected",))


def test_columns_are_those_of_the_contract():
    origins = {c.name for c in COLUMNS if c.origin in ("address", "page")}
    assert article_columns(FULL, identify(URL)).keys() == origins
    assert article_columns(FULL, None).keys() == origins - {"article_id", "source", "post_id"}


def test_a_full_article():
    row = article_columns(FULL, identify("http://www.kotabogor.go.id/berita-detail/7?utm_source=x"))
    assert [row[n] for n in ("article_id", "source", "post_id", "url")] == ["berita:7", "berita", 7, URL]
    assert [row[n] for n in ("year", "word_count", "language", "quality")] == [2024, 42, "id", []]
    assert row["content_hash"] == content_hash(FULL.title, FULL.published_date, FULL.body)
    assert row["extractor_version"] == EXTRACTOR_VERSION
    assert row["related_links"] == [attrs.asdict(FULL.related_links[0])]
    assert (row["tags"], row["images"]) == (["a"], [{"url": "https://kotabogor.go.id/a.jpg", "caption": "c"}])


def test_an_empty_article_is_a_row_with_flags():
    row = article_columns(Article(url=URL), identify(URL))
    assert row["quality"] == ["no_body", "no_date", "no_title"]
    assert (row["year"], row["word_count"], row["language"]) == (0, 0, None)
    assert row["related_links"] == row["tags"] == row["images"] == []


@pytest.mark.parametrize(
    ("changes", "flags"),
    [
        ({"body": "kata " * 29}, ["short_body"]),
        ({"body": "kata " * 30}, []),
        ({"event_date": dt.date(2024, 9, 9)}, ["event_after_publication"]),
        ({"event_date": dt.date(2024, 9, 8)}, []),
        ({"quality": ("weekday_mismatch", "charset_repaired")}, ["charset_repaired", "weekday_mismatch"]),
    ],
)
def test_flags(changes, flags):
    assert article_columns(attrs.evolve(FULL, **changes), None)["quality"] == flags


def test_a_card_gives_the_day_the_page_lacks():
    row = article_columns(
        attrs.evolve(FULL, published_date=None, date_text=None, date_source=None), None, CARD
    )
    assert row["published_date"] == dt.date(2024, 9, 9)
    assert (row["date_text"], row["date_source"], row["year"]) == ("9 / 09 2024", "listing", 2024)
    assert row["quality"] == ["month_corrected"]
    assert row["title"] == "Judul"
    assert row["content_hash"] == content_hash("Judul", dt.date(2024, 9, 9), FULL.body)


def test_a_day_without_a_year_in_the_lead_is_near_the_cards_day():
    undated = attrs.evolve(FULL, published_date=None, date_text=None, date_source=None, event_date=None)
    told = attrs.evolve(undated, body=f"Warga bergotong royong, Jumat (6/9).\n{BODY}")
    assert article_columns(told, None, CARD)["event_date"] == dt.date(2024, 9, 6)
    assert article_columns(told, None)["event_date"] is None
    assert article_columns(attrs.evolve(told, event_date=dt.date(2024, 9, 1)), None, CARD)[
        "event_date"
    ] == dt.date(2024, 9, 1)


def test_a_card_s_day_in_the_future_leaves_only_its_flag():
    undated = attrs.evolve(FULL, published_date=None, date_text=None, date_source=None)
    row = article_columns(undated, None, Card(date_source="listing", flags=("future_date",)))
    assert (row["published_date"], row["date_source"]) == (None, None)
    assert "future_date" in row["quality"]


def test_a_card_never_overrules_the_page():
    assert article_columns(FULL, None, CARD) == article_columns(FULL, None)


def test_a_card_overrules_a_day_in_the_address():
    row = article_columns(attrs.evolve(FULL, date_source="address"), None, CARD)
    assert (row["published_date"], row["date_source"]) == (dt.date(2024, 9, 9), "listing")
    assert article_columns(attrs.evolve(FULL, date_source="address"), None)["date_source"] == "address"


def test_a_feed_item_gives_the_moment():
    moment = dt.datetime(2024, 9, 9, 13, 22, tzinfo=WIB)
    card = CARD._replace(published_at=moment, date_source="feed", flags=())
    row = article_columns(Article(url=URL, body=FULL.body), None, card)
    assert (row["published_at"], row["date_source"], row["title"]) == (moment, "feed", "Judul kartu")
