"""Keeping a page as a fixture, from a file or from an address."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.crawling import command
from support.fixtures import load_fixture
from support.misbehaving import serve

from crawler.cli.main import main
from crawler.minisite.content import make_site


def test_a_page_is_fetched_once_politely_and_saved_with_its_expected_columns(tmp_path: Path) -> None:
    site = make_site(3, 3)
    post = site.newest("berita")[0]
    with serve(site) as server:
        answer = command("save-fixture", server.url + post.path, "--to", tmp_path)
        assert (answer.returncode, answer.stderr) == (0, ""), answer
        assert [entry.path for entry in server.log] == ["/robots.txt", post.path]
        assert "bogor-news/" in server.log[1].headers["user-agent"]
        server.faults.add("robots", "disallow")
        refused = command("save-fixture", server.url + site.newest("show_post")[0].path, "--to", tmp_path)
    (page,) = tmp_path.glob("*/*/page.html")
    kept = load_fixture(page.parent)
    assert str(page.parent) in answer.stdout
    assert (kept.expected["title"], kept.read()) == (post.title, kept.expected)
    assert (refused.returncode, "robots.txt" in refused.stderr) == (3, True)


def test_a_fixture_has_the_address_of_its_page_and_is_saved_only_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "halaman.html"
    saved.write_text("<html><body><h1>Taman dibuka</h1><p>Warga Bogor datang.</p></body></html>")
    address = "https://kotabogor.go.id/berita-detail/77"
    arguments = ["save-fixture", str(saved), "--url", address, "--to", str(tmp_path / "new" / "fixtures")]
    assert main(arguments) == 0
    (meta,) = (tmp_path / "new").glob("**/meta.json")
    assert json.loads(meta.read_text())["url"] == address
    assert main(arguments) == 1
    assert "exists already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["{tmp}/absent.html"], 1, "neither a file"),
        (["ftp://kotabogor.go.id/a"], 1, "neither a file"),
        (["http://127.0.0.1:9/a", "--url", "http://127.0.0.1:9/b"], 2, "--url"),
    ],
)
def test_wrong_use_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    filled = [argument.format(tmp=tmp_path) for argument in arguments]
    assert main(["save-fixture", *filled, "--to", str(tmp_path / "to")]) == code
    assert words in capsys.readouterr().err
    assert not (tmp_path / "to").exists()


def test_an_address_without_a_page_ends_with_exit_3(tmp_path: Path) -> None:
    with serve(make_site(1, 1)) as server:
        answer = command("save-fixture", server.url + "/tidak/ada", "--to", tmp_path)
    assert (answer.returncode, answer.stderr.count("\n")) == (3, 1)
    assert "answers 404" in answer.stderr
