from __future__ import annotations

from pathlib import Path

from support.crawling import command, night

from crawler.minisite.content import make_site
from crawler.minisite.server import serve


def tree(path: Path) -> dict[str, bytes]:
    return {str(p.relative_to(path)): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def test_the_same_corpus_gives_the_same_release_and_changes_name_what_came(tmp_path: Path) -> None:
    data, to = tmp_path / "data", tmp_path / "one"
    site = make_site(12, 6)
    with serve(site) as server:
        night(data, server.url)
        for where in ("one", "other"):
            answer = command(
                "release", "--data", data, "--to", tmp_path / where, BOGOR_NEWS_NOW="2026-04-01T00:00:00Z"
            )
            assert answer.returncode == 0, answer
        assert tree(tmp_path / "one") == tree(tmp_path / "other")
        assert (tmp_path / "one" / "2026.04.01" / "report.html").exists()
        site.edit("berita:3", title="Judul yang lain sama sekali")
        night(data, server.url)
        answer = command(
            "release",
            "--data",
            data,
            "--to",
            to,
            "--since",
            "2026.04.01",
            BOGOR_NEWS_NOW="2026-04-02T00:00:00Z",
        )
        assert answer.returncode == 0, answer
        assert (to / "2026.04.02" / "changes" / "edited.parquet").exists()


def test_a_release_without_articles_is_refused_in_one_line(tmp_path: Path) -> None:
    answer = command("release", "--data", tmp_path / "none", "--to", tmp_path / "releases")
    assert (answer.returncode, len(answer.stderr.splitlines())) == (1, 1)
    with serve(make_site(3, 0)) as server:
        night(tmp_path / "data", server.url)
    answer = command("release", "--data", tmp_path / "data", "--to", tmp_path / "r", "--since", "2020.01.01")
    assert (answer.returncode, len(answer.stderr.splitlines())) == (1, 1)
    assert "2020.01.01" in answer.stderr
