"""What a run says of itself: status, progress, log."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from support.crawling import Clock, command, night

from crawler.cli import status
from crawler.crawl_run import CrawlOptions, CrawlRun
from crawler.extensions.progress import position_of
from crawler.minisite.content import make_site
from crawler.minisite.server import serve
from pipelines.addresses import address_for, article_url
from pipelines.corpus.database import open_reader
from pipelines.ingest import open_ingest
from pipelines.maintenance.status import overview


class KilledError(Exception):
    pass


def killed_night(monkeypatch: pytest.MonkeyPatch, data: Path, url: str, clock: Clock) -> None:
    """A crawl that dies when all is fetched and nothing is settled."""

    def die(run: CrawlRun) -> None:
        run.ingest.commit()
        raise KilledError

    with monkeypatch.context() as patch, pytest.raises(KilledError):
        patch.setattr("crawler.runner.finish", die)
        night(data, url, clock, sources=("berita",))


def status_of(data: Path, clock: Clock) -> dict:
    with closing(open_reader(data)) as connection:
        return overview(connection, data, clock())


def test_a_killed_run_is_not_running_and_keeps_its_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    with serve(make_site(6, 0)) as server:
        killed_night(monkeypatch, tmp_path, server.url, clock)
        facts = status_of(tmp_path, clock)
        (run,) = facts["runs"]
        assert (run["exit_code"], run["reason"], run["counts"]["berita"]["new"]) == (6, "killed", 6)
        (source,) = facts["sources"]
        assert (source["live"], source["staged"], facts["running"]) == (0, 6, False)
        clock.move(hours=1)
        summary = night(tmp_path, server.url, clock, sources=("berita",))
    assert "nothing new" in summary.line
    facts = status_of(tmp_path, clock)
    assert [run["counts"].get("berita", {}).get("new", 0) for run in facts["runs"]] == [0, 6]
    assert (facts["sources"][0]["live"], facts["sources"][0]["staged"]) == (6, 0)


def test_status_during_a_first_run_shows_what_is_staged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_ingest(tmp_path, "crawl") as ingest:
        ingest.discover(address_for("berita", article_url("berita", 7)), "listing")
        ingest.counts["berita"]["new"] = 3
        ingest.commit()
        assert status.run(parsed("--data", tmp_path)) == 0
    shown = capsys.readouterr().out
    assert "in progress" in shown
    assert "3 new" in shown
    assert "running" in shown


def test_status_fits_80_columns_and_tells_a_trouble_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    sources = ("berita", "show_post")
    night(tmp_path, "http://127.0.0.1:9", sources=sources, overrides={"RETRY_ENABLED": False})
    assert status.run(parsed("--data", tmp_path)) == 0
    shown = capsys.readouterr().out
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert "…" not in shown
    assert " ".join(shown.split()).count("robots.txt cannot be read") == 1
    assert "berita, show_post: robots.txt" in shown


def test_position_names_the_phase_and_the_page_and_a_total_only_where_it_is_known(tmp_path: Path) -> None:
    with open_ingest(tmp_path, "crawl") as ingest:
        run = CrawlRun(CrawlOptions(data=tmp_path), ingest)
        report = run.report("berita")
        report.phase, report.listing_page, report.not_queued = "backfill", 12, None
        ingest.counts["berita"].update(new=98, failed=2)
        assert position_of(run) == ("berita, backfill, listing page 12, 2 failed: ", 98, None)
        report.last_page, report.not_queued = 900, 888 * 9
        assert position_of(run) == ("berita, backfill, listing page 12 of 900, 2 failed: ", 98, 98 + 888 * 9)
        run.options = CrawlOptions(data=tmp_path, limit=150)
        assert position_of(run).total == 98 + 50


def test_a_first_run_knows_its_total_from_the_last_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    totals = []

    def note(run: CrawlRun) -> bool:
        totals.append(position_of(run).total)
        return True

    monkeypatch.setattr(CrawlRun, "reserve_fetch", note)
    with serve(make_site(40, 0)) as server:
        night(tmp_path, server.url, sources=("berita",))
    # The last of the five pages has four articles, which nobody knows before it is read.
    assert totals[0] == 45
    assert totals[-1] == 40


def test_the_log_has_a_line_for_each_outcome_but_the_same(tmp_path: Path) -> None:
    clock = Clock()
    with serve(make_site(6, 0)) as server:
        night(tmp_path, server.url, clock, sources=("berita",))
        server.site.edit("berita:4", title="Judul yang lain")
        server.site.delete("berita:3")
        clock.move(hours=24)
        night(tmp_path, server.url, clock, sources=("berita",), full=True)
    log = (tmp_path / "log" / "bogor-news.log").read_text()
    outcomes = [line.partition("pipelines.ingest.ingest: ")[2] for line in log.splitlines()]
    outcomes = [line for line in outcomes if line]
    assert sorted(outcomes[:6]) == [f"berita:{number}: new" for number in range(1, 7)]
    assert "berita:4: edited (title)" in outcomes[6:]
    assert any(line.startswith("berita:3: ") for line in outcomes[6:])
    assert len(outcomes) == 8


def test_json_has_no_other_text(tmp_path: Path) -> None:
    with open_ingest(tmp_path, "crawl"):
        pass
    answer = command("status", "--data", tmp_path, "--json")
    assert (json.loads(answer.stdout)["running"], answer.stderr) == (False, "")


def parsed(*arguments: object):
    import argparse

    parser = argparse.ArgumentParser()
    status.add_arguments(parser)
    return parser.parse_args([str(argument) for argument in arguments])
