"""Line 1: 429 and 503 with every kind of Retry-After."""

from __future__ import annotations

import datetime as dt

import pytest
from faulty import ONE_CONNECTION, FakeTime, Faulty

from crawler.download_handler import retry_after

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("answer", "pause"),
    [
        ("429:30", 30),
        ("503:30", 30),
        ("429:date+120", 120),
        ("503:date-120", 0.25),
        ("503:1000000000", 600),
        ("429:" + "9" * 400, 600),
        ("429:-5", 0.25),
        ("503:sebentar", 0.25),
        ("503", 0.25),
    ],
)
def test_line_1_the_site_is_left_alone_as_long_as_it_asks(
    faulty: Faulty, fake: FakeTime, answer: str, pause: float
) -> None:
    faulty.fault(f"status={answer} on detail times 1")
    summary = faulty.night(overrides={**ONE_CONNECTION, "RETRY_AFTER_MAX": 600})
    assert (summary.code, faulty.wrong()) == (0, [])
    # All of the pause was spent before the next request of any kind.
    assert len(fake.slept) == 1
    assert sum(fake.slept.values()) == pytest.approx(pause, abs=2 if "date+" in answer else 1e-6)
    assert faulty.statuses()[int(answer[:3])] == 1


def test_line_1_a_site_that_always_answers_429_gets_few_requests(faulty: Faulty, fake: FakeTime) -> None:
    faulty.fault("status=503:100 on detail")
    summary = faulty.night(overrides={**ONE_CONNECTION, "RETRY_AFTER_MAX": 600})
    assert summary.code == 3
    assert "again and again" in summary.problems[0]
    assert list(fake.slept.values()) == pytest.approx([100] * len(fake.slept))
    # Five pages of each source, six times each; one more was on its way when that was enough.
    assert faulty.statuses()[503] <= 2 * (5 * 6 + 1)
    assert "left alone for 100 s" in faulty.log
    faulty.heal()
    assert (faulty.night().code, faulty.wrong()) == (0, [])


def test_line_1_a_page_that_always_answers_429_does_not_stop_the_others(faulty: Faulty) -> None:
    faulty.fault("status=503:1 on /berita-detail/7$")
    assert faulty.night().code == 0
    assert faulty.wrong("berita:7") == []
    faulty.heal()
    assert (faulty.night().code, faulty.wrong()) == (0, [])


def test_line_33_what_waits_in_the_downloader_waits_for_the_pause_too(faulty: Faulty, fake: FakeTime) -> None:
    faulty.fault("status=429:30 on detail times 1")
    # Several requests are in the downloader, and one after the other is sent.
    overrides = {"CONCURRENT_REQUESTS": 8, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "RETRY_AFTER_MAX": 600}
    assert (faulty.night(overrides=overrides).code, faulty.wrong()) == (0, [])
    refused_at = [entry.status for entry in faulty.server.log].index(429) + 1
    assert fake.slept == {refused_at: 30}


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("Sun, 01 Mar 2026 00:01:00 GMT", 60.0),
        ("Sunday, 01-Mar-26 00:01:00 GMT", 60.0),
        ("Sun, 01 Mar 2026 00:00:00 +9999999999", None),
        ("Sat, 28 Feb 2026 00:00:00 GMT", 0.0),
        ("01 Mar 2026 00:00:30", 30.0),
        ("1.5", None),
        ("-5", None),
        ("²", None),
        ("", None),
        (None, None),
    ],
)
def test_line_1_both_forms_of_the_header_are_read(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds
