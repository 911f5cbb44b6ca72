"""Scrapy's own commands in the checkout: they export rows, end with the run's exit code, and work with a mirror."""

from __future__ import annotations

import ast
import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.corpora import by_id

from crawler.minisite.content import make_site
from crawler.minisite.server import serve
from pipelines.schema import NAMES

HOME = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serve(make_site(6, 0)) as server:
        yield server.url


def scrapy(data: Path, base_url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings = {"BOGOR_DATA": data, "BOGOR_BASE_URL": base_url, "DOWNLOAD_DELAY": 0}
    options = [f"--set={name}={value}" for name, value in settings.items()]
    command = [sys.executable, "-m", "scrapy", *arguments, *options]
    return subprocess.run(command, cwd=HOME, capture_output=True, text=True, timeout=240, check=False)


def test_exported_items_are_the_rows(url: str, tmp_path: Path) -> None:
    data, lines, table = tmp_path / "data", tmp_path / "x.jsonl", tmp_path / "x.csv"
    answer = scrapy(data, url, "crawl", "berita", "-O", str(lines), "-O", str(table))
    assert answer.returncode == 0, answer.stderr
    stored = by_id(data)
    exported = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    assert sorted(row["article_id"] for row in exported) == sorted(stored)
    for row in exported:
        assert list(row) == list(NAMES)
        assert row["body"] == stored[row["article_id"]]["body"]
        assert row["published_date"] == stored[row["article_id"]]["published_date"].isoformat()
    with table.open(encoding="utf-8", newline="") as stream:
        cells = {row["article_id"]: row for row in csv.DictReader(stream)}
    for row in exported:
        assert cells[row["article_id"]]["title"] == row["title"]
        assert json.loads(cells[row["article_id"]]["related_links"]) == row["related_links"]


def test_an_unreachable_site_ends_with_exit_3(tmp_path: Path) -> None:
    answer = scrapy(tmp_path / "data", "http://127.0.0.1:9", "crawl", "berita", "--set=RETRY_ENABLED=False")
    assert answer.returncode == 3
    assert "berita is unreachable" in answer.stderr


def test_parse_shows_the_columns_of_a_page_of_the_mirror(url: str, tmp_path: Path) -> None:
    answer = scrapy(
        tmp_path / "data", url, "parse", "--nolog", "--nocolour", "https://kotabogor.go.id/berita-detail/3"
    )
    shown = answer.stdout.partition("# Scraped Items")[2].partition("\n")[2].partition("# Requests")[0]
    (columns,) = ast.literal_eval(shown.strip())
    assert (columns["article_id"], columns["layout"]) == ("berita:3", "berita")
    assert columns["title"] == next(post.title for post in make_site(6, 0).posts() if post.post_id == 3)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "address",
    [
        "https://kotabogor.go.id/berita-detail/3",
        pytest.param("{url}/berita-detail/3", marks=pytest.mark.soak),
    ],
)
def test_the_shell_fetches_from_the_mirror(url: str, tmp_path: Path, address: str) -> None:
    code = "print('status', response.status, response.url)"
    answer = scrapy(tmp_path / "data", url, "shell", "--nolog", address.format(url=url), "-c", code)
    assert f"status 200 {url}/berita-detail/3" in answer.stdout
    assert not (tmp_path / "data").exists()
