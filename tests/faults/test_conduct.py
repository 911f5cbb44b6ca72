"""How a run behaves towards the site, and how it ends when it is told to."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from faulty import ONE_CONNECTION, FakeTime, Faulty
from processes import Program
from support.corpora import by_id, files
from support.crawling import command

from crawler import settings
from crawler.mirror import is_loopback


def crawl(faulty: Faulty, *more: str) -> tuple[str | Path, ...]:
    return "crawl", "--data", faulty.data, "--base-url", faulty.server.url, "--delay", "0", *more


def test_a_site_that_refuses_is_left_alone(known: Faulty) -> None:
    before = files(known.data)
    known.fault("status=403 on detail")
    summary = known.night(later=24, full=True, overrides=ONE_CONNECTION)
    assert summary.code == 3
    assert all("403" in line for line in summary.problems)
    # Five of each source, and one that was sent before the fifth answer was handled.
    assert known.statuses()[403] == 2 * (5 + 1)
    assert files(known.data) == before
    known.heal()
    assert known.night(later=1, full=True).code == 0
    assert files(known.data) == before


def test_a_listing_that_refuses_says_at_once_that_the_site_does(known: Faulty) -> None:
    known.fault("status=403 on page=1")
    summary = known.night(later=24, full=True, overrides=ONE_CONNECTION, sources=("berita",))
    assert (summary.code, known.statuses()[403]) == (3, 1)
    assert not known.count("detail")


def test_a_site_that_is_down_is_left_alone(known: Faulty) -> None:
    known.fault("drop on detail")
    summary = known.night(later=24, full=True, overrides=ONE_CONNECTION)
    assert summary.code == 3
    assert all("unreachable" in line for line in summary.problems)
    # Each of five articles a source is asked for four times, on a connection that Twisted opens twice.
    assert 2 * 5 * 4 <= known.count("detail") <= 2 * (5 + 1) * 4 * 2
    known.heal()
    assert (known.night(later=1).code, known.wrong()) == (0, [])


def test_a_listing_page_that_fails_is_reported_and_read_in_the_next_run(faulty: Faulty) -> None:
    faulty.fault("status=500 on page=2")
    summary = faulty.night()
    assert summary.code == 0
    assert "page=2 answers 500" in summary.problems[0]
    faulty.heal()
    assert (faulty.night(later=24).code, faulty.wrong()) == (0, [])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_run_in_order(faulty: Faulty, bogor_news: Program, number: signal.Signals) -> None:
    child = bogor_news.start(*crawl(faulty, "--delay", "0.1"))  # so that it lasts
    assert bogor_news.stop(child, lambda: len(faulty.server.log) > 12, number) == 6
    assert number.name in bogor_news.said[0]
    found = len(by_id(faulty.data))
    assert 0 < found < len(faulty.site.posts())
    assert faulty.broken() == []
    assert bogor_news.run(*crawl(faulty)) == 0
    assert (faulty.wrong(), faulty.broken()) == ([], [])


def test_a_signal_ends_a_pause(faulty: Faulty, bogor_news: Program) -> None:
    faulty.fault("status=503:600 on detail")
    child = bogor_news.start(*crawl(faulty))
    assert bogor_news.stop(child, lambda: any(entry.status == 503 for entry in faulty.server.log)) == 6
    faulty.heal()
    assert (faulty.night().code, faulty.wrong()) == (0, [])


@pytest.mark.parametrize("fault", ["hang", "drip=0.1"])
def test_a_signal_ends_a_run_whose_site_does_not_answer(
    faulty: Faulty, bogor_news: Program, fault: str
) -> None:
    faulty.fault(f"{fault} on /berita-detail/7$")
    child = bogor_news.start(*crawl(faulty, "--source", "berita"))
    assert bogor_news.stop(child, lambda: any("/berita-detail/7" in e.path for e in faulty.server.log)) == 6
    # The request was given up because of the signal: no timeout was waited for, and the page is not to blame.
    assert "timeout" not in faulty.log.lower()
    assert faulty.one("SELECT failures FROM pages WHERE article_id = 'berita:7'") == 0
    faulty.heal()
    assert (faulty.night(sources=("berita",)).code, faulty.broken()) == (0, [])


def test_the_user_agent_has_the_contact(faulty: Faulty, tmp_path: Path) -> None:
    contact = "mailto:arsip@example.org"
    answer = command(*crawl(faulty, "--limit", "1"), BOGOR_NEWS_CONTACT=f" {contact}\n")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert {entry.headers["user-agent"] for entry in faulty.server.log} == {
        f"{settings.BOT_NAME}/{settings.__version__} (news corpus for research; {contact})"
    }
    assert not [entry for entry in faulty.server.log if {"cookie", "referer"} & entry.headers.keys()]


def test_a_crawl_of_the_real_site_without_a_contact_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")  # it ends before a request is sent
    answer = command("crawl", "--data", tmp_path / "file", BOGOR_NEWS_CONTACT="")
    assert (answer.returncode, len(answer.stderr.splitlines())) == (1, 2)
    assert answer.stderr.count("BOGOR_NEWS_CONTACT") == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:8000/", True),
        ("http://127.0.0.1", True),
        ("http://127.9.9.9:1/", True),
        ("http://[::1]:80/", True),
        ("https://kotabogor.go.id", False),
        ("http://localhost.example.org/", False),
        ("http://127.0.0.1.example.org/", False),
        ("http://::1/", False),
        ("", False),
    ],
)
def test_only_this_machine_is_loopback(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected


def test_the_log_is_quiet(faulty: Faulty) -> None:
    faulty.night()
    assert "Enabled" not in faulty.log
    assert "WARNING" not in faulty.log
    assert faulty.site.posts()[0].paragraphs[0] not in faulty.log


def test_metrics_are_written_however_the_run_ends(
    faulty: Faulty, bogor_news: Program, tmp_path: Path
) -> None:
    def metrics(*more: str) -> tuple[int, dict[str, float]]:
        path = tmp_path / "metrics" / "bogor.prom"
        code = bogor_news.run(*crawl(faulty, "--metrics", str(path), *more))
        if not path.exists():
            return code, {}
        lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
        assert [p.name for p in path.parent.iterdir()] == [path.name]
        return code, {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}

    assert metrics() == (2, {})  # no such directory
    (tmp_path / "metrics").mkdir()
    code, good = metrics()
    assert code == good["bogor_news_last_run_exit_code"] == 0
    assert good['bogor_news_last_run_articles{source="berita",outcome="new"}'] == 14
    assert good['bogor_news_last_run_articles{source="show_post",outcome="failed"}'] == 0
    assert good["bogor_news_last_run_requests"] == len(faulty.server.log)
    assert good["bogor_news_last_run_received_bytes"] > 100_000
    assert good["bogor_news_last_run_written_bytes"] > 1000
    assert good["bogor_news_last_run_timestamp_seconds"] > 1.7e9
    assert good["bogor_news_last_run_duration_seconds"] > 0
    assert good["bogor_news_last_success_timestamp_seconds"] == pytest.approx(
        good["bogor_news_last_run_timestamp_seconds"], abs=3600
    )
    assert good['bogor_news_source_state{source="berita",state="ok"}'] == 1
    assert good['bogor_news_articles{source="berita",status="live"}'] == 14
    assert good['bogor_news_articles{source="show_post",status="gone"}'] == 0
    assert good['bogor_news_staged_articles{source="berita"}'] == 0
    assert good['bogor_news_failing_pages{source="berita"}'] == 0
    (faulty.data / "corpus.sqlite").write_bytes(b"x" * 5000)
    code, bad = metrics()
    assert code == bad["bogor_news_last_run_exit_code"] == 1
    assert not [name for name in bad if "articles" in name]


def test_every_request_keeps_the_delay_whatever_phase_or_source_it_is_of(
    faulty: Faulty, fake: FakeTime
) -> None:
    faulty.fault("redirect_chain=3 on /berita-detail/7(\\?|$)")
    summary = faulty.night(overrides={**ONE_CONNECTION, "DOWNLOAD_DELAY": 0.01})
    assert (summary.code, faulty.wrong()) == (0, [])
    # The run's last request is followed by none, and so by no pause.
    assert list(fake.slept) == list(range(1, len(faulty.asked)))
    assert list(fake.slept.values()) == pytest.approx([0.01] * len(fake.slept))
