"""What meeting an address means, and which pages a night looks at."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import Any

import pytest
from corpus_rows import DAY, store, version
from support.parquet_rows import NOW, WIB

from pipelines.addresses import Address, address_for, article_url
from pipelines.article import Card
from pipelines.corpus.decisions import Outcome
from pipelines.corpus.frontier import Discovery, Frontier
from pipelines.corpus.queue import Queue

CARD = Card(DAY, None, "8 / 9 2024", "listing", "Hari Pohon", ("year_inferred",))
AT = dt.datetime(2024, 9, 8, 13, 22, 5, tzinfo=WIB)


def address(number: int = 1) -> Address:
    return address_for("berita", article_url("berita", number))


def discover(connection: sqlite3.Connection, number: int = 1, **values: Any) -> Discovery:
    return Frontier(connection).discover(
        address(number), **{"found_by": "listing", "run_id": 1, "now": NOW, "card": CARD} | values
    )


def fetched(connection: sqlite3.Connection, number: int = 1, **values: Any) -> None:
    """The page was read and its row stored."""
    store(connection, [version(number)])
    facts = {"published": DAY, "first_seen": NOW, "validators": ('"a"', "Sun")} | values
    Frontier(connection).note_fetched(f"berita:{number}", NOW, **facts)


def card_of(connection: sqlite3.Connection) -> Card | None:
    page = Frontier(connection).find("berita:1")
    assert page is not None
    return page.card


def is_due(connection: sqlite3.Connection, now: dt.datetime = NOW) -> bool:
    return bool(list(Queue(connection).due("berita", now, 10)))


def test_status_counts_what_waits_and_what_is_due(connection: sqlite3.Connection) -> None:
    queue = Queue(connection)
    assert queue.check_times("berita", NOW) == (0, 0, None)
    for number in (1, 2, 3):
        discover(connection, number)
    for number in (2, 3):
        fetched(connection, number)
    waiting, due, first = queue.check_times("berita", NOW)
    assert (waiting, due) == (1, 0)
    assert first is not None
    assert first > NOW
    assert queue.check_times("berita", first) == (1, 1, first)
    assert queue.check_times("berita", first + dt.timedelta(days=365)) == (1, 2, first)


def test_an_address_is_news_once(connection: sqlite3.Connection) -> None:
    assert discover(connection) is Discovery.NEW
    assert discover(connection) is Discovery.KNOWN


def test_a_card_after_a_link_is_news(connection: sqlite3.Connection) -> None:
    assert discover(connection, found_by="link", card=None) is Discovery.NEW
    assert discover(connection, found_by="link", card=None) is Discovery.KNOWN
    assert discover(connection) is Discovery.NEW
    assert card_of(connection) == CARD


@pytest.mark.parametrize(
    "change",
    [{"published_date": DAY.replace(year=2023)}, {"title": "Hari Pohon Kota"}, {"published_at": AT}],
)
def test_a_card_that_says_something_else_makes_its_page_due(
    connection: sqlite3.Connection, change: dict[str, Any]
) -> None:
    discover(connection)
    fetched(connection)
    assert not is_due(connection)
    assert discover(connection, card=CARD._replace(**change)) is Discovery.NEW
    assert is_due(connection)
    page = Frontier(connection).find("berita:1")
    assert page is not None
    # The server may call the page unchanged all the same.
    assert (page.etag, page.last_modified) == (None, None)


@pytest.mark.parametrize(
    "change", [{"published_date": None, "date_text": "32 / 13", "flags": ()}, {"title": None}, {"flags": ()}]
)
def test_a_card_that_tells_less_takes_nothing_back(
    connection: sqlite3.Connection, change: dict[str, Any]
) -> None:
    discover(connection)
    assert discover(connection, card=CARD._replace(**change)) is Discovery.KNOWN
    assert card_of(connection) == CARD
    retitled = CARD._replace(published_date=None, date_text="?", flags=(), title="Lain")
    assert discover(connection, card=retitled) is Discovery.NEW
    assert card_of(connection) == CARD._replace(title="Lain")


def test_a_time_goes_with_its_own_day(connection: sqlite3.Connection) -> None:
    discover(connection, card=CARD._replace(published_at=AT))
    discover(connection, card=CARD._replace(title="Lain"))
    assert card_of(connection) == CARD._replace(title="Lain", published_at=AT)
    discover(connection, card=CARD._replace(published_date=DAY.replace(year=2023)))
    stored = card_of(connection)
    assert stored is not None
    assert (stored.published_date, stored.published_at) == (DAY.replace(year=2023), None)


def test_a_lost_article_on_the_listing_is_looked_at_again_and_is_no_news(
    connection: sqlite3.Connection,
) -> None:
    discover(connection)
    fetched(connection)
    store(connection, [version(1, revision=2, status="gone", gone_at=NOW)], Outcome.GONE)
    assert discover(connection) is Discovery.LOST
    discover(connection, 2)
    Frontier(connection).note_missing("berita:2", NOW, NOW, absent=True)
    assert discover(connection, 2) is Discovery.LOST


def test_a_forgotten_article_is_never_met(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO tombstones VALUES ('berita:1', 'asked', 0)")
    assert discover(connection) is Discovery.KNOWN
    assert Frontier(connection).find("berita:1") is None


def test_a_night_looks_at_the_missing_first_then_the_longest_overdue(connection: sqlite3.Connection) -> None:
    for number in range(1, 8):
        discover(connection, number)
        fetched(connection, number)
        due_at = (NOW - dt.timedelta(days=number)).timestamp() * 1e6
        connection.execute("UPDATE pages SET next_check_at = ? WHERE post_id = ?", (due_at, number))
    store(connection, [version(2)], Outcome.MISSING)
    found = [page.post_id for page in Queue(connection).due("berita", NOW, 4)]
    assert found == [2, 7, 6, 5]


def test_young_articles_do_not_wait_behind_many_old_ones(connection: sqlite3.Connection) -> None:
    for number, looked, due in ((1, 365, 9), (2, 2, 1), (3, 365, 8)):
        discover(connection, number)
        fetched(connection, number)
        connection.execute(
            "UPDATE pages SET fetched_at = ?, next_check_at = ? WHERE post_id = ?",
            (*((NOW - dt.timedelta(days=days)).timestamp() * 1e6 for days in (looked + due, due)), number),
        )
    assert [page.post_id for page in Queue(connection).due("berita", NOW, 2)] == [2, 1]


def test_a_page_without_an_answer_stays_due_and_is_not_missing(connection: sqlite3.Connection) -> None:
    discover(connection)
    fetched(connection)
    later = NOW + dt.timedelta(days=1000)
    Frontier(connection).note_unanswered("berita:1", "timed out", later)
    assert is_due(connection, later)
    page = Frontier(connection).find("berita:1")
    assert page is not None
    assert page.missing_since is None


def test_a_failing_page_waits_behind_the_healthy_ones_and_is_tried_ever_more_seldom(
    connection: sqlite3.Connection,
) -> None:
    discover(connection)
    fetched(connection)
    frontier, queue, now = Frontier(connection), Queue(connection), NOW + dt.timedelta(days=1000)
    for failures in range(1, 12):
        page = frontier.find("berita:1")
        assert page is not None
        frontier.note_failed(page, "answers 500", now)
        assert queue.failing_totals("berita") == (1, NOW + dt.timedelta(days=1000))
        now += dt.timedelta(days=1)
        assert not is_due(connection, now)
        assert len(list(queue.failing("berita", now, 9))) == (failures < 10)
    frontier.note_fetched("berita:1", now, published=DAY, first_seen=NOW, validators=(None, None))
    assert queue.failing_totals("berita") == (0, None)


def test_numbers_never_discovered_are_gaps(connection: sqlite3.Connection) -> None:
    for number in (2, 5):
        discover(connection, number)
        fetched(connection, number)
    discover(connection, 9)  # never fetched: it may be no article
    assert Queue(connection).gaps("berita", 9) == [4, 3, 1]
    assert Queue(connection).gaps("berita", 2) == [4, 3]


def test_numbers_are_tried_from_the_top_until_an_article_is_known_there(
    connection: sqlite3.Connection,
) -> None:
    discover(connection, 3, found_by="range", card=None)
    fetched(connection, 3)
    discover(connection, 5, found_by="range", card=None)
    Frontier(connection).note_missing("berita:5", NOW, NOW, absent=True)
    assert list(Queue(connection).unknown_ids("berita", 2, 6)) == [6, 5, 4, 2]


def test_a_number_that_was_only_tried_is_a_guess_until_a_card_tells_of_it(
    connection: sqlite3.Connection,
) -> None:
    discover(connection, found_by="range", card=None)
    page = Frontier(connection).find("berita:1")
    assert page is not None
    assert page.is_guess
    discover(connection)
    page = Frontier(connection).find("berita:1")
    assert page is not None
    assert not page.is_guess


def test_a_page_not_read_yet_waits_for_the_next_run(connection: sqlite3.Connection) -> None:
    discover(connection, 1)
    discover(connection, 2, card=CARD._replace(published_date=DAY.replace(year=2025)))
    assert [p.post_id for p in Queue(connection).pending("berita", before_run=2)] == [2, 1]
    assert list(Queue(connection).pending("berita", before_run=1)) == []
