import datetime as dt

import pytest

from pipelines.pages.kotabogor.berita_listing import read_listing
from pipelines.pages.listing import Listing, ListingCard

URL = "https://kotabogor.go.id/berita?page=2"
FETCHED = dt.datetime(2025, 4, 1, tzinfo=dt.UTC)


def card(post_id, day, title="Judul ", href=None):
    href = href or f"/berita-detail/{post_id}"
    return f"""<div class="blog-one__single"><div class="blog-one__img"><img src="/storage/data/{post_id}.jpg">
    <a href="{href}"><span class="blog-one__plus"></span></a><div class="blog-one__date"><p>{day}</p></div></div>
    <div class="blog-one__content"><h3 class="blog-one__title"><a href="{href}">{title}</a></h3>
    <a class="blog-one__btn" href="{href}">Baca selengkapnya</a></div></div>"""


def read(*cards, pages=""):
    return read_listing(
        f"<html><body>{''.join(cards)}<div class='blog-pagination'>{pages}</div>".encode(),
        URL,
        fetched_at=FETCHED,
    )


def test_both_spellings_of_the_day():
    found = read(
        card(9, "25 / 03 \n <br> <span>2025</span>"), card(8, "\n 5- \n  03   <br>\n<span> 2025 </span>")
    )
    assert [(c.date_text, c.published_date) for c in found.cards] == [
        ("25 / 03 2025", dt.date(2025, 3, 25)),
        ("5- 03 2025", dt.date(2025, 3, 5)),
    ]


def test_every_field_of_a_card():
    assert read(card(9, "25 / 03<br><span>2025</span>", "Tiga &amp; Empat  ")).cards == (
        ListingCard(
            url="https://kotabogor.go.id/berita-detail/9",
            post_id=9,
            title="Tiga & Empat",
            date_text="25 / 03 2025",
            published_date=dt.date(2025, 3, 25),
        ),
    )


@pytest.mark.parametrize(
    "day", ["31 / 02<br>2025", "01 / 01<br><span>1970</span>", "30 / 11<br><span>-0001</span>"]
)
def test_a_day_that_stands_for_none_is_no_day(day):
    (found,) = read(card(9, day)).cards
    assert (found.published_date, found.flags) == (None, ())


def test_a_day_after_the_fetch_is_kept_and_flagged():
    (found,) = read(card(8, "25 / 12<br>2025")).cards
    assert (found.published_date, found.flags) == (dt.date(2025, 12, 25), ("future_date",))
    (tomorrow,) = read(card(8, "02 / 04<br>2025")).cards
    assert tomorrow.published_date == dt.date(2025, 4, 2)


def test_absolute_links_repeated_cards_and_foreign_ones():
    found = read(
        card(9, "25 / 03<br>2025", href="http://www.kotabogor.go.id/berita-detail/9/"),
        card(9, "25 / 03<br>2025"),
        card(7, "25 / 03<br>2025", href="https://lain.example/berita-detail/7"),
    )
    assert [c.post_id for c in found.cards] == [9]


def test_pagination():
    pages = '<a class="page-numbers" href="?page=1">1</a><span class="page-numbers current">2</span>'
    following = '<a class="next page-numbers" href="/berita?page=3"><i></i></a>'
    assert read(pages=pages + following).next_url == "https://kotabogor.go.id/berita?page=3"
    assert read(pages=pages) == Listing((), None, 2, last_page=2)


def test_the_pagination_gives_the_last_page():
    numbers = [f'<a class="page-numbers" href="?page={number}">{number}</a>' for number in (1, 2, 4, 5)]
    more = '<span class="page-numbers dots">…</span><a class="page-numbers" href="?page=117">117</a>'
    current = '<span class="page-numbers current">3</span><a class="next page-numbers" href="?page=4"></a>'
    assert read(pages="".join(numbers) + current + more).last_page == 117
    assert read(pages="").last_page is None


def test_a_page_tells_the_number_it_shows_not_the_one_asked_for():
    assert read(pages='<span class="page-numbers current">8</span>').page_number == 8


def test_an_empty_body_is_a_page_without_cards():
    assert read_listing(b"", URL, fetched_at=FETCHED) == Listing()
